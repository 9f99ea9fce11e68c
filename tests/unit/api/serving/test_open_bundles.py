"""A bundle is closed once it has been dropped and nobody uses it."""

from __future__ import annotations

import pytest

from api.serving.open_bundles import OpenBundle, OpenBundles
from linking.rules.model import EffectiveRules, Rules, merge_rules
from tests.helpers.api.fakes import VERSION, FakeCatalog

RULES: EffectiveRules = merge_rules(Rules(), Rules())


class Opened:
    """Bundles of fake recommenders, which know whether they are closed."""

    def __init__(self) -> None:
        self.catalog = FakeCatalog(versions=dict.fromkeys(("awiki", "bwiki", "cwiki"), VERSION))

    def open(self, wiki: str) -> OpenBundle:
        return OpenBundle(self.catalog.open(wiki), f"signature of {wiki}", RULES)

    def closed(self) -> list[str]:
        return [wiki for wiki, recommender in self.catalog.opened if recommender.closed]


@pytest.fixture
def opened() -> Opened:
    return Opened()


def test_open_bundles_are_known_by_wiki(opened: Opened) -> None:
    bundles = OpenBundles(2)
    bundle = opened.open("awiki")
    bundles.insert("awiki", bundle)
    assert "awiki" in bundles
    assert "bwiki" not in bundles
    assert bundles.versions() == {"awiki": VERSION}
    assert bundles.signatures() == {"awiki": "signature of awiki"}
    assert bundles.acquire("awiki") is bundle
    assert bundles.acquire("bwiki") is None


def test_the_least_recently_acquired_bundle_makes_room(opened: Opened) -> None:
    bundles = OpenBundles(2)
    for wiki in ("awiki", "bwiki"):
        bundles.insert(wiki, opened.open(wiki))
    first = bundles.acquire("awiki")
    assert first is not None
    bundles.release(first)
    bundles.insert("cwiki", opened.open("cwiki"))
    assert set(bundles.versions()) == {"awiki", "cwiki"}
    assert opened.closed() == ["bwiki"]


@pytest.mark.parametrize("replaces", [True, False], ids=["replaced", "dropped"])
def test_the_last_user_closes_a_bundle_that_is_gone(opened: Opened, replaces: bool) -> None:
    bundles = OpenBundles(2)
    bundles.insert("awiki", opened.open("awiki"))
    first, second = bundles.acquire("awiki"), bundles.acquire("awiki")
    assert first is second is not None
    if replaces:
        bundles.insert("awiki", opened.open("awiki"))
    else:
        bundles.drop("awiki")
    bundles.release(first)
    assert opened.closed() == []
    bundles.release(second)
    assert opened.closed() == ["awiki"]
    assert ("awiki" in bundles) is replaces


def test_an_unused_bundle_is_closed_when_it_is_dropped(opened: Opened) -> None:
    bundles = OpenBundles(2)
    bundles.insert("awiki", opened.open("awiki"))
    bundles.drop("awiki")
    bundles.drop("bwiki")
    assert opened.closed() == ["awiki"]
