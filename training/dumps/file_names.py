"""The names of the files of Wikimedia's dumps: `<wiki>-<date>-<content>`.

References:
    https://meta.wikimedia.org/wiki/Data_dumps/Dump_format
"""

from __future__ import annotations

import re
from dataclasses import dataclass

PAGE_PROPS = "page_props.sql.gz"
INSTANCE_OF = "instance-of.tsv.gz"
CHECKSUMS = "sha1sums.txt"

_ARTICLES = re.compile(
    r"(?P<wiki>[a-z][a-z0-9_]*)-(?P<date>[0-9]{8}|latest)-pages-articles(?P<multistream>-multistream)?(?P<part>[0-9]*)"
    r"\.xml(?:-p(?P<first>[0-9]+)p(?P<last>[0-9]+))?(?P<packing>\.bz2|\.gz|)"
)


@dataclass(frozen=True, slots=True)
class Edition:
    """A file, or a set of parts, that holds all articles of a dump. A dump has its articles in several editions.

    Attributes:
        in_parts: Whether it consists of several files.
        multistream: Whether the bzip2 data has many streams.
        packing: The ending that names the compression, or "".
    """

    in_parts: bool
    multistream: bool
    packing: str


@dataclass(frozen=True, slots=True)
class ArticlesFile:
    """The parsed name of a file with articles.

    Attributes:
        wiki: Database name.
        date: Date of the dump as "YYYYMMDD", or "latest".
        edition: The edition that the file belongs to.
        part: Number of the part, or 0.
        first: Smallest page id of the part, or 0 if the name has no range.
        last: Largest page id of the part, or 0 if the name has no range.
    """

    wiki: str
    date: str
    edition: Edition
    part: int
    first: int
    last: int

    @property
    def prefix(self) -> str:
        """How the names of all files of the dump begin."""
        return f"{self.wiki}-{self.date}-"


def parse_articles_file(name: str) -> ArticlesFile | None:
    """Return what the name of a file says, or None if it is not the name of a dump's articles."""
    match = _ARTICLES.fullmatch(name)
    if match is None:
        return None
    part, first = int(match["part"] or 0), int(match["first"] or 0)
    edition = Edition(bool(part or first), match["multistream"] is not None, match["packing"])
    return ArticlesFile(match["wiki"], match["date"], edition, part, first, int(match["last"] or 0))
