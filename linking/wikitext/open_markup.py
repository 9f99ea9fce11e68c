"""Markup whose end MediaWiki's preprocessor has not reached, and the next token inside it."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from linking.wikitext.expanded_text import Piece, Pieces

BRACES, BRACKETS, VARIANT, HEADING = "{", "[", "-{", "\n"
"""The kinds of open markup."""
MAX_CLOSED = {BRACES: 3, BRACKETS: 2}
"""The number of characters that a closing token of each kind closes at most."""

# Links and templates that contain nothing else are read at once.
_ANY = r"\[\[[^\[\]{}<\n]*\]\]|\{\{[^\[\]{}<\n]*\}\}|\[\[+|\{\{+|-\{+|<(?=[!/A-Za-z])|\n(?==)"
_CLOSING = {"": "", BRACES: r"|\}+", BRACKETS: r"|\]+", VARIANT: r"|\}-", HEADING: r"|\n"}
_TOKENS = {kind: re.compile(_ANY + closing) for kind, closing in _CLOSING.items()}
_SEPARATOR = re.compile(r"[|=](?=[^|=]*\Z)")


@dataclass(slots=True)
class OpenMarkup:
    """Markup whose end the preprocessor has not reached: braces, brackets or a heading.

    Attributes:
        kind: BRACES, BRACKETS, VARIANT or HEADING.
        start: The offset of its first character.
        count: The number of its opening characters that are not closed yet.
        follows_dash: Whether a dash precedes the braces.
        pieces: What it contains so far. Separators are in the pieces of text that are in no list.
        comment_end: The end of its last comment.
        visible_end: The end of the text before that comment and those directly before it.
    """

    kind: str
    start: int
    count: int
    follows_dash: bool = False
    pieces: Pieces = field(default_factory=list)
    comment_end: int = -1
    visible_end: int = -1
    _separator: str = ""
    _pieces_read: int = 0

    def next_token(self, wikitext: str, position: int) -> re.Match[str] | None:
        """Find the next markup that may open something, or close this."""
        return _TOKENS[self.kind].search(wikitext, position)

    def may_name_argument(self, wikitext: str) -> bool:
        """Return whether an equals sign would end the name of a template's argument."""
        for piece in self.pieces[self._pieces_read :]:
            if isinstance(piece, Piece) and piece.text is None:
                separator = _SEPARATOR.search(wikitext[piece.start : piece.end])
                self._separator = separator.group() if separator else self._separator
        self._pieces_read = len(self.pieces)
        return self.kind in (BRACES, VARIANT) and self._separator == "|"

    def arguments(self, wikitext: str, limit: int) -> list[Pieces]:
        """Split the contents at the first pipes, into at most `limit` parts. The first part is the title or name."""
        parts: list[Pieces] = [[]]
        for piece in self.pieces:
            if isinstance(piece, Piece) and piece.text is None:
                position = piece.start
                while len(parts) < limit and (pipe := wikitext.find("|", position, piece.end)) >= 0:
                    parts[-1].append(Piece(position, pipe))
                    parts.append([])
                    position = pipe + 1
                parts[-1].append(Piece(position, piece.end))
            else:
                parts[-1].append(piece)
        return parts

    def unclosed(self) -> Pieces:
        """Return the markup as text."""
        if self.kind == HEADING:
            return self.pieces
        return [Piece(self.start, self.start + self.count), self.pieces]
