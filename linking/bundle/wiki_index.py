"""`<data dir>/index.json`: the wikis of a data directory, for readers that cannot list it because they use HTTP."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from pathlib import Path
from typing import Any

import msgspec

from linking.bundle.atomic_files import write_atomically
from linking.bundle.bundle import list_wikis
from linking.bundle.errors import BundleError, FormatError
from linking.bundle.manifest import parse_manifest
from linking.bundle.names import MANIFEST, check_version_name, check_wiki_name

INDEX = "index.json"
_FORMAT = 1


def current_versions(data_dir: Path) -> dict[str, str]:
    """Return the current version of each wiki. Wikis with an unreadable manifest, which nobody can fetch, are left out.

    Raises:
        DataDirectoryError: If the data directory cannot be read.
    """
    versions = {}
    for wiki in list_wikis(data_dir):
        try:
            versions[wiki] = parse_manifest((data_dir / wiki / MANIFEST).read_bytes()).version
        except (OSError, BundleError):
            continue
    return versions


def write_index(data_dir: Path, without: Collection[str] = ()) -> None:
    """Write the index of a data directory.

    Args:
        data_dir: The data directory.
        without: Wikis that the index must not list although they are there.

    Raises:
        DataDirectoryError: If the data directory cannot be read.
        OSError: If the index cannot be written.
    """
    versions = {wiki: version for wiki, version in current_versions(data_dir).items() if wiki not in without}
    value = {"format": _FORMAT, "wikis": versions}
    write_atomically(data_dir / INDEX, (json.dumps(value, indent=1) + "\n").encode())


def parse_index(content: bytes) -> Mapping[str, str]:
    """Read the content of an index.

    Returns:
        The current version of each wiki.

    Raises:
        FormatError: If the index has another format.
        InvalidNameError: If it has a name that no wiki or version can have.
        BundleError: If the content is not an index.
    """
    try:
        members = msgspec.json.decode(content, type=dict[str, Any])
        if members.get("format") != _FORMAT:
            raise FormatError(members.get("format"), _FORMAT)
        wikis = msgspec.convert(members.get("wikis"), dict[str, str])
    except (msgspec.MsgspecError, ValueError, RecursionError) as error:
        raise BundleError(f"{INDEX} is not an index of wikis: {error}") from error
    return {check_wiki_name(wiki): check_version_name(version) for wiki, version in wikis.items()}
