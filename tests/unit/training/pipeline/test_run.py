"""A run makes a bundle. The integration tests have whole runs of the program."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from linking.bundle.bundle import list_versions, list_wikis, open_bundle
from tests.helpers.training.exports import export, page
from tests.helpers.training.tiny_dumps import write_dump
from training.errors import NotPublishableError, OtherWikiError
from training.learning import default_model
from training.pipeline.bundle_versions import VersionWithheldError, publish
from training.pipeline.run import run
from training.settings import RunSettings

pytestmark = pytest.mark.integration


@pytest.fixture
def settings(tmp_path: Path) -> RunSettings:
    dump = write_dump(tmp_path / "dump.xml")
    return RunSettings("kwwiki", (str(dump),), tmp_path / "data", jobs=1)


def test_a_small_wiki_gets_the_default_model_and_its_own_lookups(settings, caplog):
    result = run(settings)
    bundle = result.bundle
    assert result.is_current
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
    bundle = run(kept).bundle
    assert list_wikis(settings.data_dir) == []
    assert bundle.manifest.training["default_model"] is False
    assert bundle.manifest.training["examples"] > 0
    evaluated, final = (
        json.loads((kept.work / f"model-{stage}" / "examples.json").read_text())["examples"]
        for stage in ("evaluation", "final")
    )
    assert evaluated < final == bundle.manifest.training["examples"]


@pytest.fixture
def bad_settings(tmp_path: Path) -> RunSettings:
    """The settings for a wiki from which nothing can be learned."""
    pages = [page(f"A{number}", f"B{number} and [[C{number}]].", number=number + 1) for number in range(40)]
    targets = [page(f"C{number}", "Text.", number=number + 99) for number in range(40)]
    dump = tmp_path / "dump.xml"
    dump.write_bytes(export(*pages, *targets))
    return RunSettings("kwwiki", (str(dump),), tmp_path / "data", jobs=1)


def test_a_strict_run_refuses_a_bad_bundle(bad_settings):
    with pytest.raises(NotPublishableError, match="should not be published"):
        run(replace(bad_settings, strict=True))
    assert list_wikis(bad_settings.data_dir) == []
    assert list_versions(bad_settings.data_dir, "kwwiki") == []


def test_an_unfit_bundle_is_kept_and_published_only_by_name(bad_settings):
    result = run(bad_settings)
    data_dir, version = bad_settings.data_dir, result.bundle.manifest.version
    assert not result.is_current
    assert list_wikis(data_dir) == []
    assert list_versions(data_dir, "kwwiki") == [version]
    assert result.bundle.manifest.training["verdict"] == {
        "publishable": False,
        "reasons": list(result.assessment.verdict.reasons),
    }
    with pytest.raises(VersionWithheldError, match=f"--version {version}"):
        publish(data_dir, "kwwiki")
    publish(data_dir, "kwwiki", version)
    assert open_bundle(data_dir, "kwwiki").manifest.version == version


def test_an_unfit_bundle_may_be_published_anyway(bad_settings):
    assert run(replace(bad_settings, publish_anyway=True)).is_current
    assert publish(bad_settings.data_dir, "kwwiki")


def test_a_bundle_of_a_much_smaller_dump_is_not_published(settings, tmp_path):
    before = run(settings).bundle.manifest
    smaller = replace(settings, dumps=(str(write_dump(tmp_path / "small.xml", towns=8)),))
    result = run(smaller)
    assert not result.is_current
    assert any(objection.startswith("articles 23 -> 15") for objection in result.assessment.objections)
    assert open_bundle(settings.data_dir, "kwwiki").manifest == before
    assert run(replace(smaller, publish_anyway=True)).is_current


def test_files_of_another_wiki_are_refused_before_a_checkpoint_is_used(settings, tmp_path):
    """Even if an earlier run was allowed to use them, and left its work directory."""
    other = replace(settings, wiki="arcwiki", keep_work=True)
    run(replace(other, allow_other_dbname=True))
    with pytest.raises(OtherWikiError, match="is of kwwiki, not of arcwiki"):
        run(other)
    classes = tmp_path / "arcwiki-20260101-instance-of.tsv"
    for table in ({"instance_of": classes}, {"page_props": tmp_path / "arcwiki-20260101-page_props.sql"}):
        (path,) = table.values()
        path.write_text("")
        with pytest.raises(OtherWikiError, match="is of arcwiki, not of kwwiki"):
            run(replace(settings, **table))
