"""The summary says of each wiki what became of it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from training.fleet.results import Outcome, WikiResult
from training.fleet.summary import FleetSummary, duration, render, table, write_summary
from training.pipeline.publication import Change

RESULTS = (
    WikiResult(
        wiki="kwwiki",
        outcome=Outcome.PUBLISHED,
        verdict="fit to publish",
        figures={"articles": 5475, "precision": 0.8604, "recall": 0.7},
        changes=(Change("articles", 5431, 5475), Change("precision", 0.85, 0.8604)),
        seconds=21.26,
        peak_mb=580,
    ),
    WikiResult(wiki="arcwiki", outcome=Outcome.WITHHELD, verdict="do not publish: <b>", seconds=125, unchanged=True),
    WikiResult(wiki="badwiki", outcome=Outcome.FAILED, verdict="bad.xml: is empty"),
)
SUMMARY = FleetSummary("2026-11-28T20:00:00Z", "2026-11-28T20:02:30Z", 150.0, RESULTS)


def test_the_table_aligns_columns_and_explains_what_is_not_published() -> None:
    assert list(table(SUMMARY)) == [
        "wiki     outcome              articles  precision  recall  change                                  time",
        "kwwiki   published               5\u202f475      0.860   0.700  articles +0.8%, precision +0.010      21.3 s",
        "arcwiki  withheld, unchanged         -          -       -  -                                 2 min 05 s",
        "badwiki  failed                      -          -       -  -                                      0.0 s",
        "",
        "arcwiki: withheld: do not publish: <b>",
        "badwiki: failed: bad.xml: is empty",
        "3 wikis in 2 min 30 s: 1 published, 1 withheld, 1 failed; 1 unchanged",
    ]


def test_the_files_have_every_wiki(tmp_path: Path) -> None:
    write_summary(tmp_path, SUMMARY)
    data = json.loads((tmp_path / "fleet.json").read_text())
    assert data["counts"] == {"published": 1, "written": 0, "withheld": 1, "empty": 0, "failed": 1}
    assert [wiki["wiki"] for wiki in data["wikis"]] == ["kwwiki", "arcwiki", "badwiki"]
    assert data["wikis"][0]["changes"][0] == {"name": "articles", "before": 5431, "after": 5475}
    page = (tmp_path / "fleet.html").read_text()
    assert "do not publish: &lt;b&gt;" in page
    assert "articles +0.8%, precision +0.010" in page


def test_a_run_without_wikis_has_a_page() -> None:
    assert "0 wikis" in render(FleetSummary("a", "b", 0, ()))


@pytest.mark.parametrize(
    ("seconds", "text"),
    [
        (0.04, "0.0 s"),
        (59.9, "59.9 s"),
        (59.97, "1 min 00 s"),
        (60, "1 min 00 s"),
        (3599.6, "1 h 00 min"),
        (3725, "1 h 02 min"),
    ],
)
def test_durations_are_readable(seconds: float, text: str) -> None:
    assert duration(seconds) == text
