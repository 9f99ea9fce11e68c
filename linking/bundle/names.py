"""Names that come from outside and end in paths, addresses and tables: which are allowed."""

from __future__ import annotations

import re

from linking.bundle.errors import NameInvalidError

# Database names of wikis: kwwiki, be_x_oldwiki. No dots and no slashes, so that none can leave a directory.
_WIKI = re.compile(r"[a-z][a-z0-9_]{1,62}")
_VERSION = re.compile(r"[0-9]{8}T[0-9]{6}Z")
_FILE = re.compile(r"[a-z][a-z0-9_-]*(\.[a-z0-9_-]+)*")
_LONGEST_FILE_NAME = 100

MANIFEST = "manifest.json"
RULES_FILE = "rules.yaml"
"""In the data directory, for all wikis, and in the directory of a wiki, beside its versions: edited by hand."""


def is_wiki(name: str) -> bool:
    """Whether the name can be a wiki's database name."""
    return _WIKI.fullmatch(name) is not None


def is_version(name: str) -> bool:
    """Whether the name can be a bundle version: a UTC time such as 20261123T101500Z."""
    return _VERSION.fullmatch(name) is not None


def is_file(name: str) -> bool:
    """Whether the name can be one of a bundle's files; the manifest lies beside them and is not one."""
    return len(name) <= _LONGEST_FILE_NAME and _FILE.fullmatch(name) is not None and name != MANIFEST


def wiki_name(name: str) -> str:
    """Return the name. Raises NameInvalidError where it is not a wiki's."""
    if not is_wiki(name):
        raise NameInvalidError("wiki", name)
    return name


def version_name(name: str) -> str:
    """Return the name. Raises NameInvalidError where it is not a version's."""
    if not is_version(name):
        raise NameInvalidError("version", name)
    return name


def file_name(name: str) -> str:
    """Return the name. Raises NameInvalidError where it is not one of a bundle's files."""
    if not is_file(name):
        raise NameInvalidError("file", name)
    return name
