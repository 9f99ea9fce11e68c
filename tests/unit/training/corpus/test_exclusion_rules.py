"""The exclusion rules are read from TOML files, and invalid files are errors that name the file."""

from __future__ import annotations

import tomllib

import pytest

from training.corpus.exclusion_rules import DEFAULT_FILE, ExclusionRules, ExclusionRulesError, load_rules, own_rules


def templates_of(rules: ExclusionRules) -> set[str]:
    return {name.lower() for marker in rules.markers for name in marker.templates}


def test_the_default_rules_apply_to_every_wiki():
    rules = load_rules("xywiki", "xy")

    assert {"Q4167410", "Q13406463", "Q577", "Q202444", "Q47574"} <= set(rules.classes)
    assert "disambiguation" in templates_of(rules)
    assert "clerheans" not in templates_of(rules)


def test_markers_of_a_language_apply_to_its_wikis():
    assert "clerheans" in templates_of(load_rules("kwwiki", "kw"))


def test_every_class_is_listed_once():
    listed = [item["id"] for item in tomllib.loads(DEFAULT_FILE.read_text())["class"]]

    assert len(listed) == len(set(listed)) == len(load_rules("xywiki", "xy").classes)


def test_a_further_file_adds_and_removes_rules_for_single_wikis(tmp_path):
    path = tmp_path / "ours.toml"
    path.write_text("""
        [[class]]
        id = "Q1"
        kind = "x"
        reason = "everywhere"
        [[wiki.kwwiki.class]]
        id = "Q2"
        kind = "x"
        reason = "here"
        [[wiki.kwwiki.mark]]
        kind = "stub"
        reason = "stub"
        categories = ["Stubs"]
        [[mark]]
        kind = "stub"
        reason = "elsewhere"
        wikis = ["cywiki"]
        templates = ["Stub"]
        [wiki.kwwiki]
        keep_classes = ["Q577"]
    """)

    here, there = load_rules("kwwiki", "kw", [path]), load_rules("cywiki", "cy", [path])

    assert (here.classes["Q1"].reason, here.classes["Q2"].reason) == ("everywhere", "here")
    assert "Q577" not in here.classes
    assert "Q577" in there.classes
    assert "Q2" not in there.classes
    assert [marker.exclusion.reason for marker in here.markers if marker.exclusion.kind == "stub"] == ["stub"]
    assert [marker.exclusion.reason for marker in there.markers if marker.exclusion.kind == "stub"] == ["elsewhere"]


@pytest.mark.parametrize(
    "content",
    [
        "[[class]]\nid = 'Q1'",
        "[[class]]\nid = '1'\nkind = 'k'\nreason = 'x'",
        "[[class]]\nid = 'Q1'\nreason = ' '",
        "[[class]]\nid = 'Q1'\nkind = 'k'\nreason = 'x'\nwhy = 'y'",
        "[[mark]]\nkind = 'k'\nreason = 'x'",
        "[[mark]]\nkind = 'k'\nreason = 'x'\ntemplates = 'Stub'",
        "[[mark]]\nkind = 'k'\nreason = 'x'\ntemplates = ['']",
        "[mark]\nkind = 'k'\nreason = 'x'",
        "[wiki]\nkwwiki = 3",
        "[wiki.kwwiki]\nkeep = 3",
        "wiki = 3",
        "class = 3",
        "[[class]]\nid = 'Q1'\nreason = 'x'",
        "[[series]]\nkind = 'k'\nreason = 'x'",
        "[[series]]\nkind = 'k'\nreason = 'x'\nminimum = 0",
        "[[calendar]]\nkind = 'k'\nreason = 'x'\nnames = 'era'",
        "[[property]]\nkind = 'k'\nreason = 'x'",
        "[wiki.kwwiki]\nkeep = ['serie']",
        "[[classes]]",
        "not toml",
    ],
)
def test_an_invalid_file_is_an_error(tmp_path, content):
    path = tmp_path / "ours.toml"
    path.write_text(content)

    with pytest.raises(ExclusionRulesError) as error:
        load_rules("kwwiki", "kw", [path])
    assert error.value.path == path


def test_a_missing_file_is_an_error(tmp_path):
    with pytest.raises(ExclusionRulesError):
        load_rules("kwwiki", "kw", [tmp_path / "missing.toml"])


def test_a_wiki_can_keep_kinds_of_pages(tmp_path):
    path = tmp_path / "ours.toml"
    path.write_text("[wiki.kwwiki]\nkeep = ['series', 'calendar', 'disambiguation', 'date']")

    here, there = load_rules("kwwiki", "kw", [path]), load_rules("cywiki", "cy", [path])

    assert not {"series", "calendar", "disambiguation", "date"} & set(here.kinds)
    assert {"series", "calendar", "disambiguation", "date"} <= set(there.kinds)
    assert "Q577" not in here.classes


def test_countries_are_excluded_where_a_wiki_says_so():
    assert {"Q6256", "Q5107"} <= set(load_rules("enwiki", "en").classes)
    assert not {"Q6256", "Q5107"} & set(load_rules("kwwiki", "kw").classes)


def test_the_projects_own_rules_are_read_once_for_each_wiki() -> None:
    assert own_rules("kwwiki", "kw") is own_rules("kwwiki", "kw")
    assert own_rules("mwlwiki", "mwl") == load_rules("mwlwiki", "mwl")
