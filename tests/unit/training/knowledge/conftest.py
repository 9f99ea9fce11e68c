"""A small wiki that the tests of the lookups share, with its tries whole and in shards."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from linking.store.lookups import Lookups
from tests.helpers.training.counted import CountedWiki
from training.runtime import lookup_files

PAGES = {
    "Fal": "A river.",
    "Fal (god)": "A god.",
    "Kernow": "A county, of old.",
    "Old Fal": "#REDIRECT [[Fal]]",
    "One": "The [[Fal]] is a river; Fal, fal. In [[Kernow]].",
    "Two": "The [[Fal]] in [[Kernow]] and the [[Fal (god)|Fal]].",
    "Three": "Fal. By the [[Old Fal|river]] in [[Kernow]]. By the [[Fal|water]].",
}


@pytest.fixture(scope="module", params=[lookup_files.KEYS_PER_SHARD, 2], ids=["whole tries", "tries in shards"])
def counted(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[CountedWiki]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(lookup_files, "KEYS_PER_SHARD", request.param)
        yield CountedWiki(tmp_path_factory.mktemp("wiki"), PAGES)


@pytest.fixture(scope="module")
def opened(counted: CountedWiki) -> Lookups:
    return counted.open()
