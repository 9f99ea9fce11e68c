"""The open nodes of a walk over mwparserfromhell's tokens, and the width of each token in the wikitext.

The tokens are dicts and are read as such: attribute access takes three times as long.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from mwparserfromhell.parser import tokens as t

from linking.wikitext.html_tags import CODE_TAGS, WALKED_TAGS


class Node(NamedTuple):
    """A node other than a text or a wikilink.

    Attributes:
        kind: "heading", "template", "argument", "url", "entity", "comment", "<name" for an HTML or extension tag, or
            "{name" for a tag in wiki markup.
        start: The offset of its first character.
        end: The offset after its last character.
        inner: The offset of its last part: the title of a heading, the contents of a tag, the last argument.
        in_running_text: Whether it is a node of the running text and not inside a hidden node.
    """

    kind: str
    start: int
    end: int
    inner: int
    in_running_text: bool


@dataclass(slots=True)
class OpenNode:
    """A node whose end the walk has not reached, with the kind, start and inner offset that Node has.

    Attributes:
        markup: The wiki markup of a tag, None for other nodes.
        hidden: Whether the text at the current position inside it is hidden from the search.
        before_equals: The width of the spaces before the equals sign of an attribute, until it is read.
        after_equals: The width of the spaces after the equals sign of an attribute.
        closing: The width of what will close the node or its attribute: a quote, a bracket, a heading's equals signs.
    """

    kind: str
    start: int
    inner: int
    markup: str | None = None
    hidden: bool = True
    before_equals: int = 0
    after_equals: int = 0
    closing: int = 0


NO_TAG_NAME, TAG_NAME, CLOSING_TAG_NAME = range(3)


@dataclass(slots=True)
class OpenNodeStack:
    """The position of the walk in the wikitext, with the nodes that are open there.

    Attributes:
        position: The offset after the tokens read so far.
        hidden_depth: The number of open nodes that hide text.
        code_depth: The number of open tags that contain code.
        expected_name: NO_TAG_NAME, or which tag name the next text is.
        nodes: The closed nodes, in the order of their ends.
        open_nodes: The open nodes, outermost first.
    """

    position: int = 0
    hidden_depth: int = 0
    code_depth: int = 0
    expected_name: int = NO_TAG_NAME
    nodes: list[Node] = field(default_factory=list)
    open_nodes: list[OpenNode] = field(default_factory=list)

    def open(self, kind: str, width: int, markup: str | None = None) -> OpenNode:
        """Open a node with markup of this width."""
        node = OpenNode(kind, self.position, self.position + width, markup)
        self.open_nodes.append(node)
        self.hidden_depth += 1
        self.position += width
        self.expected_name = NO_TAG_NAME
        return node

    def separate(self, width: int) -> None:
        """Begin the next part of the innermost node, after a separator of this width."""
        self.position += width
        self.open_nodes[-1].inner = self.position

    def close(self, width: int) -> None:
        """Close the innermost node, with markup of this width, and record it."""
        node = self.pop(width)
        self.nodes.append(Node(node.kind, node.start, self.position, node.inner, not self.hidden_depth))

    def pop(self, width: int) -> OpenNode:
        """Close the innermost node without recording it."""
        self.position += width
        self.hidden_depth -= 1
        self.expected_name = NO_TAG_NAME
        return self.open_nodes.pop()

    def read_tag_name(self, name: str) -> bool:
        """Read the name of a tag. Return True if the tag is wiki markup, which contains no name."""
        tag = self.open_nodes[-1]
        if self.expected_name == TAG_NAME:
            tag.kind += name.lower()
        self.expected_name = NO_TAG_NAME
        return tag.markup is not None

    def open_tag(self, token: Any) -> None:
        """Open a tag, whose name is the next text."""
        markup = token.get("wiki_markup")
        if markup:
            self.open("{", len(markup), markup)
        else:
            self.open("<", 2 if token.get("invalid") else 1)
        self.expected_name = TAG_NAME

    def end_attribute(self) -> OpenNode:
        """End the last attribute of the innermost tag, if any, and return the tag."""
        tag = self.open_nodes[-1]
        self.position += tag.before_equals + tag.closing
        tag.before_equals = tag.closing = 0
        return tag


def _open_url(stack: OpenNodeStack, token: Any) -> None:
    width = 1 if token.get("brackets") else 0
    stack.open("url", width).closing = width


def _separate_url_label(stack: OpenNodeStack, token: Any) -> None:
    stack.separate(0 if token.get("suppress_space") is True else stack.open_nodes[-1].closing)


def _open_heading(stack: OpenNodeStack, token: Any) -> None:
    stack.open("heading", token["level"]).closing = token["level"]


def _close_symmetric(stack: OpenNodeStack, _token: Any) -> None:
    stack.close(stack.open_nodes[-1].closing)


def _begin_attribute(stack: OpenNodeStack, token: Any) -> None:
    tag = stack.end_attribute()
    stack.position += len(token["pad_first"] or "")
    tag.before_equals = len(token["pad_before_eq"] or "")
    tag.after_equals = len(token["pad_after_eq"] or "")


def _read_equals(stack: OpenNodeStack, _token: Any) -> None:
    tag = stack.open_nodes[-1]
    stack.position += tag.before_equals + 1 + tag.after_equals
    tag.before_equals = 0


def _read_quote(stack: OpenNodeStack, _token: Any) -> None:
    stack.open_nodes[-1].closing = 1
    stack.position += 1


def _begin_tag_contents(stack: OpenNodeStack, token: Any) -> None:
    tag = stack.end_attribute()
    stack.position += len(token.get("padding") or "")
    stack.position += 1 if tag.markup is None else len(token.get("wiki_markup") or "")
    tag.inner = stack.position
    if tag.markup is None and tag.kind[1:] in WALKED_TAGS:
        tag.hidden = False
        stack.hidden_depth -= 1
        stack.code_depth += tag.kind[1:] in CODE_TAGS


def _open_closing_tag(stack: OpenNodeStack, token: Any) -> None:
    tag = stack.open_nodes[-1]
    if not tag.hidden:
        tag.hidden = True
        stack.hidden_depth += 1
        stack.code_depth -= tag.kind[1:] in CODE_TAGS
    if tag.markup is None:
        stack.position += 2
        return
    markup = token.get("wiki_markup")
    stack.position += len(tag.markup if markup is None else markup)
    stack.expected_name = CLOSING_TAG_NAME


def _close_tag(stack: OpenNodeStack, _token: Any) -> None:
    stack.close(1 if stack.open_nodes[-1].markup is None else 0)


def _close_empty_tag(stack: OpenNodeStack, token: Any) -> None:
    tag = stack.end_attribute()
    width = len(token.get("padding") or "")
    if tag.markup is None:
        width += 1 if token.get("implicit") else 2
    stack.close(width)


def _opens(kind: str, width: int) -> Callable[[OpenNodeStack, Any], None]:
    def handle(stack: OpenNodeStack, _token: Any) -> None:
        stack.open(kind, width)

    return handle


def _separates(width: int) -> Callable[[OpenNodeStack, Any], None]:
    return lambda stack, _token: stack.separate(width)


def _closes(width: int) -> Callable[[OpenNodeStack, Any], None]:
    return lambda stack, _token: stack.close(width)


# The handler of each class of tokens, except texts and the brackets of wikilinks.
TOKEN_HANDLERS: dict[type, Callable[[OpenNodeStack, Any], None]] = {
    t.TemplateOpen: _opens("template", 2),
    t.TemplateParamSeparator: _separates(1),
    t.TemplateParamEquals: _separates(1),
    t.TemplateClose: _closes(2),
    t.ArgumentOpen: _opens("argument", 3),
    t.ArgumentSeparator: _separates(1),
    t.ArgumentClose: _closes(3),
    t.WikilinkSeparator: _separates(1),
    t.ExternalLinkOpen: _open_url,
    t.ExternalLinkSeparator: _separate_url_label,
    t.ExternalLinkClose: _close_symmetric,
    t.HTMLEntityStart: _opens("entity", 1),
    t.HTMLEntityNumeric: _separates(1),
    t.HTMLEntityHex: lambda stack, token: stack.separate(len(token["char"])),
    t.HTMLEntityEnd: _closes(1),
    t.HeadingStart: _open_heading,
    t.HeadingEnd: _close_symmetric,
    t.CommentStart: _opens("comment", 4),
    t.CommentEnd: _closes(3),
    t.TagOpenOpen: OpenNodeStack.open_tag,
    t.TagAttrStart: _begin_attribute,
    t.TagAttrEquals: _read_equals,
    t.TagAttrQuote: _read_quote,
    t.TagCloseOpen: _begin_tag_contents,
    t.TagOpenClose: _open_closing_tag,
    t.TagCloseClose: _close_tag,
    t.TagCloseSelfclose: _close_empty_tag,
}
