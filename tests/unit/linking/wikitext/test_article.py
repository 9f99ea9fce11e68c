from __future__ import annotations

from typing import Any

import mwparserfromhell
import pytest
from hypothesis import HealthCheck, given, settings
from mwparserfromhell.nodes import Tag, Text
from mwparserfromhell.wikicode import Wikicode

from linking.wikitext.article import Article, excluded_sections, parse
from linking.wikitext.token_stack import WALKED_TAGS
from tests.helpers.cases import cases
from tests.helpers.linking.pages import HOSTILE, PAGES


def linkable(article: Article) -> list[str]:
    return [run.text.strip() for run in article.runs if run.linkable and run.text.strip(" \r\n.!#=")]


@pytest.mark.parametrize("case", cases("wikitext.yaml"), ids=lambda case: case["case"])
def test_what_is_read_from(case: dict[str, Any]) -> None:
    article = parse(case["wikitext"])
    assert linkable(article) == case["linkable"]
    if "links" in case:
        assert [link.title for link in article.links] == case["links"]
    if "sections" in case:
        assert [section.title for section in article.sections[1:]] == case["sections"]


@pytest.mark.parametrize(
    "case", cases("excluded_sections.yaml"), ids=lambda case: f"{case['names']} {case['headings']}"
)
def test_sections_are_excluded_with_their_subsections(case: dict[str, Any]) -> None:
    article = parse("lead\n" + "".join(f"{heading}\ntext\n" for heading in case["headings"]))
    excluded = excluded_sections(article, case["names"])
    assert [article.sections[index].title for index in sorted(excluded)] == case["excluded"]


def test_a_run_knows_its_section() -> None:
    article = parse("a\n== B ==\nc\n=== D ===\ne")
    assert [(run.text.strip(), run.section) for run in article.runs if run.text.strip()] == [
        ("a", 0),
        ("c", 1),
        ("e", 2),
    ]


def test_a_link_knows_its_span_label_and_whether_it_stands_in_running_text() -> None:
    wikitext = "[[a|b]] {{t|[[c]]}}"
    links = parse(wikitext).links
    assert [(link.title, link.label, wikitext[link.start : link.end], link.running) for link in links] == [
        ("a", "b", "[[a|b]]", True),
        ("c", "c", "[[c]]", False),
    ]


def test_a_doubtful_text_parts_the_models_of_the_search() -> None:
    article = parse("one -{two}- three")
    seen = ["".join(text for _, text in search) for search in article.searches]
    assert [("two" in text, "three" in text) for text in seen] == [(True, True), (False, True), (True, True)][
        : len(seen)
    ]


SLOW = settings(suppress_health_check=[HealthCheck.too_slow], deadline=None)


def text_nodes(wikitext: str) -> list[tuple[int, str]] | None:
    """The client's rules on the parser's tree of nodes; None where the tree does not give the page back."""
    code = mwparserfromhell.parse(wikitext)
    return list(_visited(code, 0)) if str(code) == wikitext else None


def _visited(code: Wikicode, offset: int) -> Any:
    for node in code.nodes:
        source = str(node)
        if isinstance(node, Text):
            yield offset, source
        elif isinstance(node, Tag) and not node.wiki_markup and str(node.tag).lower() in WALKED_TAGS and node.contents:
            inner = str(node.contents)
            start = len(source) - len(inner) - len(f"</{node.closing_tag}>")
            if source[start : start + len(inner)] == inner:
                yield from _visited(node.contents, offset + start)
        offset += len(source)


@SLOW
@given(PAGES)
def test_running_text_and_links_are_those_of_the_parsers_tree(wikitext: str) -> None:
    article = parse(wikitext)
    expected = text_nodes(wikitext)
    if expected is None or article.truncated:
        return
    assert list(article.searches[0]) == expected
    links = mwparserfromhell.parse(wikitext).filter_wikilinks()
    assert sorted(link.title for link in article.links) == sorted(str(link.title) for link in links)


@SLOW
@given(PAGES)
def test_offsets_point_at_what_they_name(wikitext: str) -> None:
    article = parse(wikitext)
    for start, text in [(run.start, run.text) for run in article.runs] + [node for s in article.searches for node in s]:
        assert wikitext[start : start + len(text)] == text
        assert text
    for link in article.links:
        source = wikitext[link.start : link.end]
        assert source.startswith("[[")
        assert source.endswith("]]")
        assert link.title in source
    assert [run.start for run in article.runs] == sorted(run.start for run in article.runs)


@SLOW
@given(PAGES)
def test_where_links_may_stand_every_model_has_the_text(wikitext: str) -> None:
    article = parse(wikitext)
    for run in article.runs:
        if run.linkable and run.text.strip():
            start, end = run.start + len(run.text) - len(run.text.lstrip()), run.start + len(run.text.rstrip())
            for search in article.searches:
                assert any(at <= start and end <= at + len(text) for at, text in search)


@pytest.mark.parametrize("unit", HOSTILE.values(), ids=HOSTILE)
def test_hostile_markup_ends_with_what_was_found_before_it(unit: str) -> None:
    page = "Good text of [[a]] page.\n\n" + unit * (200_000 // len(unit))
    article = parse(page)
    assert article.truncated or article.searches
    assert [link.title for link in article.links][:1] == ["a"]


def test_what_stands_before_hostile_markup_is_still_linkable() -> None:
    article = parse("Good text of [[a]] page.\n\n" + "{{a|" * 50_000)
    assert article.truncated
    assert linkable(article) == ["Good text of", "page."]


def test_tags_nested_deeply_are_read() -> None:
    assert parse("<div>" * 20_000 + "a" + "</div>" * 20_000).wikitext
