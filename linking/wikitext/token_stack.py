"""The open nodes of a walk over mwparserfromhell's tokens, and how wide each token is in the text."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, NamedTuple

from mwparserfromhell.parser import tokens as t

# HTML tags whose text the client's search visits (docs/client.md).
WALKED_TAGS = frozenset(
    [
        *("abbr", "bdi", "bdo", "big", "center", "cite", "code", "data", "dd", "del", "dfn", "div", "dl", "dt", "em"),
        *("font", "ins", "kbd", "li", "mark", "ol", "p", "q", "s", "samp", "small", "span", "strike", "strong", "sub"),
        *("sup", "time", "tt", "u", "ul", "var"),
    ]
)
# Of these, the ones that hold no prose: their text counts in the search, but nobody wants a link in it.
VERBATIM_TAGS = frozenset(["code", "data", "kbd", "samp", "tt", "var"])


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


class Node(NamedTuple):
    """A node that is neither text nor a link.

    kind: "heading", "template", "argument", "url", "entity", "comment", or "<name" for a tag and "{name" for a tag in
    wiki markup. inner: where its last part begins (a heading's text). shown: it stands in running text.
    """

    kind: str
    start: int
    end: int
    inner: int
    shown: bool


_NO_NAME, _NAME, _CLOSING_NAME = range(3)


class Frames:
    """Follows the tokens that open and close nodes; tokens are dicts, and are read as such: attributes cost thrice."""

    def __init__(self) -> None:
        self.nodes: list[Node] = []
        self._position = 0
        self._hidden = 0
        self._verbatim = 0
        self._sections = 0
        self._stack: list[Frame] = []
        self._expected = _NO_NAME

    def _open(self, kind: str, width: int, markup: str | None = None) -> Frame:
        frame = Frame(kind, self._position, self._position + width, markup)
        self._stack.append(frame)
        self._hidden += 1
        self._position += width
        self._expected = _NO_NAME
        return frame

    def _name(self, text: str) -> bool:
        """Take the name of a tag; whether it is not written in the text, but stands for wiki markup."""
        frame = self._stack[-1]
        if self._expected == _NAME:
            frame.kind += text.lower()
        self._expected = _NO_NAME
        return frame.markup is not None

    def _separate(self, width: int) -> None:
        self._position += width
        self._stack[-1].inner = self._position

    def _close(self, width: int) -> None:
        frame = self._leave(width)
        self.nodes.append(Node(frame.kind, frame.start, self._position, frame.inner, not self._hidden))

    def _leave(self, width: int) -> Frame:
        self._position += width
        self._hidden -= 1
        self._expected = _NO_NAME
        return self._stack.pop()

    def _url(self, token: Any) -> None:
        width = 1 if token.get("brackets") else 0
        self._open("url", width).closing = width

    def _url_label(self, token: Any) -> None:
        self._separate(0 if token.get("suppress_space") is True else self._stack[-1].closing)

    def _heading(self, token: Any) -> None:
        self._sections += not self._hidden
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


def _opens(kind: str, width: int) -> Callable[[Frames, Any], None]:
    def handle(frames: Frames, _token: Any) -> None:
        frames._open(kind, width)

    return handle


def _separates(width: int) -> Callable[[Frames, Any], None]:
    return lambda frames, _token: frames._separate(width)


def _closes(width: int) -> Callable[[Frames, Any], None]:
    return lambda frames, _token: frames._close(width)


# By kind of token, for all but text and what links are made of.
HANDLERS: dict[type, Callable[[Frames, Any], None]] = {
    t.TemplateOpen: _opens("template", 2),
    t.TemplateParamSeparator: _separates(1),
    t.TemplateParamEquals: _separates(1),
    t.TemplateClose: _closes(2),
    t.ArgumentOpen: _opens("argument", 3),
    t.ArgumentSeparator: _separates(1),
    t.ArgumentClose: _closes(3),
    t.WikilinkSeparator: _separates(1),
    t.ExternalLinkOpen: Frames._url,
    t.ExternalLinkSeparator: Frames._url_label,
    t.ExternalLinkClose: Frames._close_balanced,
    t.HTMLEntityStart: _opens("entity", 1),
    t.HTMLEntityNumeric: _separates(1),
    t.HTMLEntityHex: lambda frames, token: frames._separate(len(token["char"])),
    t.HTMLEntityEnd: _closes(1),
    t.HeadingStart: Frames._heading,
    t.HeadingEnd: Frames._close_balanced,
    t.CommentStart: _opens("comment", 4),
    t.CommentEnd: _closes(3),
    t.TagOpenOpen: Frames._tag,
    t.TagAttrStart: Frames._attribute,
    t.TagAttrEquals: Frames._equals,
    t.TagAttrQuote: Frames._quote,
    t.TagCloseOpen: Frames._tag_contents,
    t.TagOpenClose: Frames._tag_end,
    t.TagCloseClose: Frames._tag_close,
    t.TagCloseSelfclose: Frames._tag_alone,
}
