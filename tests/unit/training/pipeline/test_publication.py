"""A bundle is compared with the current version, and unfit ones are withheld."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from linking.bundle.names import MANIFEST
from tests.helpers.linking.bundles import VERSION, write_bundle_files
from training.evaluation.report.verdicts import Verdict
from training.pipeline.publication import OBJECTIONS, WITHHELD, Change, assess, figures_of, withheld

FIT, UNFIT = Verdict(True, ()), Verdict(False, ("precision is low",))
COUNTS = {"articles": 1000, "anchors": 500, "links": 4000, "redirects": 7}
FIGURES = {"articles": 1000, "anchors": 500, "links": 4000, "precision": 0.9, "recall": 0.6}


def trials(precision: float = 0.9, recall: float = 0.6, links: int = 100) -> dict[str, object]:
    sentence = {"protocol": "sentence", "links": links, "precision": precision, "recall": recall}
    return {"trials": [{"protocol": "article", "links": 9, "precision": 0.1, "recall": 0.1}, sentence]}


@pytest.fixture
def data_dir(tmp_path: Path) -> Path:
    """A data directory with a current version that has FIGURES."""
    bundle = write_bundle_files(tmp_path)
    manifest = replace(bundle.manifest, counts=COUNTS, training=trials())
    for path in (bundle.directory / MANIFEST, tmp_path / "kwwiki" / MANIFEST):
        path.write_bytes(manifest.dumps())
    return tmp_path


def test_the_figures_are_those_of_first_sentences():
    assert figures_of(COUNTS, trials()) == FIGURES


@pytest.mark.parametrize("training", [{"imported": True}, trials(1.0, 0.0), trials(links=0), {"trials": "many"}])
def test_figures_that_say_nothing_are_left_out(training):
    assert figures_of({"articles": 3}, training) == {"articles": 3}


@pytest.mark.parametrize(
    ("name", "value", "is_drop"),
    [
        ("articles", 800, False),
        ("articles", 799, True),
        ("anchors", 399, True),
        ("links", 3199, True),
        ("precision", 0.73, False),
        ("precision", 0.71, True),
        ("recall", 0.1, False),
        ("articles", 5000, False),
    ],
)
def test_a_drop_of_more_than_a_fifth_speaks_against_publication(data_dir, name, value, is_drop):
    found = assess(data_dir, "kwwiki", FIT, {**FIGURES, name: value})
    assert found.previous == VERSION
    assert [change.name for change in found.changes] == ["articles", "anchors", "links", "precision"]
    assert len(found.objections) == is_drop
    assert all(name in objection and VERSION in objection for objection in found.objections)


def test_an_unfit_verdict_speaks_against_publication(tmp_path):
    found = assess(tmp_path, "kwwiki", UNFIT, FIGURES)
    assert (found.objections, found.previous, found.changes) == (["precision is low"], None, [])


def test_a_damaged_version_is_not_compared(data_dir, caplog):
    (data_dir / "kwwiki" / MANIFEST).write_text("{")
    assert assess(data_dir, "kwwiki", FIT, {**FIGURES, "articles": 1}).objections == []
    assert "cannot be compared with the current version" in caplog.text


def test_a_figure_that_the_version_before_lacks_is_not_compared(tmp_path):
    write_bundle_files(tmp_path)
    assert [str(change) for change in assess(tmp_path, "kwwiki", FIT, FIGURES).changes] == [
        "articles 3 -> 1,000 (+33233.3%)"
    ]


@pytest.mark.parametrize(
    ("change", "text"),
    [
        (Change("articles", 1000, 790), "articles 1,000 -> 790 (-21.0%)"),
        (Change("articles", 0, 5), "articles 0 -> 5"),
        (Change("precision", 0.9, 0.85), "precision 0.900 -> 0.850 (-0.050)"),
    ],
)
def test_changes_in_words(change, text):
    assert str(change) == text


@pytest.mark.parametrize(
    ("training", "objections"),
    [
        ({OBJECTIONS: ["low"], WITHHELD: True}, ["low"]),
        ({OBJECTIONS: ["low"], WITHHELD: False}, []),
        ({OBJECTIONS: [], WITHHELD: False}, []),
        ({WITHHELD: True}, []),
        ({}, []),
    ],
)
def test_a_manifest_says_why_its_version_was_withheld(tmp_path, training, objections):
    manifest = replace(write_bundle_files(tmp_path).manifest, training=training)
    assert withheld(manifest) == objections
