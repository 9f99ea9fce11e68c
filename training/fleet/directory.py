"""Finds the wikis whose dumps are in a directory, as `fetch` or a mirror of Wikimedia's dumps arranges them."""

from __future__ import annotations

from pathlib import Path

from training.dumps.dump_files import find_dump_files
from training.dumps.file_names import parse_articles_file
from training.errors import NoDumpFoundError, UnreadableDumpError

_PATTERNS = ("*", "*/*", "*/*/*")
"""The files are in the directory itself, in one directory for each wiki, or in one for each wiki and date."""


def find_wikis(directory: Path) -> dict[str, Path]:
    """Return the directory with the newest complete dump of each wiki, by database name.

    A wiki without a complete dump is returned with the directory of its newest incomplete one.

    Raises:
        UnreadableDumpError: The directory cannot be read.
        NoDumpFoundError: There is no dump of any wiki.
    """
    if not directory.is_dir():
        raise UnreadableDumpError(str(directory), "is not a directory")
    places: dict[str, dict[Path, str]] = {}
    for path in (path for pattern in _PATTERNS for path in directory.glob(pattern)):
        file = parse_articles_file(path.name)
        if file is not None and path.is_file():
            dates = places.setdefault(file.wiki, {})
            dates[path.parent] = max(dates.get(path.parent, ""), _date(file.date))
    if not places:
        raise NoDumpFoundError(str(directory), "any wiki", ())
    return {wiki: _newest_complete(wiki, dates) for wiki, dates in sorted(places.items())}


def _date(date: str) -> str:
    """Return a date that can be compared. Of "latest" nobody knows it, so it is the oldest."""
    return date if date.isdigit() else ""


def _newest_complete(wiki: str, dates: dict[Path, str]) -> Path:
    newest_first = sorted(dates, key=lambda path: (dates[path], str(path)), reverse=True)
    return next((path for path in newest_first if _is_complete(path, wiki)), newest_first[0])


def _is_complete(directory: Path, wiki: str) -> bool:
    try:
        find_dump_files([str(directory)], wiki, needs_page_props=True)
    except NoDumpFoundError:
        return False
    return True
