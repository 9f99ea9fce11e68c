"""The checksum by which clients learn that a wiki's answers may have changed: `meta.dataset_checksums.model`.

It depends on everything that decides an answer to a given request: the bundle's files, how they are read, the rules in
force, and the version of the recommender. It does not depend on what people read, such as the report of the training
run and the comments of rules, nor on names and times. So the same data published again keeps its checksum.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict

from linking.bundle.manifest import Manifest
from linking.bundle.names import REPORT_FILES
from linking.rules.model import LIST_KEYS, NUMBER_KEYS, Rule

ANSWERS_VERSION = 1
"""Version of the recommender. Raise it with a change of the code that changes answers from the same bundle."""

MODEL_KEY = "model"
"""The member of `dataset_checksums` that the client compares."""


def dataset_checksums(manifest: Manifest, rules: Iterable[Rule]) -> Mapping[str, str]:
    """Return `meta.dataset_checksums`, which clients store with each answer, so it has no more than they compare."""
    return {MODEL_KEY: answers_checksum(manifest, rules)}


def answers_checksum(manifest: Manifest, rules: Iterable[Rule]) -> str:
    """Return the checksum of everything that decides the answers from a bundle.

    Args:
        manifest: The bundle's manifest.
        rules: The rules in force on the wiki.

    Returns:
        A SHA-256 in lower-case hexadecimal. docs/reference/bundle.md defines what it covers.
    """
    covered = {
        "answers": ANSWERS_VERSION,
        "format": manifest.format,
        "wiki": manifest.wiki,
        "features": list(manifest.features),
        "folding": manifest.folding,
        "limits": asdict(manifest.limits),
        "files": {name: entry.sha256 for name, entry in manifest.files.items() if name not in REPORT_FILES},
        "rules": sorted(map(_deciding_members, rules)),
    }
    return hashlib.sha256(json.dumps(covered, sort_keys=True).encode()).hexdigest()


def _deciding_members(rule: Rule) -> str:
    """Return the members of a rule that suppress links, without its name and its explanations."""
    lists = {name: sorted(set(values)) for name in LIST_KEYS if (values := getattr(rule, name))}
    numbers = {name: float(value) for name in NUMBER_KEYS if (value := getattr(rule, name)) is not None}
    return json.dumps(lists | numbers, sort_keys=True)
