"""The first stage of MediaWiki's parser: comments, extension tags and templates (Preprocessor_Hash).

MediaWiki removes these before it looks for tags and headings, so they decide which lines of a page are headings.

References:
    Preprocessor_Hash::buildDomTreeArrayFromText of MediaWiki 1.39.
"""

from __future__ import annotations

import re
from functools import cache

from linking.text.titles import MAX_TITLE_BYTES
from linking.wikitext.expanded_text import MARK, OPAQUE, ExpandedText, Piece, Pieces, flatten, join_pieces
from linking.wikitext.html_tags import EXTENSION_TAGS, VERBATIM_TAGS
from linking.wikitext.open_markup import BRACES, HEADING, MAX_CLOSED, VARIANT, OpenMarkup

MAX_LEVEL = 6
"""The level of the smallest heading."""

_ELEMENT = re.compile(
    rf"(?:(?P<comment>!--)|(?:(?P<ignored>/?(?:noinclude|onlyinclude))"
    rf"|(?P<name>{'|'.join(sorted(EXTENSION_TAGS))}|includeonly))(?:\s|/>|>))",
    re.IGNORECASE | re.ASCII,
)
_WITHOUT_OUTPUT = re.compile(r"DEFAULTSORT(?:KEY)?:|DEFAULTCATEGORYSORT:|DISPLAYTITLE:")
_FUNCTION = re.compile(
    r"#\w+:|(?:int|lc|uc|lcfirst|ucfirst|ns|nse|urlencode|anchorencode|localurl|fullurl|canonicalurl|filepath|formatnum"
    r"|grammar|gender|plural|bidi|padleft|padright|tag|safesubst|subst|msg|raw|formatdate|language):",
    re.IGNORECASE,
)
_BAD_TITLE = re.compile(rf"[\n<>\[\]{{}}{OPAQUE}]")
_CHARACTERS = {"!": "|", "=": "="}
_SPACES = " \t"
_TITLE_SPACES = " \t\n\r\x00\x0b"
_new = tuple.__new__  # see linking.wikitext.token_walk
_COMMENTS = re.compile(r"[ \t]*(?:<!-(?=-).*?-->[ \t]*)*\n", re.DOTALL)


def expand(wikitext: str) -> ExpandedText:
    """Apply the first stage of MediaWiki's parser to a page. The output of templates is unknown."""
    return join_pieces(wikitext, _Preprocessor(wikitext).run())


