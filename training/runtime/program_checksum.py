"""A checksum of the program and of the libraries on which the output of its steps depends."""

from __future__ import annotations

import hashlib
import sys
from functools import cache
from importlib.metadata import version
from pathlib import Path

_PACKAGES = ("linking", "training")
_ROOT = Path(__file__).resolve().parents[2]
_LIBRARIES = ("Babel", "duckdb", "marisa-trie", "mwparserfromhell", "numpy", "regex", "wikitextparser")
_NO_CODE = frozenset({".pyc", ".html", ".j2", ".css"})


@cache
def program_checksum() -> str:
    """Return a checksum that is another one if a file of linking or training, Python or a library is another one."""
    total = hashlib.sha256(sys.version.encode())
    for library in _LIBRARIES:
        total.update(f"{library} {version(library)}\n".encode())
    for package in _PACKAGES:
        for path in sorted((_ROOT / package).rglob("*")):
            if path.is_file() and path.suffix not in _NO_CODE:
                total.update(f"{path.relative_to(_ROOT)}\0".encode() + path.read_bytes())
    return total.hexdigest()
