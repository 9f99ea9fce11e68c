"""A walk over mwparserfromhell's tokens that finds the exact offset of each node.

Building mwparserfromhell's tree of nodes would take twice as long as the walk.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from mwparserfromhell.parser.tokens import (
    TagCloseClose,
    TagCloseOpen,
    TagCloseSelfclose,
    TagOpenClose,
    TagOpenOpen,
    Text,
    WikilinkClose,
    WikilinkOpen,
    WikilinkSeparator,
)

from linking.wikitext.intervals import Interval
from linking.wikitext.token_stack import NO_TAG_NAME, TOKEN_HANDLERS, Node, OpenNodeStack

TextNode = tuple[int, str]
"""A text node: its offset and its text."""

# A NamedTuple's own constructor takes twice as long. With it for links and runs, parse() takes 2 to 5 % more time.
_new = tuple.__new__

# The tokens after the name of a tag that contains a single text.
_SINGLE_TEXT = (TagCloseOpen, Text, TagOpenClose, Text, TagCloseClose)


class MisalignedError(Exception):
    """The tokens do not add up to the wikitext, so no offset is reliable. It never leaves this package."""


class Wikilink(NamedTuple):
    """A [[...]] anywhere in the page: in running text, a template, a table or the caption of a file.

    Attributes:
        start: The offset of its opening brackets.
        end: The offset after its closing brackets.
        title: The target as written.
        label: The label as written, or the title if there is no pipe.
        in_running_text: Whether its label would be running text without the brackets.
    """

    start: int
    end: int
    title: str
    label: str
    in_running_text: bool


@dataclass(frozen=True, slots=True)
class OmittedNodes:
    """What is known of the nodes that an outline leaves out.

    Attributes:
        spans: The intervals of most of them, in the order of their ends.
        unclosed: The kinds and inner offsets of what begins like a node, but is never closed.
    """

    spans: list[Interval] = field(default_factory=list)
    unclosed: set[tuple[str, int]] = field(default_factory=set)


@dataclass(frozen=True, slots=True)
class PageNodes:
    """The nodes of a page, with their offsets.

    Attributes:
        text_nodes: The text nodes of the running text, in order.
        code_text_offsets: The offsets of those text nodes that contain code instead of prose.
        links: The wikilinks of the whole page, in order.
        nodes: All other nodes of the page, in the order of their ends.
        omitted: In an outline, what is known of the hidden nodes that it leaves out: all but templates, arguments,
            comments and tags.
    """

    text_nodes: list[TextNode]
    code_text_offsets: set[int]
    links: list[Wikilink]
    nodes: list[Node]
    omitted: OmittedNodes | None = None


def walk_tokens(wikitext: str, tokens: Sequence[Any]) -> PageNodes:
    """Find the nodes of a page from the tokens of its wikitext.

    Raises:
        MisalignedError: If the tokens do not add up to the wikitext.
    """
    stack = OpenNodeStack()
    page = PageNodes([], set(), [], stack.nodes)
    index, count = 0, len(tokens)
    while index < count:
        token = tokens[index]
        kind = type(token)
        index += 1
        if kind is Text:
            text = token["text"]
            if stack.expected_name and stack.read_tag_name(text):
                continue
            start = stack.position
            stack.position = start + len(text)
            if not stack.hidden_depth:
                if not wikitext.startswith(text, start):
                    raise MisalignedError
                page.text_nodes.append((start, text))
                if stack.code_depth:
                    page.code_text_offsets.add(start)
        elif kind is WikilinkOpen:
            index = _read_link(stack, page, tokens, index)
        elif kind is TagOpenOpen and "wiki_markup" in token:
            index = _read_wiki_markup(stack, token["wiki_markup"], tokens, index)
        elif kind is WikilinkClose:
            _close_link(stack, page, wikitext)
        else:
            TOKEN_HANDLERS[kind](stack, token)
    if stack.position != len(wikitext) or stack.open_nodes:
        raise MisalignedError
    page.links.sort()
    return page


def _read_link(stack: OpenNodeStack, page: PageNodes, tokens: Sequence[Any], index: int) -> int:
    """Read a link from its second token on: all of it if it contains text only, else its opening brackets.

    Returns:
        The index of the next token to read.
    """
    if type(tokens[index]) is Text:
        title = label = tokens[index]["text"]
        width = len(title) + 4
        close = index + 1
        if type(tokens[close]) is WikilinkSeparator and type(tokens[close + 1]) is Text:
            label = tokens[close + 1]["text"]
            width += len(label) + 1
            close += 2
        if type(tokens[close]) is WikilinkClose:
            start = stack.position
            stack.position = end = start + width
            stack.expected_name = NO_TAG_NAME
            page.links.append(_new(Wikilink, (start, end, title, label, not stack.hidden_depth)))
            return close + 1
    stack.open("link", 2)
    return index


def _close_link(stack: OpenNodeStack, page: PageNodes, wikitext: str) -> None:
    link = stack.pop(2)
    start, inner, end = link.start, link.inner, stack.position
    label = wikitext[inner : end - 2]
    title = label if inner == start + 2 else wikitext[start + 2 : inner - 1]
    page.links.append(Wikilink(start, end, title, label, not stack.hidden_depth))


def _read_wiki_markup(stack: OpenNodeStack, markup: str, tokens: Sequence[Any], index: int) -> int:
    """Read a tag in wiki markup from its second token on, its name.

    Reads all of a tag without contents, such as the marker of a list item, or with a single text, such as bold text,
    and the opening of any other tag.

    Returns:
        The index of the next token to read.
    """
    follower = tokens[index + 1]
    if markup and type(follower) is TagCloseSelfclose:
        width = len(markup) + len(follower.get("padding") or "")
        _add_whole_tag(stack, tokens[index]["text"], width, width)
        return index + 2
    is_simple = markup and tuple(map(type, tokens[index + 1 : index + 6])) == _SINGLE_TEXT
    if is_simple and not follower.get("wiki_markup") and not follower.get("padding"):
        closing = tokens[index + 3].get("wiki_markup")
        width = len(markup) + len(tokens[index + 2]["text"]) + len(markup if closing is None else closing)
        _add_whole_tag(stack, tokens[index]["text"], len(markup), width)
        return index + 6
    stack.open_tag(tokens[index - 1])
    return index


def _add_whole_tag(stack: OpenNodeStack, name: str, inner: int, width: int) -> None:
    """Record a tag of this width that contains no other node. inner: the offset of its contents within it."""
    start = stack.position
    stack.position = start + width
    stack.expected_name = NO_TAG_NAME
    stack.nodes.append(Node("{" + name.lower(), start, start + width, start + inner, not stack.hidden_depth))
