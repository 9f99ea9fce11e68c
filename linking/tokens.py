"""Walks mwparserfromhell's list of tokens with exact offsets, without building its tree of nodes (half of the time)."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, NamedTuple

from mwparserfromhell.parser import tokens as t

# HTML tags whose text the client's search visits (CLIENT.md).
WALKED_TAGS = frozenset(
    [
        *("abbr", "bdi", "bdo", "big", "center", "cite", "code", "data", "dd", "del", "dfn", "div", "dl", "dt", "em"),
        *("font", "ins", "kbd", "li", "mark", "ol", "p", "q", "s", "samp", "small", "span", "strike", "strong", "sub"),
        *("sup", "time", "tt", "u", "ul", "var"),
    ]
)
# Of these, the ones that hold no prose: their text counts in the search, but nobody wants a link in it.
VERBATIM_TAGS = frozenset(["code", "data", "kbd", "samp", "tt", "var"])


class MisalignedError(Exception):
    """The tokens do not add up to the text, so no offset can be trusted; never leaves the package."""


@dataclass(slots=True)
class Frame:
    """An open node. hidden: whether the search passes over what is inside it at this moment."""

    kind: str
    start: int
    inner: int
    markup: str | None = None
    hidden: bool = True
    before_equals: int = 0
    after_equals: int = 0
    closing: int = 0  # width of what still has to close: a quote, a bracket, a heading's signs


class TextPiece(NamedTuple):
    """A token of running text at an offset. verbatim: it holds code, no prose."""

    start: int
    text: str
    verbatim: bool


class Node(NamedTuple):
    """A node that is not text.

    kind: "link", "heading", "template", "argument", "url", "entity", "comment", or "<name" for a tag and "{name" for a
    tag in wiki markup. inner: where its last part begins (a link's label, a heading's text). shown: it stands in
    running text.
    """

    kind: str
    start: int
    end: int
    inner: int
    shown: bool


_NO_NAME, _NAME, _CLOSING_NAME = range(3)


class Walk:
    """One walk over the tokens of `wikitext`: its running text, and its nodes in order of their ends."""

    def __init__(self, wikitext: str, tokens: Iterable[Any]) -> None:
        """Raises MisalignedError where the tokens do not add up to the text."""
        self.pieces: list[TextPiece] = []
        self.nodes: list[Node] = []
        self._wikitext = wikitext
        self._position = 0
        self._hidden = 0
        self._verbatim = 0
        self._stack: list[Frame] = []
        self._expected = _NO_NAME
        for token in tokens:
            _HANDLERS[type(token)](self, token)
        if self._position != len(wikitext) or self._stack:
            raise MisalignedError

    def _text(self, token: Any) -> None:
        text = token["text"]
        if self._expected:
            frame = self._stack[-1]
            if self._expected == _NAME:
                frame.kind += text.lower()
            self._expected = _NO_NAME
            if frame.markup is not None:
                return
        start = self._position
        self._position = start + len(text)
        if not self._hidden:
            if not self._wikitext.startswith(text, start):
                raise MisalignedError
            self.pieces.append(TextPiece(start, text, self._verbatim > 0))

    def _open(self, kind: str, width: int, markup: str | None = None) -> Frame:
        frame = Frame(kind, self._position, self._position + width, markup)
        self._stack.append(frame)
        self._hidden += 1
        self._position += width
        self._expected = _NO_NAME
        return frame

    def _separate(self, width: int) -> None:
        self._position += width
        self._stack[-1].inner = self._position

    def _close(self, width: int) -> None:
        self._position += width
        frame = self._stack.pop()
        self._hidden -= 1
        self._expected = _NO_NAME
        self.nodes.append(Node(frame.kind, frame.start, self._position, frame.inner, not self._hidden))

    def _url(self, token: Any) -> None:
        width = 1 if token.get("brackets") else 0
        self._open("url", width).closing = width

    def _url_label(self, token: Any) -> None:
        self._separate(0 if token.get("suppress_space") is True else self._stack[-1].closing)

    def _heading(self, token: Any) -> None:
        self._open("heading", token["level"]).closing = token["level"]

    def _close_balanced(self, _token: Any) -> None:
        self._close(self._stack[-1].closing)

    def _tag(self, token: Any) -> None:
        markup = token.get("wiki_markup")
        if markup:
            self._open("{", len(markup), markup)
        else:
            self._open("<", 2 if token.get("invalid") else 1)
        self._expected = _NAME

    def _attribute(self, token: Any) -> None:
        frame = self._stack[-1]
        self._end_attribute(frame)
        self._position += len(token["pad_first"] or "")
        frame.before_equals = len(token["pad_before_eq"] or "")
        frame.after_equals = len(token["pad_after_eq"] or "")

    def _equals(self, _token: Any) -> None:
        frame = self._stack[-1]
        self._position += frame.before_equals + 1 + frame.after_equals
        frame.before_equals = 0

    def _quote(self, _token: Any) -> None:
        self._stack[-1].closing = 1
        self._position += 1

    def _end_attribute(self, frame: Frame) -> None:
        self._position += frame.before_equals + frame.closing
        frame.before_equals = frame.closing = 0

    def _tag_contents(self, token: Any) -> None:
        frame = self._stack[-1]
        self._end_attribute(frame)
        self._position += len(token.get("padding") or "")
        self._position += 1 if frame.markup is None else len(token.get("wiki_markup") or "")
        frame.inner = self._position
        if frame.markup is None and frame.kind[1:] in WALKED_TAGS:
            frame.hidden = False
            self._hidden -= 1
            self._verbatim += frame.kind[1:] in VERBATIM_TAGS

    def _tag_end(self, token: Any) -> None:
        frame = self._stack[-1]
        if not frame.hidden:
            frame.hidden = True
            self._hidden += 1
            self._verbatim -= frame.kind[1:] in VERBATIM_TAGS
        if frame.markup is None:
            self._position += 2
            return
        markup = token.get("wiki_markup")
        self._position += len(frame.markup if markup is None else markup)
        self._expected = _CLOSING_NAME

    def _tag_close(self, _token: Any) -> None:
        self._close(1 if self._stack[-1].markup is None else 0)

    def _tag_alone(self, token: Any) -> None:
        frame = self._stack[-1]
        self._end_attribute(frame)
        width = len(token.get("padding") or "")
        if frame.markup is None:
            width += 1 if token.get("implicit") else 2
        self._close(width)


def _opens(kind: str, width: int) -> Callable[[Walk, Any], None]:
    def handle(walk: Walk, _token: Any) -> None:
        walk._open(kind, width)

    return handle


def _separates(width: int) -> Callable[[Walk, Any], None]:
    return lambda walk, _token: walk._separate(width)


def _closes(width: int) -> Callable[[Walk, Any], None]:
    return lambda walk, _token: walk._close(width)


_HANDLERS: dict[type, Callable[[Walk, Any], None]] = {
    t.Text: Walk._text,
    t.TemplateOpen: _opens("template", 2),
    t.TemplateParamSeparator: _separates(1),
    t.TemplateParamEquals: _separates(1),
    t.TemplateClose: _closes(2),
    t.ArgumentOpen: _opens("argument", 3),
    t.ArgumentSeparator: _separates(1),
    t.ArgumentClose: _closes(3),
    t.WikilinkOpen: _opens("link", 2),
    t.WikilinkSeparator: _separates(1),
    t.WikilinkClose: _closes(2),
    t.ExternalLinkOpen: Walk._url,
    t.ExternalLinkSeparator: Walk._url_label,
    t.ExternalLinkClose: Walk._close_balanced,
    t.HTMLEntityStart: _opens("entity", 1),
    t.HTMLEntityNumeric: _separates(1),
    t.HTMLEntityHex: lambda walk, token: walk._separate(len(token["char"])),
    t.HTMLEntityEnd: _closes(1),
    t.HeadingStart: Walk._heading,
    t.HeadingEnd: Walk._close_balanced,
    t.CommentStart: _opens("comment", 4),
    t.CommentEnd: _closes(3),
    t.TagOpenOpen: Walk._tag,
    t.TagAttrStart: Walk._attribute,
    t.TagAttrEquals: Walk._equals,
    t.TagAttrQuote: Walk._quote,
    t.TagCloseOpen: Walk._tag_contents,
    t.TagOpenClose: Walk._tag_end,
    t.TagCloseClose: Walk._tag_close,
    t.TagCloseSelfclose: Walk._tag_alone,
}
