"""The digest by which a program notices that the compiled modules are older than their sources."""

from __future__ import annotations

import hashlib
from pathlib import Path

_SUFFIXES = (".pyx", ".pxd", ".pxi")


def digest(directory: Path) -> str:
    """Return a digest of the names and contents of the Cython sources in a directory."""
    found = hashlib.sha256()
    for path in sorted(path for path in directory.iterdir() if path.suffix in _SUFFIXES):
        content = path.read_bytes()
        found.update(f"{path.name} {len(content)}\n".encode() + content)
    return found.hexdigest()
