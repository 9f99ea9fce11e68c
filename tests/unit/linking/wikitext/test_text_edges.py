"""The text nodes that adjoin links and other markup."""

from __future__ import annotations

from unittest.mock import patch

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linking import acceleration
from linking.text.link_trails import _settings, end_of_trail, start_of_prefix
from linking.wikitext.text_edges import _SEPARATORS, find_text_edges
from linking.wikitext.tokenizer import read_nodes
from tests.helpers.linking.accelerated import needs
from tests.helpers.linking.generated_wikitext import PAGES, changed_pages


@pytest.mark.usefixtures("either_variant")
@pytest.mark.parametrize(
    ("wikitext", "edges"),
    [
        ("a[[b]]c", (["c"], ["a"], [], [])),
        ("a [[b]] c", ([], [], [], [])),
        ("a[http://b]c", (["c"], [], [], [])),
        ("<s>a</s>b<s>c</s>", ([], [], ["a", "b", "c"], ["a", "b", "c"])),
        ("a<!-- b -->c&amp;d", ([], [], ["c", "d"], ["a", "c"])),
        ("a{{b}}c", ([], [], [], [])),
        ("]a", ([], [], [], [])),
        ("\U0001f600<br>\ud800", ([], [], ["\ud800"], ["\U0001f600"])),
        ("", ([], [], [], [])),
    ],
)
def test_edges_are_found_by_what_they_adjoin(wikitext: str, edges: tuple[list[str], ...]) -> None:
    found = find_text_edges(wikitext, read_nodes(wikitext).text_nodes)
    assert tuple([text for _, text in nodes] for nodes in found) == edges


@needs("wikitext")
@given(st.one_of(PAGES, changed_pages()))
def test_the_compiled_module_finds_the_same_edges(wikitext: str) -> None:
    text_nodes = read_nodes(wikitext).text_nodes
    edges = find_text_edges(wikitext, text_nodes)
    with patch.object(acceleration, "wikitext", None):
        assert find_text_edges(wikitext, text_nodes) == edges


@needs("wikitext")
@pytest.mark.parametrize("text_node", [(1, "b"), (-1, "a"), (0, ""), (0, "ab")])
def test_a_text_node_must_be_in_the_page(text_node: tuple[int, str]) -> None:
    with pytest.raises(ValueError, match="not in the page"):
        find_text_edges("a", [text_node])


@pytest.mark.parametrize("character", _SEPARATORS)
def test_no_language_makes_a_separator_part_of_a_link(character: str) -> None:
    languages = {*_settings()["trails"], *_settings()["prefixes"]}
    assert not any(end_of_trail(f"{character}a", 0, language) for language in languages)
    assert all(start_of_prefix(f"a{character}", 2, language) == 2 for language in languages)
