"""A run makes a bundle. The integration tests have whole runs of the program."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from linking.bundle.bundle import list_wikis, open_bundle
from tests.helpers.training.exports import export, page
from tests.helpers.training.tiny_dumps import write_dump
from training.errors import NotPublishableError
from training.learning import default_model
from training.pipeline.run import run
from training.settings import RunSettings

pytestmark = pytest.mark.integration


@pytest.fixture
def settings(tmp_path: Path) -> RunSettings:
    dump = write_dump(tmp_path / "dump.xml")
    return RunSettings("kwwiki", (str(dump),), tmp_path / "data", jobs=1)


def test_a_small_wiki_gets_the_default_model_and_its_own_lookups(settings, caplog):
    bundle = run(settings)
    assert open_bundle(settings.data_dir, "kwwiki") == bundle
    assert bundle.path("model.ubj").read_bytes() == default_model.PATH.read_bytes()
    assert bundle.manifest.training["default_model"] is True
    assert any("using the default model" in message for message in caplog.messages)
    report = json.loads(bundle.path("report.json").read_text())
    assert report["model"] == "default"
    trials = bundle.manifest.training["trials"]
    assert [trial["protocol"] for trial in trials] == ["sentence", "article", "half"]
    for trial, protocol in zip(trials, report["protocols"], strict=True):
        assert (trial["articles"], trial["links"]) == (protocol["articles"], protocol["links"])


def test_a_trained_model_is_evaluated_without_validation_articles(settings, monkeypatch):
    monkeypatch.setattr(default_model, "MIN_ARTICLES", 10)
    kept = replace(settings, keep_work=True, publish=False)
    bundle = run(kept)
    assert list_wikis(settings.data_dir) == []
    assert bundle.manifest.training["default_model"] is False
    assert bundle.manifest.training["examples"] > 0
    evaluated, final = (
        json.loads((kept.work / f"model-{stage}" / "examples.json").read_text())["examples"]
        for stage in ("evaluation", "final")
    )
    assert evaluated < final == bundle.manifest.training["examples"]


def test_a_strict_run_refuses_a_bad_bundle(tmp_path):
    pages = [page(f"A{number}", f"B{number} and [[C{number}]].", number=number + 1) for number in range(40)]
    targets = [page(f"C{number}", "Text.", number=number + 99) for number in range(40)]
    dump = tmp_path / "dump.xml"
    dump.write_bytes(export(*pages, *targets))
    with pytest.raises(NotPublishableError, match="should not be published"):
        run(RunSettings("kwwiki", (str(dump),), tmp_path / "data", jobs=1, strict=True))
    assert list_wikis(tmp_path / "data") == []
