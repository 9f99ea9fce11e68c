"""The bundles that are open in a worker: limited in number, and closed when nobody uses them any more."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Hashable, Mapping
from dataclasses import dataclass

from api.stores.catalog import LoadedBundle
from linking.rules.model import EffectiveRules


@dataclass(slots=True)
class OpenBundle:
    """An open bundle.

    Attributes:
        bundle: The bundle, with the rules in force.
        signature: The catalog's signature of the version.
        rules: The rules that `bundle` has compiled.
        users: Number of requests that use the bundle.
        retired: True once the bundle has been dropped; its last user then closes it.
    """

    bundle: LoadedBundle
    signature: Hashable
    rules: EffectiveRules
    users: int = 0
    retired: bool = False


class OpenBundles:
    """Open bundles by wiki. Thread-safe.

    Args:
        max_open: How many bundles may be open; the least recently used is closed first.
    """

    def __init__(self, max_open: int) -> None:
        self._max_open = max_open
        self._open: OrderedDict[str, OpenBundle] = OrderedDict()
        self._lock = threading.Lock()

    def __contains__(self, wiki: str) -> bool:
        with self._lock:
            return wiki in self._open

    def signatures(self) -> Mapping[str, Hashable]:
        """Return the signature of each open bundle."""
        with self._lock:
            return {wiki: opened.signature for wiki, opened in self._open.items()}

    def versions(self) -> Mapping[str, str]:
        """Return the version of each open bundle."""
        with self._lock:
            return {wiki: opened.bundle.manifest.version for wiki, opened in self._open.items()}

    def acquire(self, wiki: str) -> OpenBundle | None:
        """Return the wiki's bundle, which stays open until `release`, or None if none is open."""
        with self._lock:
            opened = self._open.get(wiki)
            if opened is not None:
                self._open.move_to_end(wiki)
                opened.users += 1
            return opened

    def release(self, opened: OpenBundle) -> None:
        """End a use that `acquire` began."""
        with self._lock:
            opened.users -= 1
            unused = opened.retired and not opened.users
        if unused:
            opened.bundle.recommender.close()

    def insert(self, wiki: str, opened: OpenBundle) -> None:
        """Add a bundle. It replaces the wiki's open one, and the least recently used ones make room."""
        with self._lock:
            replaced = self._open.pop(wiki, None)
            evicted = [self._open.popitem(last=False)[1] for _ in range(len(self._open) + 1 - self._max_open)]
            self._open[wiki] = opened
        for old in (*evicted, *([replaced] if replaced else [])):
            self._retire(old)

    def drop(self, wiki: str) -> None:
        """Remove the wiki's bundle, if it is open."""
        with self._lock:
            opened = self._open.pop(wiki, None)
        if opened:
            self._retire(opened)

    def _retire(self, opened: OpenBundle) -> None:
        """Close a dropped bundle, now or when its last user releases it."""
        with self._lock:
            opened.retired = True
            unused = not opened.users
        if unused:
            opened.bundle.recommender.close()
