"""`<data dir>/index.json`: which wikis a data directory has, for readers that cannot list it (HTTP)."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from pathlib import Path

from linking.bundle.atomic_files import write_atomically
from linking.bundle.bundle import list_wikis
from linking.bundle.errors import BundleError, FormatError
from linking.bundle.manifest import parse_manifest
from linking.bundle.names import MANIFEST, version_name, wiki_name
from linking.bundle.strict_json import JsonFields

INDEX = "index.json"
_FORMAT = 1


def current_versions(data_dir: Path) -> dict[str, str]:
    """Current version by wiki. A wiki whose manifest cannot be read is left out: it cannot be fetched either."""
    versions = {}
    for wiki in list_wikis(data_dir):
        try:
            versions[wiki] = parse_manifest((data_dir / wiki / MANIFEST).read_bytes()).version
        except (OSError, BundleError):
            continue
    return versions


def write_index(data_dir: Path, without: Collection[str] = ()) -> None:
    """Write the index anew from what is there. Raises OSError."""
    versions = {wiki: version for wiki, version in current_versions(data_dir).items() if wiki not in without}
    value = {"format": _FORMAT, "wikis": versions}
    write_atomically(data_dir / INDEX, (json.dumps(value, indent=1) + "\n").encode())


def parse_index(content: bytes) -> Mapping[str, str]:
    """Version by wiki. Raises BundleError where the content is no index or holds a name that is not allowed."""
    try:
        value = json.loads(content.decode())
    except (ValueError, RecursionError) as error:
        raise BundleError(f"{INDEX} is not readable as JSON: {error}") from error
    fields = JsonFields(value)
    found = fields.take("format")
    if found != _FORMAT:
        raise FormatError(found, _FORMAT)
    return {wiki_name(wiki): version_name(str(version)) for wiki, version in fields.mapping("wikis").items()}
