"""A run makes a bundle. The integration tests have whole runs of the program."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from linking.bundle.bundle import list_versions, list_wikis, open_bundle
from tests.helpers.training.exports import export, page
from tests.helpers.training.made_decisions import write_decisions
from tests.helpers.training.tiny_dumps import RIVERS, TOWNS, write_dump
from training.decisions.reading import DecisionsError
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


def test_a_run_that_reads_only_changes_makes_the_same_bundle(settings, tmp_path, monkeypatch, caplog):
    monkeypatch.setattr(default_model, "MIN_ARTICLES", 10)
    since = replace(settings, since=tmp_path / "kept", publish_anyway=True)
    run(since)
    caplog.clear()
    dump = write_dump(tmp_path / "later.xml")
    dump.write_text(dump.read_text().replace("The Fal is deep", "The [[Fal|deep Fal]] is deep"))
    later = replace(since, dumps=(str(dump),))
    continued = run(later).bundle
    assert not any("all articles" in message for message in caplog.messages)
    full = run(replace(later, since=None)).bundle
    # The page of the report shows the version.
    found, expected = (
        {name: entry for name, entry in bundle.manifest.files.items() if name != "report.html"}
        for bundle in (continued, full)
    )
    assert found == expected
    assert continued.manifest.counts == full.manifest.counts


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


def own_decisions(path: Path, verdict: Callable[[str], str]) -> str:
    """Write decisions about what towns link by now; `verdict` decides by target. One is about a text that is gone."""
    decisions = [{"link_text": "Gone", "link_target": "Fal", "title": TOWNS[0], "decision": "reject"}]
    for place, town in enumerate(TOWNS):
        river, neighbour = RIVERS[place % len(RIVERS)], TOWNS[(place + 1) % len(TOWNS)]
        decisions += [
            {"title": town, "link_text": target, "link_target": target, "decision": verdict(target)}
            for target in ("Kernow", river, neighbour)
        ]
        other = RIVERS[(place + 1) % len(RIVERS)]
        text = {"link_text": f"river {other}", "link_target": other}
        decisions.append({"title": town, **text, "decision": verdict(other)})
    return write_decisions(path, decisions)


def test_decisions_of_reviewers_are_found_and_used(settings, tmp_path, caplog):
    """Reviewers accept towns and reject rivers, which the shipped model does not know."""
    caplog.set_level("INFO")
    path = own_decisions(tmp_path / "decisions.jsonl", lambda target: "reject" if target in RIVERS else "accept")
    kept = replace(settings, keep_work=True)
    without = run(kept).bundle
    result = run(replace(kept, decisions=(path,)))
    bundle = result.bundle
    report = json.loads(bundle.path("report.json").read_text())
    decisions, files = report["decisions"], [one.path("acceptance.json").read_bytes() for one in (without, bundle)]
    assert decisions["counts"]["suggestions"] == 4 * len(TOWNS) + 1
    assert decisions["used"] + sum(decisions["missing"].values()) == 4 * len(TOWNS) + 1
    assert decisions["missing"]["the text is gone"] == 1
    assert decisions["used"] >= 0.9 * 4 * len(TOWNS)
    assert decisions["adaptation"] == bundle.manifest.training["decisions"]["adaptation"]
    assert (files[0] != files[1]) is (decisions["adaptation"] != "none")
    assert result.decisions.summary == decisions["summary"]
    assert "titles: finished by an earlier run" in caplog.messages
    assert not any(message.startswith("acceptance") for message in caplog.messages)
    assert "decisions" not in without.manifest.training


def test_decisions_about_another_wiki_stop_the_run_before_its_first_step(settings, tmp_path):
    path = write_decisions(tmp_path / "decisions.jsonl", [{"wiki": "brwiki"}])
    with pytest.raises(DecisionsError, match="a decision about brwiki"):
        run(replace(settings, decisions=(path,)))
    assert not settings.data_dir.exists()
