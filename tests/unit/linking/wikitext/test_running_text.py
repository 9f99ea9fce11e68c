"""The runs and the models of the running text."""

from __future__ import annotations

import pytest
from mwparserfromhell.parser import CTokenizer

from linking.wikitext.running_text import RunningText, find_running_text
from linking.wikitext.token_walk import walk_tokens

pytestmark = pytest.mark.usefixtures("either_variant")


def running_text_of(wikitext: str, section_starts: tuple[int, ...] = (0,)) -> RunningText:
    page = walk_tokens(wikitext, CTokenizer().tokenize(wikitext, 0, 0))
    return find_running_text(wikitext, page, section_starts)


@pytest.mark.parametrize(
    ("wikitext", "runs"),
    [
        ("one two", [("one two", True)]),
        ("one\ntwo\n\nthree", [("one\n", True), ("two\n\n", True), ("three", True)]),
        ("one -{two}- three", [("one ", True), ("-{two}-", False), (" three", True)]),
        ("[[cat]]s and", [("s", False), (" and", True)]),
        ("'''C'''ornwall\nis", [("ornwall", False), ("\n", True), ("is", True)]),
        ("one <code>two</code>", [("one ", True), ("two", False)]),
        ("un : deux", [("un ", True), (": deux", True)]),
        ("« un » deux\ntrois !", [("« ", True), ("un ", True), ("» deux\n", True), ("trois ", True), ("!", True)]),
        ("-{a}-\n-{b}-", [("-{a}-", False), ("\n", True), ("-{b}-", False)]),
    ],
)
def test_runs_end_at_lines_and_where_a_link_cannot_be(wikitext: str, runs: list[tuple[str, bool]]) -> None:
    assert [(run.text, run.linkable) for run in running_text_of(wikitext).runs] == runs


def test_a_run_has_the_section_in_which_it_begins() -> None:
    wikitext = "a\n== b ==\nc\n== d ==\ne"
    runs = running_text_of(wikitext, (0, 2, 12)).runs
    assert [(run.text, run.section) for run in runs] == [("a\n", 0), ("\n", 1), ("c\n", 1), ("\n", 2), ("e", 2)]


def test_one_model_is_enough_for_text_that_parsoid_reads_alike() -> None:
    assert running_text_of("one {{t}} two").page_models == (((0, "one "), (9, " two")),)


def test_the_second_model_is_without_text_that_parsoid_may_hide() -> None:
    client, least = running_text_of("a __TOC__ b").page_models
    assert client == ((0, "a __TOC__ b"),)
    assert least == ((0, "a "), (9, " b"))


def test_the_last_model_has_text_that_parsoid_may_show() -> None:
    client, most = running_text_of("a <foo>b</foo>").page_models
    assert client == ((0, "a "),)
    assert most == ((0, "a "), (2, "<foo>b</foo>"))


def test_all_three_models_may_differ() -> None:
    client, least, most = running_text_of("a __TOC__ <foo>b</foo>").page_models
    assert client == ((0, "a __TOC__ "),)
    assert least == ((0, "a "), (9, " "))
    assert most == ((0, "a __TOC__ "), (10, "<foo>b</foo>"))


def test_no_break_spaces_are_in_no_text_node_of_parsoid() -> None:
    client, parsoid = running_text_of("« un » ?").page_models
    assert client == ((0, "« un » ?"),)
    assert parsoid == ((0, "«"), (2, "un"), (5, "»"), (7, "?"))


def test_letters_beside_a_link_are_missing_in_the_model_with_the_least_text() -> None:
    client, least = running_text_of("[[cat]]s and").page_models
    assert client == ((7, "s and"),)
    assert least == ((8, " and"),)
