"""The data sets that mwaddlink publishes for a wiki: locating, verifying, decompressing and reading them."""

from __future__ import annotations

import gzip
import re
import shutil
import sqlite3
import zlib
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from linking.bundle.atomic_files import naming_file
from linking.bundle.bundle import sha256_of
from training.errors import TrainingError

MODEL = "linkmodel.json"
ANCHORS, PAGE_IDS, REDIRECTS, VECTORS = (
    f"{name}.sqlite" for name in ("anchors", "pageids", "redirects", "w2vfiltered")
)
PARTS = (MODEL, ANCHORS, PAGE_IDS, REDIRECTS, VECTORS)

_CHECKSUM_LINE = re.compile(r"([0-9a-fA-F]{64})[ \t]+\*?(?:.*/)?([^/\s]+)")
_MAX_CHECKSUM_FILE_BYTES = 1 << 20


class PublishedFileError(TrainingError):
    """A published file is missing or invalid.

    Attributes:
        path: The file.
        problem: What is wrong with it.
    """

    exit_code = 65

    def __init__(self, path: Path, problem: str) -> None:
        super().__init__(f"{path}: {problem}")
        self.path = path
        self.problem = problem


@dataclass(frozen=True, slots=True)
class PublishedFiles:
    """The decompressed files.

    Attributes:
        paths: Path of each part.
        checked: Number of files that were compared with a checksum.
    """

    paths: dict[str, Path]
    checked: int

    @classmethod
    def open(cls, directory: Path, wiki: str, work: Path) -> PublishedFiles:
        """Locate `WIKI.PART` or `WIKI.PART.gz` for each part.

        Args:
            directory: Directory of the published files.
            wiki: Database name.
            work: Directory to decompress files to.

        Raises:
            PublishedFileError: A file is missing or has the wrong checksum.
        """
        checksums = _checksums(directory)
        paths, checked = {}, 0
        for part in PARTS:
            path = directory / f"{wiki}.{part}"
            compressed = path.with_name(path.name + ".gz")
            if path.is_file():
                checked += _verify(path, checksums)
            elif compressed.is_file():
                checked += _verify(compressed, checksums)
                path = _decompress(compressed, work / path.name)
                checked += _verify(path, checksums)
            else:
                raise PublishedFileError(path, "does not exist, and neither does the same file with .gz")
            paths[part] = path
        return cls(paths, checked)

    def rows(self, part: str) -> Iterator[tuple[str, bytes]]:
        """Yield the keys and values of a table.

        Raises:
            PublishedFileError: The file is not an SQLite table in the expected layout.
        """
        path = self.paths[part]
        uri = f"file:{quote(str(path.absolute()))}?mode=ro&immutable=1"
        try:
            with closing(sqlite3.connect(uri, uri=True)) as connection:
                for key, value in connection.execute("SELECT key, value FROM unnamed"):
                    if not isinstance(key, str) or not isinstance(value, bytes):
                        raise PublishedFileError(path, f"row {key!r:.200} must have a text key and a BLOB value")
                    yield key, value
        except sqlite3.Error as error:
            raise PublishedFileError(path, f"the table `unnamed` cannot be read: {error}") from error


def _checksums(directory: Path) -> dict[str, str]:
    """Return SHA-256 by file name, from all small files that consist of lines with a checksum and a name."""
    found: dict[str, str] = {}
    try:
        paths = [path for path in sorted(directory.iterdir()) if path.is_file()]
    except OSError as error:
        raise PublishedFileError(directory, error.strerror or str(error)) from error
    for path in paths:
        if path.stat().st_size > _MAX_CHECKSUM_FILE_BYTES or path.suffix in (".sqlite", ".gz", ".json"):
            continue
        lines = [line.strip() for line in path.read_text(encoding="utf-8", errors="replace").splitlines()]
        matches = [_CHECKSUM_LINE.fullmatch(line) for line in lines if line]
        if all(matches):
            found |= {match[2]: match[1].lower() for match in matches if match}
    return found


def _verify(path: Path, checksums: dict[str, str]) -> bool:
    wanted = checksums.get(path.name)
    if wanted is None:
        return False
    found = sha256_of(path)
    if found != wanted:
        raise PublishedFileError(
            path, f"has the SHA-256 {found}, but its checksum file says {wanted}; download it again"
        )
    return True


def _decompress(compressed: Path, destination: Path) -> Path:
    try:
        with naming_file(destination), gzip.open(compressed) as source, destination.open("wb") as target:
            shutil.copyfileobj(source, target, 1 << 20)
    except (gzip.BadGzipFile, EOFError, zlib.error) as error:
        raise PublishedFileError(compressed, f"cannot be decompressed: {error}; download it again") from error
    return destination
