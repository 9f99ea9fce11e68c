"""Finds the files of a dump: in a directory, or beside the files that a command names.

A dump has its articles several times, for instance with and without multistream, and a directory may have dumps of
several dates. Every page must be read once.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

from training.dumps.file_names import CHECKSUMS, INSTANCE_OF, PAGE_PROPS, ArticlesFile, Edition, parse_articles_file
from training.errors import NoDumpFoundError, RepeatedPagesError, UnreadableDumpError

logger = logging.getLogger(__name__)

_UNFINISHED = ".part"
_PACKINGS = (".bz2", ".gz", "")
_LATEST = "latest"
_CHECKSUM_LINE = re.compile(r"[0-9a-f]{40}\s+\*?(\S+)")


@dataclass(frozen=True, slots=True)
class DumpFiles:
    """The files of one dump.

    Attributes:
        articles: Paths of the files with the pages, in order, or "-" for standard input.
        page_props: The dump of the table page_props, if there is one.
        instance_of: The table of Wikidata classes, if there is one.
    """

    articles: tuple[str, ...]
    page_props: Path | None = None
    instance_of: Path | None = None


def find_dump_files(sources: Sequence[str], wiki: str, *, needs_page_props: bool = False) -> DumpFiles:
    """Return the files of a dump.

    Args:
        sources: One directory, or files.
        wiki: Database name of the wiki, whose newest complete dump is chosen in a directory.
        needs_page_props: Whether a dump in a directory is incomplete while the download of its page_props is.

    Raises:
        NoDumpFoundError: The directory has no complete dump of the wiki.
        RepeatedPagesError: Two of the files hold the same pages, or a directory is one of several sources.
    """
    directories = [source for source in sources if source != "-" and Path(source).is_dir()]
    if directories and len(sources) > 1:
        raise RepeatedPagesError(directories[0], "pass one directory alone, or files")
    found = _in_directory(Path(sources[0]), wiki, needs_page_props) if directories else _with_tables(sources)
    tables = [str(path) for path in (found.page_props, found.instance_of) if path is not None]
    if directories or tables:
        logger.info("using %s", ", ".join([*found.articles, *tables]))
    return found


def _with_tables(sources: Sequence[str]) -> DumpFiles:
    """Return the given files, and the tables beside them if they are all of one dump."""
    _check_distinct(sources)
    named = [(Path(source).parent, parse_articles_file(Path(source).name)) for source in sources]
    places = {(directory, file.prefix if file else "") for directory, file in named}
    if len(places) > 1 or named[0][1] is None:
        return DumpFiles(tuple(sources))
    return DumpFiles(tuple(sources), *_tables(named[0][0], named[0][1].prefix))


def _tables(directory: Path, prefix: str) -> tuple[Path | None, Path | None]:
    page_props, instance_of = (directory / (prefix + name) for name in (PAGE_PROPS, INSTANCE_OF))
    return page_props if page_props.is_file() else None, instance_of if instance_of.is_file() else None


def _check_distinct(sources: Sequence[str]) -> None:
    """Raise RepeatedPagesError if two files hold the same pages, as far as their names say."""
    seen: set[Path] = set()
    for source in sources:
        path = Path(source).resolve()
        if path in seen:
            raise RepeatedPagesError(source, "is given twice")
        seen.add(path)
    named = [(file, source) for source in sources if (file := parse_articles_file(Path(source).name))]
    if len({file.wiki for file, _ in named}) > 1:
        return  # the headers will say so, too
    for (file, before), (other, source) in pairwise(named):
        if (file.date, file.edition) != (other.date, other.edition) or not file.edition.in_parts:
            raise RepeatedPagesError(source, f"holds pages that {Path(before).name} holds too")
    ordered = sorted((file.first, file.last, source) for file, source in named if file.first)
    for (_, last, earlier), (start, _, source) in pairwise(ordered):
        if start <= last:
            raise RepeatedPagesError(source, f"holds pages that {Path(earlier).name} holds too")


def _in_directory(directory: Path, wiki: str, needs_page_props: bool) -> DumpFiles:
    try:
        names = frozenset(path.name for path in directory.iterdir())
    except OSError as error:
        raise UnreadableDumpError(str(directory), error.strerror or str(error)) from error
    superseded = {name for name in names if name.endswith(_UNFINISHED) and name.removesuffix(_UNFINISHED) in names}
    found = {name: file for name in names - superseded if (file := parse_articles_file(name.removesuffix(_UNFINISHED)))}
    problems = []
    for date in sorted({file.date for file in found.values() if file.wiki == wiki}, key=_age):
        prefix = f"{wiki}-{date}-"
        listed = _listed(directory / (prefix + CHECKSUMS))
        articles = {name: file for name, file in found.items() if file.prefix == prefix}
        problem = _missing_table(prefix + PAGE_PROPS, names, listed) if needs_page_props else None
        chosen, missing = _choose_edition(articles, listed)
        if chosen and not problem:
            return DumpFiles(tuple(str(directory / name) for name in chosen), *_tables(directory, prefix))
        problems.append(f"the dump of {date} is incomplete: {problem or missing} is missing")
        logger.warning("%s: %s", directory, problems[-1])
    others = sorted({file.wiki for file in found.values()} - {wiki})
    raise NoDumpFoundError(str(directory), wiki, problems[:1] or ([f"only of {', '.join(others)}"] if others else []))


def _age(date: str) -> tuple[bool, int]:
    """Order dates from the newest to the oldest. Of "latest" nobody knows the date, so it comes last."""
    return date == _LATEST, 0 if date == _LATEST else -int(date)


def _choose_edition(articles: Mapping[str, ArticlesFile], listed: Collection[str]) -> tuple[Sequence[str], str]:
    """Return the files of the best complete edition in order of page id, or none and the name of a missing file."""
    missing = ""
    for edition in sorted({file.edition for file in articles.values()}, key=_preference):
        parts = {name: file for name, file in articles.items() if file.edition == edition}
        unfinished = next((name for name in parts if name.endswith(_UNFINISHED)), None)
        lack = unfinished.removesuffix(_UNFINISHED) if unfinished else _missing_part(parts, edition, listed)
        if lack is None:
            return sorted(parts, key=lambda name: (parts[name].part, parts[name].first)), ""
        missing = missing or lack
    return (), missing


def _preference(edition: Edition) -> tuple[bool, bool, int]:
    return not edition.multistream, edition.in_parts, _PACKINGS.index(edition.packing)


def _listed(checksums: Path) -> frozenset[str]:
    """Return the names in a dump's list of checksums, which `fetch` keeps beside the files. It may be missing."""
    if not checksums.is_file():
        return frozenset()
    lines = checksums.read_text(encoding="utf-8", errors="replace").splitlines()
    return frozenset(match[1] for line in lines if (match := _CHECKSUM_LINE.fullmatch(line.strip())))


def _missing_table(name: str, names: Collection[str], listed: Collection[str]) -> str | None:
    """Return the name of a table whose download is not finished."""
    return name if name not in names and (name in listed or name + _UNFINISHED in names) else None


def _missing_part(parts: Mapping[str, ArticlesFile], edition: Edition, listed: Collection[str]) -> str | None:
    """Return the name of a part that an edition lacks, or of the one before which a part is missing."""
    if not edition.in_parts:
        return None
    wanted = [name for name in listed if (file := parse_articles_file(name)) and file.edition == edition]
    if wanted:
        return min(set(wanted) - parts.keys(), default=None)
    logger.warning("without the dump's %s, nobody can check that no part is missing at the end", CHECKSUMS)
    expected = 1
    for name, file in sorted(parts.items(), key=lambda item: (item[1].first, item[1].part)):
        if (file.first or file.part) != expected:
            return f"the part before {name}"
        expected = file.last + 1 if file.first else file.part + 1
    return None
