"""Settings of bulk runs: which files they write, and what their output depends on."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from linking.rules.model import Rule
from training.pipeline.bulk_settings import BulkSettings, RecommendationOptions

OPTIONS = RecommendationOptions(0.6, 10, ("References",), "1")


@pytest.fixture
def settings(tmp_path: Path) -> BulkSettings:
    dump = tmp_path / "dump.xml"
    dump.write_text("<mediawiki/>")
    return BulkSettings(
        wiki="kwwiki", dumps=(str(dump),), data_dir=tmp_path, out=tmp_path / "out.jsonl", options=OPTIONS, jobs=1
    )


def test_answers_in_another_order_are_first_written_beside_the_output(settings: BulkSettings) -> None:
    assert settings.unordered == settings.out
    ordered = replace(settings, options=replace(OPTIONS, underlinked_first=True))
    assert ordered.unordered.name == "out.jsonl.unordered"
    assert ordered.meta_file.name == "out.jsonl.meta.json"


@pytest.mark.parametrize(
    "changes",
    [
        {"threshold": 0.5},
        {"max_recommendations": 3},
        {"sections_to_exclude": ()},
        {"min_links": 2},
        {"exclude_categories": ("Lists",)},
        {"exclude_templates": ("In use",)},
        {"underlinked_first": True},
    ],
    ids=lambda changes: next(iter(changes)),
)
def test_the_output_depends_on_each_option(settings: BulkSettings, changes: dict[str, object]) -> None:
    other = replace(settings, options=replace(OPTIONS, **changes))  # type: ignore[arg-type]
    assert other.fingerprint("v", (), {}) != settings.fingerprint("v", (), {})


def test_the_output_depends_on_bundle_rules_and_dump_but_not_on_the_number_of_processes(
    settings: BulkSettings,
) -> None:
    known = settings.fingerprint("v", (), {"a": 1})
    assert replace(settings, jobs=2).fingerprint("v", (), {"a": 1}) == known
    assert settings.fingerprint("w", (), {"a": 1}) != known
    assert settings.fingerprint("v", (Rule("n", "request", targets=("Paris",)),), {"a": 1}) != known
    assert settings.fingerprint("v", (), {"a": 2}) != known
    Path(settings.dumps[0]).write_text("<mediawiki></mediawiki>")
    assert settings.fingerprint("v", (), {"a": 1}) != known
