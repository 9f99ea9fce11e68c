"""Runs: text nodes cut at line ends, at spaces and where a link cannot be."""

from __future__ import annotations

from unittest.mock import patch

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linking import acceleration
from linking.wikitext.intervals import Interval, merge_intervals
from linking.wikitext.text_runs import TextRun, split_into_runs
from linking.wikitext.token_walk import PageNodes, TextNode
from tests.helpers.linking.accelerated import needs

OFFSETS = st.integers(0, 40)
INTERVALS = st.lists(st.tuples(OFFSETS, OFFSETS), max_size=6).map(merge_intervals)
SPACES = st.sets(OFFSETS).map(lambda starts: [(start, start + 1) for start in sorted(starts)])
TEXTS = st.text(st.sampled_from("ab \n漢\U0001f600\ud800"), min_size=1, max_size=12)


def page_of(text_nodes: list[TextNode], code: set[int]) -> PageNodes:
    return PageNodes(text_nodes, code, [], [])


@st.composite
def pages(draw: st.DrawFn) -> PageNodes:
    text_nodes, position = [], draw(st.integers(0, 3))
    for text in draw(st.lists(TEXTS, max_size=5)):
        text_nodes.append((position, text))
        position += len(text) + draw(st.integers(0, 3))
    return page_of(text_nodes, {start for start, _ in text_nodes if draw(st.booleans())})


@pytest.mark.usefixtures("either_variant")
@pytest.mark.parametrize(
    ("unlinkable", "spaces", "texts"),
    [
        ([], [], ["a b\n\n", "c", "d"]),
        ([(0, 1)], [], ["-a", " b\n\n", "c", "d"]),
        ([(3, 8)], [], ["a b", "-\n\n", "-c", "-d"]),
        ([(1, 3), (20, 30)], [], ["a", "- b", "\n\n", "c", "d"]),
        ([], [(1, 2)], ["a ", "b\n\n", "c", "d"]),
        ([(0, 2)], [(0, 1), (1, 2), (4, 5)], ["-a", "- ", "b\n\n", "c", "d"]),
    ],
)
def test_runs_end_at_lines_spaces_and_unlinkable_text(
    unlinkable: list[Interval], spaces: list[Interval], texts: list[str]
) -> None:
    runs = split_into_runs(page_of([(0, "a b\n\nc"), (7, "d")], set()), unlinkable, spaces, [0])
    assert [("" if run.linkable else "-") + run.text for run in runs] == texts


@pytest.mark.usefixtures("either_variant")
def test_a_run_has_its_section_and_code_is_not_linkable() -> None:
    runs = split_into_runs(page_of([(0, "a"), (5, "b"), (9, "c")], {5}), [], [], [0, 2, 5, 20])
    assert runs == [TextRun(0, "a", 0, True), TextRun(5, "b", 2, False), TextRun(9, "c", 2, True)]
    assert all(isinstance(run, TextRun) for run in runs)


@needs("wikitext")
@given(pages(), INTERVALS, SPACES, st.lists(OFFSETS, max_size=4).map(sorted))
def test_the_compiled_module_finds_the_same_runs(
    page: PageNodes, unlinkable: list[Interval], spaces: list[Interval], starts: list[int]
) -> None:
    runs = split_into_runs(page, unlinkable, spaces, [0, *starts])
    with patch.object(acceleration, "wikitext", None):
        assert split_into_runs(page, unlinkable, spaces, [0, *starts]) == runs
