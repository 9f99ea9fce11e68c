"""Checks that the files of a command belong to the wiki that it is for.

An export names its wiki's database in <dbname>, and a table that mysqldump wrote names it in a comment. Where a file
names no database, its own name may.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Sequence
from pathlib import Path

from linking.bundle.names import wiki_of_file, wiki_word
from training.dumps.compression import open_stream, stored_size
from training.dumps.dump import check_same_wiki, read_site
from training.dumps.siteinfo import DumpHeader
from training.errors import OtherWikiError

logger = logging.getLogger(__name__)

_DATABASE = re.compile(rb"^-- Host: .*\bDatabase: (\S+)|^USE `([^`]+)`", re.MULTILINE)
_WIKIDATA = "wikidatawiki"
"""Tables of classes come from Wikidata, so its name may be in theirs."""


def check_dumps(sources: Sequence[str], wiki: str, *, allow_other: bool = False) -> None:
    """Check the headers of all files of a dump, except for standard input and pipes, which can be read only once.

    Args:
        sources: Paths of the files, or "-" for standard input.
        wiki: Database name of the wiki.
        allow_other: Whether to log a warning, instead of raising an error, if it is a dump of another wiki.

    Raises:
        OtherWikiError: A file is a dump of another wiki.
        MixedDumpsError: The files are dumps of different wikis.
        DumpError: A file cannot be read.
    """
    files = [source for source in sources if stored_size(source) is not None]
    headers = [read_site([file]) for file in files]
    for source, header in zip(files[1:], headers[1:], strict=True):
        check_same_wiki(source, headers[0], header)
    if files:
        check_header(files[0], headers[0], wiki, allow_other=allow_other)


def check_header(source: str, header: DumpHeader, wiki: str, *, allow_other: bool = False) -> None:
    """Check the header of one file. The arguments and OtherWikiError are those of `check_dumps`."""
    if header.dbname:
        _check(source, header.dbname, wiki, allow_other)
    else:
        site = f'; its site name is "{header.sitename}"' if header.sitename else ""
        logger.warning("%s has no <dbname>, so nobody can check that it is a dump of %s%s", source, wiki, site)


def check_stream(sources: Sequence[str], header: DumpHeader, wiki: str, *, allow_other: bool = False) -> None:
    """Check the header of a dump that begins with standard input or a pipe, which `check_dumps` cannot read.

    Raises:
        OtherWikiError: It is a dump of another wiki.
    """
    if stored_size(sources[0]) is None:
        check_header(sources[0], header, wiki, allow_other=allow_other)


def check_table(path: Path, wiki: str, *, allow_other: bool = False) -> None:
    """Check a dump of a table: what mysqldump writes at its beginning, or else the name of the file.

    Raises:
        OtherWikiError: It is a table of another wiki.
        DumpError: The file cannot be read.
    """
    name = _database_of(str(path)) or wiki_of_file(path.name)
    if name:
        _check(str(path), name, wiki, allow_other)


def check_instance_of(path: Path, wiki: str, *, allow_other: bool = False) -> None:
    """Check the name of a table of Wikidata classes, which has no header.

    Raises:
        OtherWikiError: It is a table of another wiki.
    """
    name = wiki_of_file(path.name)
    if name not in (None, _WIKIDATA):
        _check(str(path), str(name), wiki, allow_other)


def _check(source: str, found: str, wiki: str, allow_other: bool) -> None:
    if wiki_word(found) == wiki_word(wiki):
        return
    error = OtherWikiError(source, found, wiki)
    if not allow_other:
        raise error
    logger.warning("%s is of %s, but is used for %s", source, found, wiki)


def _database_of(path: str) -> str:
    """Return the database that the first lines of an SQL dump name, or ""."""
    stream = open_stream(path)
    try:
        match = _DATABASE.search(stream.read())
    except EOFError:  # reading the table reports it
        return ""
    finally:
        stream.close()
    return (match[1] or match[2]).decode("utf-8", "replace") if match else ""
