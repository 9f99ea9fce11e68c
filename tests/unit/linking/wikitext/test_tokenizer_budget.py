"""The part of a page that can be tokenized in time."""

from __future__ import annotations

from unittest.mock import patch

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from linking import acceleration
from linking.wikitext.tokenizer_budget import MAX_MARKUP_COUNT, _unclosed_markup, parseable_length
from tests.helpers.cases import cases
from tests.helpers.linking.accelerated import needs
from tests.helpers.linking.generated_wikitext import PAGES, changed_pages

pytestmark = pytest.mark.usefixtures("either_variant")

LONG_TEXT = "Some words of ordinary text, without any markup.\n" * 4000


@pytest.mark.parametrize("case", cases("wikitext.yaml"), ids=lambda case: case["case"])
def test_ordinary_pages_are_parsed_completely(case: dict[str, str]) -> None:
    assert parseable_length(case["wikitext"]) == len(case["wikitext"])


@pytest.mark.parametrize(
    "unit",
    ["[[a|b]] ", "{{a|b={{c}}}} ", "<b>a</b> ", "<ref name='a'>b</ref> ", "<ref name=a /> ", "<br> ", "<!-- a --> "],
)
def test_long_pages_of_closed_markup_are_parsed_completely(unit: str) -> None:
    page = unit * 3000 + LONG_TEXT
    assert parseable_length(page) == len(page)


@pytest.mark.parametrize("opening", ["[[a|", "{{a|", "<b>", "<ref>", "<!--", "{|\n", '<a b="'])
def test_a_page_ends_before_the_first_of_many_unclosed_openings(opening: str) -> None:
    page = "Some text.\n" + opening * 1000 + LONG_TEXT
    assert parseable_length(page) == page.index(opening)


def test_markup_closed_only_after_the_markup_around_it_counts_as_unclosed() -> None:
    page = "{{a [[b}} c]] " * 3000 + LONG_TEXT
    assert parseable_length(page) == page.index("[[")


@pytest.mark.parametrize("unit", ["<b>''</b>", "<ref>'''a</ref>", "{|\n|'''\n|}\n", "[[a|'']]", "{{a|''}}"])
def test_many_quotes_open_at_the_end_of_the_markup_around_them_end_the_page(unit: str) -> None:
    page = "Some text.\n" + unit * 2000
    assert parseable_length(page) == page.index("''")
    assert parseable_length(unit * 20 + LONG_TEXT[:20_000]) == len(unit) * 20 + 20_000


@pytest.mark.parametrize("tag", ["<1>", "<.a b>", "<é>"])
def test_many_openings_of_tags_whose_names_begin_with_no_letter_of_ascii_end_the_page(tag: str) -> None:
    page = "Some text.\n" + tag * 5000
    assert parseable_length(page) == page.index(tag)


@pytest.mark.parametrize("sign", ["a < b ", "<- ", "<> ", "<= ", "<[[a]] "])
def test_signs_that_begin_no_tag_are_harmless(sign: str) -> None:
    page = sign * 5000 + LONG_TEXT
    assert parseable_length(page) == len(page)


def test_unclosed_quotes_are_harmless() -> None:
    page = "''a\n" * 3000 + LONG_TEXT
    assert parseable_length(page) == len(page)


def test_a_few_unclosed_openings_are_harmless() -> None:
    page = "[[a " * 20 + LONG_TEXT
    assert parseable_length(page) == len(page)


def test_many_urls_on_one_long_line_end_the_page_before_them() -> None:
    page = "Some text.\n" + "[http://a.b c " * 6000
    assert parseable_length(page) == page.index("[http")


def test_many_urls_on_short_lines_are_harmless() -> None:
    page = "[http://a.b c\n" * 6000
    assert parseable_length(page) == len(page)


def test_a_page_with_too_much_markup_ends_at_a_whole_block() -> None:
    page = "=" * 2 * MAX_MARKUP_COUNT
    length = parseable_length(page)
    assert length % (1 << 16) == 0
    assert MAX_MARKUP_COUNT - (1 << 16) < length <= MAX_MARKUP_COUNT


def test_wikitext_does_not_close_a_tag() -> None:
    with patch.object(acceleration, "wikitext", None):
        assert _unclosed_markup("<table>|}", 9) == [0]


@needs("wikitext")
@example("<table>|}", 9)
@given(st.one_of(PAGES, changed_pages()), st.integers(0, 1_000))
def test_the_compiled_module_finds_the_same_unclosed_markup(wikitext: str, length: int) -> None:
    length = min(length, len(wikitext))
    unclosed = _unclosed_markup(wikitext, length)
    with patch.object(acceleration, "wikitext", None):
        assert _unclosed_markup(wikitext, length) == unclosed


@needs("wikitext")
@pytest.mark.parametrize("wikitext", cases("unclosed_markup.yaml"))
def test_the_compiled_module_reads_markup_as_the_expression_does(wikitext: str) -> None:
    unclosed = _unclosed_markup(wikitext, len(wikitext))
    with patch.object(acceleration, "wikitext", None):
        assert _unclosed_markup(wikitext, len(wikitext)) == unclosed
