"""Excluding sections by their names."""

from __future__ import annotations

from typing import Any

import pytest

from linking.wikitext.article import parse
from linking.wikitext.sections import Section, excluded_sections, section_key
from tests.helpers.cases import cases


@pytest.mark.parametrize(
    "case", cases("excluded_sections.yaml"), ids=lambda case: f"{case['names']} {case['headings']}"
)
def test_sections_are_excluded_with_their_subsections(case: dict[str, Any]) -> None:
    sections = parse("lead\n" + "".join(f"{heading}\ntext\n" for heading in case["headings"])).sections
    excluded = excluded_sections(sections, case["names"], case.get("language", "en"))
    assert [sections[index].title for index in sorted(excluded)] == case["excluded"]


def test_no_names_exclude_nothing() -> None:
    assert excluded_sections([Section("", 0, 0), Section("A", 2, 5)], [], "en") == set()


def test_titles_of_other_languages_differ_by_the_dot() -> None:
    assert section_key("ISTINADLAR", "az") != section_key("istinadlar", "az")
    assert section_key("ISTINADLAR", "en") == section_key("istinadlar", "en")
