"""The work that a run keeps for the next one: its extraction, its titles and its counts, but no models and lookups.

The directory is replaced in one step when a run ends.
"""

from __future__ import annotations

import json
import logging
import shutil
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from linking.bundle.atomic_files import link_or_copy
from linking.text.titles import Site
from training.corpus.kept_pages import INDEX, kept_files
from training.runtime.output_files import write_text
from training.runtime.program_checksum import program_checksum

logger = logging.getLogger(__name__)

_FINGERPRINT = "kept.json"
_NEW, _OLD = ".new", ".old"


@dataclass(frozen=True, slots=True)
class KeptRun:
    """The kept work of a run.

    Attributes:
        directory: Its directory.
        articles: The number of articles of that run.
    """

    directory: Path
    articles: int

    @classmethod
    def find(cls, directory: Path, site: Site) -> KeptRun | None:
        """Return the work in a directory if it is of this program and this wiki, or else None. The log says why."""
        try:
            kept: dict[str, Any] = json.loads((directory / _FINGERPRINT).read_bytes())
        except FileNotFoundError:
            logger.info("%s has no work of an earlier run: all articles are read", directory)
            return None
        except ValueError:
            kept = {}
        reasons = {
            "program": (program_checksum(), "is of another version of the program"),
            "site": (site.to_json(), "is of a wiki with other namespaces or another language, case or address"),
        }
        for name, (value, reason) in reasons.items():
            if kept.get(name) != json.loads(json.dumps(value)):
                logger.warning("the work in %s %s: all articles are read again", directory, reason)
                return None
        return cls(directory, int(kept["articles"]))

    @property
    def extracted(self) -> Path:
        """The directory with the extraction."""
        return self.directory / "extracted"

    @property
    def titles(self) -> Path:
        """The directory with the title index and the dictionary."""
        return self.directory / "titles"

    @property
    def sums(self) -> Path:
        """The database with the counts."""
        return self.directory / "sums.duckdb"


def keep_run(directory: Path, site: Site, *, articles: int, extracted: Path, titles: Path, sums: Path) -> None:
    """Replace the kept work. An interruption leaves the old work, the new one, or none.

    Args:
        directory: The directory of the kept work.
        site: The wiki.
        articles: The number of articles.
        extracted: The directory with the extraction.
        titles: The directory with the title index and the dictionary.
        sums: The database with the counts.

    Raises:
        OSError: A file cannot be written.
    """
    new, old = (directory.with_name(directory.name + ending) for ending in (_NEW, _OLD))
    for unfinished in (new, old):
        shutil.rmtree(unfinished, ignore_errors=True)
    kept = KeptRun(new, articles)
    _copy(kept_files(extracted), kept.extracted)
    _copy((path for path in sorted(titles.iterdir()) if path.suffix != ".duckdb"), kept.titles)
    link_or_copy(sums, kept.sums)
    content = {"program": program_checksum(), "site": site.to_json(), "articles": articles}
    write_text(new / _FINGERPRINT, json.dumps(content, ensure_ascii=False, indent=1) + "\n")
    if directory.exists():
        directory.rename(old)
    new.rename(directory)
    shutil.rmtree(old, ignore_errors=True)


def has_index(extracted: Path) -> bool:
    """Return True if an extraction has what the next run needs."""
    return (extracted / INDEX).exists()


def _copy(files: Iterable[Path], directory: Path) -> None:
    directory.mkdir(parents=True)
    for path in files:
        link_or_copy(path, directory / path.name)
