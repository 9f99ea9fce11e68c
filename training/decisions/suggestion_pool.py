"""The suggestions that were loaded into a wiki, from the files that `recommend` wrote."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import msgspec

from training.decisions.reading import DecisionsError
from training.dumps.text_lines import read_lines
from training.errors import OtherWikiError

_MAX_LINE_BYTES = 16 << 20


class PoolLink(msgspec.Struct, frozen=True):
    """A suggestion: those members of an answer's link that a decision needs."""

    link_text: str
    link_target: str
    wikitext_offset: int
    score: float


class PoolPage(msgspec.Struct, frozen=True):
    """A line of the file: the answer for an article."""

    pageid: int
    revid: int
    links: list[PoolLink]


class _Run(msgspec.Struct, frozen=True):
    """What `recommend` writes beside its output."""

    wiki: str
    version: str


@dataclass(frozen=True, slots=True)
class Pool:
    """A file of suggestions.

    Attributes:
        path: The file.
        bundle_version: The version of the bundle that made them, or None if the file beside it is missing.
    """

    path: str
    bundle_version: str | None

    @classmethod
    def open(cls, path: str, wiki: str) -> Pool:
        """Read the version of the bundle from the file that `recommend` writes beside its output.

        Raises:
            OtherWikiError: The file is of another wiki.
        """
        beside = Path(f"{path}.run.json")
        try:
            run = msgspec.json.decode(beside.read_bytes(), type=_Run)
        except FileNotFoundError:
            return cls(path, None)
        except (msgspec.MsgspecError, UnicodeDecodeError) as error:
            raise DecisionsError(f"{beside}: is not what `recommend` writes ({error}); remove it") from error
        if run.wiki != wiki:
            raise OtherWikiError(path, run.wiki, wiki)
        return cls(path, run.version)

    def pages(self) -> Iterator[PoolPage]:
        """Yield the answers.

        Raises:
            DecisionsError: A line is not an answer.
            DumpError: The file cannot be read.
        """
        decoder = msgspec.json.Decoder(PoolPage)
        for number, line in enumerate(read_lines(self.path, _MAX_LINE_BYTES), start=1):
            if line.strip():
                try:
                    yield decoder.decode(line)
                except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
                    raise DecisionsError(
                        f"{self.path}:{number}: is not an answer of `recommend`: {error}; pass the file of suggestions"
                        " that was loaded into the wiki"
                    ) from error
