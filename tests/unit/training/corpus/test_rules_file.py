"""Values of a rules file are checked, and errors name the file and the place."""

from __future__ import annotations

import pytest

from training.corpus.rules_file import ExclusionRulesError, RulesFile


@pytest.fixture
def file(tmp_path):
    return RulesFile(tmp_path / "rules.toml")


def test_the_content_is_read(file):
    file.path.write_text("a = 1")
    assert file.load(frozenset({"a"})) == {"a": 1}


@pytest.mark.parametrize("value", [0, -1, True, "3", 2.0, None])
def test_numbers_are_positive_integers(file, value):
    with pytest.raises(ExclusionRulesError, match=r"rules.toml: series: minimum must be a positive integer"):
        file.number({"minimum": value}, "minimum", "series")


@pytest.mark.parametrize("value", ["", " ", 3, None])
def test_names_are_not_empty(file, value):
    with pytest.raises(ExclusionRulesError, match="mark: needs a kind"):
        file.name({"kind": value}, "kind", "mark")


def test_unknown_keys_are_named(file):
    with pytest.raises(ExclusionRulesError, match="unknown key b, c; known are a"):
        file.check_keys({"c": 1, "b": 2}, "class", frozenset({"a"}))
