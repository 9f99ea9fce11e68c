"""A small but complete bundle: real lookup files, and a model that scores by link probability and commonness."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import cache
from pathlib import Path

import numpy as np
import xgboost

from linking.acceptance import ACCEPTANCE
from linking.bundle.bundle import Bundle
from linking.bundle.names import MANIFEST
from linking.features.definitions import LINK_FEATURES, NAMES
from linking.recommender import MODEL
from linking.text.folding import FOLDING_VERSION
from tests.helpers.linking.acceptance_models import LINK_SCORES
from tests.helpers.linking.bundles import VERSION, make_manifest
from tests.helpers.linking.wiki_on_disk import WikiOnDisk

WIKI = WikiOnDisk(
    anchors={
        "paris": {"Paris": 90, "Paris (mythology)": 4},
        "france": {"France": 70},
        "rome": {"Rome": 60, "Roman Empire": 3},
        "seine": {"Seine": 12},
        "river": {"River": 5},
    },
    plain={"river": 60, "rome": 2, "paris": 3},
    redirects={"City of Light": "Paris"},
    articles=("Kernow",),
)

ARTICLES: Mapping[str, str] = {
    "Capitals": "'''Capitals''' of old.\n\nParis is the capital of France, on the river Seine.\n\n* Rome is older.\n",
    "Linked already": "[[Paris]] and [[City of Light|the city]]. France has more, and Rome too.",
    "Nothing": "",
    "Kernow": "{{Paris}} No mention in a template counts. == Rome ==\n",
}


@cache
def _model() -> bytes:
    random = np.random.default_rng(7)
    rows = random.random((2000, len(LINK_FEATURES)), np.float32)
    labels = rows[:, NAMES.index("link_probability")] * rows[:, NAMES.index("share")] > 0.25
    parameters = {"objective": "binary:logistic", "max_depth": 4, "nthread": 1}
    booster = xgboost.train(parameters, xgboost.DMatrix(rows, labels.astype(np.float32)), num_boost_round=20)
    return bytes(booster.save_raw("ubj"))


def write_complete_bundle(
    data_dir: Path, wiki: str = "tinywiki", version: str = VERSION, contents: WikiOnDisk = WIKI
) -> Bundle:
    """Write a version that can be served, and make it the current one."""
    directory = data_dir / wiki / version
    directory.mkdir(parents=True)
    longest = contents.write(directory)
    (directory / MODEL).write_bytes(_model())
    (directory / ACCEPTANCE).write_bytes(LINK_SCORES.to_json())
    manifest = make_manifest(directory, wiki, version)
    limits = replace(manifest.limits, longest_anchor=longest)
    manifest = replace(manifest, features=NAMES, folding=FOLDING_VERSION, limits=limits)
    for path in (directory / MANIFEST, data_dir / wiki / MANIFEST):
        path.write_bytes(manifest.dumps())
    return Bundle(directory, manifest)
