"""Walks mwparserfromhell's list of tokens with exact offsets, without building its tree of nodes (half of the time)."""

from __future__ import annotations

from collections.abc import Sequence
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

from linking.wikitext.token_stack import HANDLERS, Frames, Node

TextNode = tuple[int, str]

_new = tuple.__new__  # a NamedTuple's own takes twice as long, and links are many

# What follows the name of a tag that holds text alone.
_TEXT_ALONE = (TagCloseOpen, Text, TagOpenClose, Text, TagCloseClose)


class MisalignedError(Exception):
    """The tokens do not add up to the text, so no offset can be trusted; never leaves the package."""


class Wikilink(NamedTuple):
    """A [[...]] anywhere in the page: in running text, templates, tables, captions of files.

    start, end: span of the brackets. title, label: as written; label is the title where there is no pipe. section:
    index into the article's sections. running: its label would be running text if the brackets went away.
    """

    start: int
    end: int
    title: str
    label: str
    section: int
    running: bool


class Walk(Frames):
    """One walk over the tokens of `wikitext`.

    pieces: (offset, text) of the running text, one for each text node, in order. verbatim: offsets of those that hold
    code, no prose. links: in order. nodes: the others, in order of their ends.
    """

    def __init__(self, wikitext: str, tokens: Sequence[Any]) -> None:
        """Raises MisalignedError where the tokens do not add up to the text."""
        super().__init__()
        self.pieces: list[TextNode] = []
        self.verbatim: set[int] = set()
        self.links: list[Wikilink] = []
        self._wikitext = wikitext
        self._tokens = tokens
        self._walk()
        if self._position != len(wikitext) or self._stack:
            raise MisalignedError
        self.links.sort()

    def _walk(self) -> None:
        tokens, index, count = self._tokens, 0, len(self._tokens)
        while index < count:
            token = tokens[index]
            kind = type(token)
            index += 1
            if kind is Text:
                if self._hidden and not self._expected:
                    self._position += len(token["text"])
                else:
                    self._text(token["text"])
            elif kind is WikilinkOpen:
                index = self._link(index)
            elif kind is TagOpenOpen and "wiki_markup" in token:
                index = self._markup(index, token)
            elif kind is WikilinkClose:
                self._end_of_link()
            else:
                HANDLERS[kind](self, token)

    def _text(self, text: str) -> None:
        if self._expected and self._name(text):
            return
        start = self._position
        self._position = start + len(text)
        if self._hidden:
            return
        if not self._wikitext.startswith(text, start):
            raise MisalignedError
        self.pieces.append((start, text))
        if self._verbatim:
            self.verbatim.add(start)

    def _link(self, index: int) -> int:
        """Read a link, whole if it holds text alone; returns the index of the token behind what was read."""
        tokens = self._tokens
        if type(tokens[index]) is Text:
            title = label = tokens[index]["text"]
            width = len(title) + 4
            close = index + 1
            if type(tokens[close]) is WikilinkSeparator and type(tokens[close + 1]) is Text:
                label = tokens[close + 1]["text"]
                width += len(label) + 1
                close += 2
            if type(tokens[close]) is WikilinkClose:
                start = self._position
                self._position = end = start + width
                self._expected = 0
                self.links.append(_new(Wikilink, (start, end, title, label, self._sections, not self._hidden)))
                return close + 1
        self._open("link", 2)
        return index

    def _end_of_link(self) -> None:
        frame = self._leave(2)
        start, inner, end = frame.start, frame.inner, self._position
        label = self._wikitext[inner : end - 2]
        title = label if inner == start + 2 else self._wikitext[start + 2 : inner - 1]
        self.links.append(Wikilink(start, end, title, label, self._sections, not self._hidden))

    def _markup(self, index: int, token: Any) -> int:
        """Read a tag in wiki markup, whole if it is a list's sign or holds text alone; returns as `_link`."""
        tokens, markup = self._tokens, token["wiki_markup"]
        opened = type(tokens[index + 1])
        if markup and opened is TagCloseSelfclose:
            width = len(markup) + len(tokens[index + 1].get("padding") or "")
            return self._whole(index, 2, width, width)
        types = tuple(map(type, tokens[index + 1 : index + 6]))
        if (
            not markup
            or types != _TEXT_ALONE
            or tokens[index + 1].get("wiki_markup")
            or tokens[index + 1].get("padding")
        ):
            self._tag(token)
            return index
        closing = tokens[index + 3].get("wiki_markup")
        inner = len(markup)
        width = inner + len(tokens[index + 2]["text"]) + len(markup if closing is None else closing)
        return self._whole(index, 6, inner, width)

    def _whole(self, index: int, count: int, inner: int, width: int) -> int:
        """A tag of `count` tokens, of which the first is its name; inner, width: from its start."""
        start = self._position
        self._position = start + width
        self._expected = 0
        name = "{" + self._tokens[index]["text"].lower()
        self.nodes.append(Node(name, start, start + width, start + inner, not self._hidden))
        return index + count
