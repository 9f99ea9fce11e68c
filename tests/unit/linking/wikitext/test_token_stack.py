"""The stack of open nodes."""

from __future__ import annotations

from linking.wikitext.token_stack import TAG_NAME, Node, OpenNodeStack


def test_an_open_node_hides_text_until_it_is_closed() -> None:
    stack = OpenNodeStack()
    stack.open("template", 2)
    assert (stack.position, stack.hidden_depth) == (2, 1)
    stack.close(2)
    assert (stack.position, stack.hidden_depth) == (4, 0)
    assert stack.nodes == [Node("template", 0, 4, 2, True)]


def test_a_node_inside_a_hidden_node_is_outside_the_running_text() -> None:
    stack = OpenNodeStack()
    stack.open("template", 2)
    stack.open("argument", 3)
    stack.close(3)
    stack.close(2)
    assert [(node.kind, node.in_running_text) for node in stack.nodes] == [("argument", False), ("template", True)]


def test_the_last_part_of_a_node_begins_after_its_last_separator() -> None:
    stack = OpenNodeStack()
    stack.open("template", 2)
    stack.separate(1)
    stack.separate(1)
    stack.close(2)
    assert stack.nodes[0].inner == 4


def test_a_popped_node_is_not_recorded() -> None:
    stack = OpenNodeStack()
    stack.open("link", 2)
    assert stack.pop(2).start == 0
    assert stack.nodes == []
    assert stack.hidden_depth == 0


def test_the_name_of_an_html_tag_is_part_of_the_wikitext() -> None:
    stack = OpenNodeStack()
    stack.open_tag({})
    assert stack.expected_name == TAG_NAME
    assert stack.read_tag_name("SMALL") is False
    assert stack.open_nodes[-1].kind == "<small"


def test_the_name_of_a_tag_in_wiki_markup_is_not_part_of_the_wikitext() -> None:
    stack = OpenNodeStack()
    stack.open_tag({"wiki_markup": "{|"})
    assert stack.read_tag_name("table") is True
    assert (stack.open_nodes[-1].kind, stack.position) == ("{table", 2)
