"""A bundle of the sample wiki with the small models of the golden answers: it is built in seconds."""

from __future__ import annotations

import json
import shutil
from dataclasses import replace
from pathlib import Path

from linking.acceptance import ACCEPTANCE
from linking.bundle.manifest import Limits
from linking.bundle.names import MANIFEST
from linking.features.definitions import NAMES
from linking.recommender import MODEL
from linking.text.folding import FOLDING_VERSION
from tests.golden import golden
from tests.helpers.linking.bundles import VERSION, make_manifest
from training.knowledge.lookup_builder import COUNTS

WIKI = "samplewiki"


def write_sample_bundle(data_dir: Path, work: Path) -> None:
    """Write the bundle, and make it the current one.

    Args:
        data_dir: The data directory.
        work: An empty directory for what the lookups are built from.
    """
    lookups = golden.build_lookups(work)
    directory = data_dir / WIKI / VERSION
    directory.parent.mkdir(parents=True)
    shutil.move(lookups, directory)
    shutil.copy(golden.MODEL, directory / MODEL)
    shutil.copy(golden.ACCEPTANCE_MODEL, directory / ACCEPTANCE)
    limits = Limits(json.loads((directory / COUNTS).read_text())["longest_anchor"], 10)
    manifest = replace(
        make_manifest(directory, WIKI), language="en", features=NAMES, folding=FOLDING_VERSION, limits=limits
    )
    for path in (directory / MANIFEST, data_dir / WIKI / MANIFEST):
        path.write_bytes(manifest.dumps())