class _Preprocessor:
    """A pass over a page with a stack of open markup."""

    def __init__(self, wikitext: str) -> None:
        self._text = wikitext
        self._position = 0
        self._stack = [OpenMarkup("", 0, 0)]
        self._never_closed: set[str] = set()

    def run(self) -> Pieces:
        """Return the pieces of the page."""
        self._start_line()
        while True:
            top = self._stack[-1]
            match = top.next_token(self._text, self._position)
            self._take(match.start() if match else len(self._text))
            if match is not None:
                self._read(match.group(), top)
            elif top.kind == HEADING:
                self._end_heading(top)
            else:
                break
        return [markup.unclosed() for markup in self._stack]

    def _read(self, token: str, top: OpenMarkup) -> None:
        first = token[0]
        if first == "\n":
            if top.kind == HEADING:
                self._end_heading(top)
            else:
                self._take(self._position + 1)
                self._start_line()
        elif first == "<":
            self._read_element()
        elif first == "}" or first == "]":
            self._close(token, top)
        elif token[-1] == "]":
            end = self._position + len(token)
            top.pieces.append([Piece(self._position, end)])
            self._position = end
        elif token[-1] == "}":
            end = self._position + len(token)
            title, pipe, _ = token[2:-2].partition("|")
            top.pieces.append(_output(title, bool(pipe), self._position, end) or [Piece(self._position, end)])
            self._position = end
        else:
            self._open(token)

    @property
    def _pieces(self) -> Pieces:
        return self._stack[-1].pieces

    def _take(self, end: int) -> None:
        """Read up to `end` as text."""
        if self._position < end:
            self._stack[-1].pieces.append(_new(Piece, (self._position, end, None, "")))
            self._position = end

    def _replace(self, end: int, text: str = OPAQUE, shown: str = "") -> None:
        """Read up to `end` and put `text` in its place."""
        self._pieces.append(Piece(self._position, end, text, shown))
        self._position = end

    def _start_line(self) -> None:
        """Open a heading if there are equals signs at the position."""
        count, start = 0, self._position
        while count < MAX_LEVEL and self._text.startswith("=", start + count):
            count += 1
        if count > 1 or (count and not self._stack[-1].may_name_argument(self._text)):
            self._stack.append(OpenMarkup(HEADING, start, count))
            self._take(start + count)

    def _end_heading(self, heading: OpenMarkup) -> None:
        """Close the heading at the end of its line. It is text unless the line ends with equals signs."""
        self._stack.pop()
        start, text = heading.start, self._text
        end = start + len(text[start : self._position].rstrip(_SPACES))
        if end == heading.comment_end:
            end = start + len(text[start : heading.visible_end].rstrip(_SPACES))
        closing = end - start - len(text[start:end].rstrip("="))
        level = min(closing, heading.count)
        if closing == end - start:
            level = 0 if closing < 3 else min(MAX_LEVEL, (closing - 1) // 2)
        if level:
            opening = [Piece(start, start + level), Piece(start + level, start + level, MARK)]
            self._pieces.append([*opening, Piece(start + level, start + heading.count), heading.pieces[1:]])
        else:
            self._pieces.append(heading.pieces)

    def _open(self, token: str) -> None:
        kind, follows_dash = token[0], False
        if token[0] == "-":
            follows_dash = len(token) > len(VARIANT)
            kind = BRACES if follows_dash else VARIANT
        if follows_dash:
            self._take(self._position + 1)
            token = token[1:]
        self._stack.append(OpenMarkup(kind, self._position, len(token), follows_dash=follows_dash))
        self._position += len(token)

    def _close(self, token: str, top: OpenMarkup) -> None:
        """Close the innermost markup, or a part of its opening characters."""
        closed = top.count
        if top.kind != VARIANT:
            closed = min(len(token), top.count, MAX_CLOSED[top.kind])
            if closed < 2:
                self._take(self._position + closed)
                return
        end = self._position + (len(VARIANT) if top.kind == VARIANT else closed)
        start = top.start + top.count - closed
        whole: Pieces = [Piece(start, start + closed), top.pieces, Piece(self._position, end)]
        if top.kind == BRACES:
            whole = self._argument(top, whole) if closed == len("{{{") else self._template(top, whole)
        self._position = end
        self._stack.pop()
        remaining = top.count - closed
        if remaining >= 2:
            self._stack.append(OpenMarkup(top.kind, top.start, remaining, follows_dash=top.follows_dash))
        elif remaining and top.follows_dash:
            self._stack.append(OpenMarkup(VARIANT, top.start, remaining))
        elif remaining:
            self._pieces.append(Piece(top.start, top.start + remaining))
        self._pieces.append(whole)

    def _argument(self, markup: OpenMarkup, whole: Pieces) -> Pieces:
        """Return the default of a template's argument; without one, it is text."""
        parts = markup.arguments(self._text, 3)
        return parts[1] if len(parts) > 1 else whole

    def _template(self, markup: OpenMarkup, whole: Pieces) -> Pieces:
        parts = markup.arguments(self._text, 2)
        title = ""
        for piece in flatten(parts[0]):
            title += self._text[piece.start : piece.end] if piece.text is None else piece.text
            if len(title) > 2 * MAX_TITLE_BYTES:
                break
        start, end = markup.start + markup.count - 2, self._position + 2
        output = _output(title, len(parts) > 1, start, end)
        return whole if output is None else [output]

    def _read_element(self) -> None:
        """Read a comment or an extension tag; other tags are text at this stage."""
        text, start = self._text, self._position
        match = _ELEMENT.match(text, start + 1)
        if match is None:
            self._take(start + 1)
            return
        if match["comment"]:
            self._read_comment()
            return
        name = match["ignored"] or match["name"]
        tag_end = text.find(">", start + 1 + len(name)) + 1
        if not tag_end:
            self._take(start + 1)
        elif match["ignored"]:
            self._replace(tag_end, "")
        elif text[tag_end - 2] == "/":
            self._replace(tag_end, "" if name.lower() == "includeonly" else OPAQUE)
        else:
            self._read_extension(name, tag_end)

    def _read_extension(self, name: str, tag_end: int) -> None:
        closing = None
        if name not in self._never_closed:
            closing = _closing_tag(name.lower()).search(self._text, tag_end)
        lower = name.lower()
        if closing is not None:
            shown = self._text[tag_end : closing.start()] if lower in VERBATIM_TAGS else ""
            self._replace(closing.end(), "" if lower == "includeonly" else OPAQUE, shown)
        elif name == "includeonly":
            self._replace(len(self._text), "")
        else:
            self._never_closed.add(name)
            self._take(tag_end)

    def _read_comment(self) -> None:
        """Drop a comment. Comments that are alone on a line are dropped with the line."""
        text, start = self._text, self._position
        end = text.find("-->", start + 4) + 3
        if end < 3:
            self._replace(len(text), "")
            return
        line_start = start
        while line_start and text[line_start - 1] in _SPACES:
            line_start -= 1
        follows_line_end = line_start > 0 and text[line_start - 1] == "\n"
        rest_of_line = _COMMENTS.match(text, end) if follows_line_end else None
        markup = self._stack[-1]
        if markup.comment_end != line_start:
            markup.visible_end = line_start
        markup.comment_end = rest_of_line.end() if rest_of_line else end
        if rest_of_line is None:
            self._replace(end, "")
            return
        last = self._pieces[-1] if self._pieces else None
        if isinstance(last, Piece) and last.text is None and last.start <= line_start < last.end == start:
            self._pieces[-1] = Piece(last.start, line_start)
        self._replace(rest_of_line.end(), "")
        self._start_line()


@cache
def _closing_tag(name: str) -> re.Pattern[str]:
    return re.compile(rf"</{name}\s*>", re.IGNORECASE | re.ASCII)


def _output(title: str, has_arguments: bool, start: int, end: int) -> Piece | None:
    """Return the output of a template or parser function, or None if its title is invalid and it stays as it is."""
    title = title.strip(_TITLE_SPACES)
    if not has_arguments and title in _CHARACTERS:
        return Piece(start, end, _CHARACTERS[title])
    if _WITHOUT_OUTPUT.match(title):
        return Piece(start, end, "")
    if not _FUNCTION.match(title):
        name = title.partition("#")[0].strip("_ ")
        if not name or _BAD_TITLE.search(title) or len(name.encode("utf-8", "replace")) > MAX_TITLE_BYTES:
            return None
    return Piece(start, end, OPAQUE)
