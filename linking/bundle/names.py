"""Names that may become part of a path, a URL or an SQL statement: which ones are valid."""

from __future__ import annotations

import re

from linking.bundle.errors import InvalidNameError

# Database names of wikis, such as kwwiki and be_x_oldwiki. Without dots and slashes no name can leave a directory.
_WIKI = re.compile(r"[a-z][a-z0-9_]{1,62}")
_VERSION = re.compile(r"[0-9]{8}T[0-9]{6}Z")
_FILE = re.compile(r"[a-z][a-z0-9_-]*(\.[a-z0-9_-]+)*")
_MAX_FILE_NAME_LENGTH = 100
_WIKI_OF_FILE = re.compile(
    r"([a-z][a-z0-9_]*wik(?:i|ibooks|imedia|inews|iquote|isource|iversity|ivoyage|tionary))(?=[-.])"
)

MANIFEST = "manifest.json"
REPORT_HTML, REPORT_JSON = "report.html", "report.json"
REPORT_FILES = (REPORT_HTML, REPORT_JSON)
"""Files of a bundle with figures of its training. Answers do not depend on them."""

RULES_FILE = "rules.yaml"
"""Name of a file of rules, which people edit: in the data directory for all wikis, in a wiki's directory for that wiki.
"""


def is_wiki_name(name: str) -> bool:
    """Return True if the name can be the database name of a wiki."""
    return _WIKI.fullmatch(name) is not None


def is_version_name(name: str) -> bool:
    """Return True if the name can be a version of a bundle: a time in UTC such as 20261123T101500Z."""
    return _VERSION.fullmatch(name) is not None


def is_file_name(name: str) -> bool:
    """Return True if the name can be listed as a file in a manifest. The manifest does not list itself."""
    return len(name) <= _MAX_FILE_NAME_LENGTH and _FILE.fullmatch(name) is not None and name != MANIFEST


def wiki_of_file(name: str) -> str | None:
    """Return the database name with which the name of a file begins, as in "kwwiki-20261101-page_props.sql.gz"."""
    match = _WIKI_OF_FILE.match(name)
    return match[1] if match else None


def wiki_word(name: str) -> str:
    """Return a database name in the form that compares equal for one wiki: "MyWiki" is trained as "mywiki"."""
    return name.lower().replace("-", "_")


def check_wiki_name(name: str) -> str:
    """Return the name.

    Raises:
        InvalidNameError: If it cannot be the database name of a wiki.
    """
    if not is_wiki_name(name):
        raise InvalidNameError("wiki", name)
    return name


def check_version_name(name: str) -> str:
    """Return the name.

    Raises:
        InvalidNameError: If it cannot be a version of a bundle.
    """
    if not is_version_name(name):
        raise InvalidNameError("version", name)
    return name


def check_file_name(name: str) -> str:
    """Return the name.

    Raises:
        InvalidNameError: If it cannot be listed as a file in a manifest.
    """
    if not is_file_name(name):
        raise InvalidNameError("file", name)
    return name
