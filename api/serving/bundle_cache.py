"""The bundles that a worker has open: opened on first use, replaced by newer versions, limited in number.

A background thread looks for new versions. No request waits for a new version to load, and an unusable new version
fails no request.
"""

from __future__ import annotations

import logging
import threading
import time
from collections import OrderedDict
from collections.abc import Hashable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from api.errors import BundleUnavailableError, UnknownWikiError
from api.serving.events import ServingEvents
from api.serving.periodic_task import PeriodicTask
from api.serving.public_reason import public_reason
from api.serving.rules_watcher import RulesState, RulesWatcher
from api.stores.catalog import Catalog, LoadedBundle, with_compiled_rules
from linking.errors import LinkingError
from linking.rules.model import EffectiveRules

CHECK_SECONDS = 1.5
"""Interval between two looks for new versions. A new version must be served within 5 seconds, loading included."""

RETRY_SECONDS = 10.0
"""Interval between two attempts to open the same unusable version: its missing files may have arrived meanwhile."""

_LOST, _OLDER = "lost", "older"
"""Signatures that no published version has: of a bundle that the store has lost, and of one that is not the current."""

_log = logging.getLogger("linkrecommendation.registry")


@dataclass(slots=True)
class _CachedBundle:
    """An open bundle.

    Attributes:
        bundle: The bundle, with the rules in force.
        signature: The catalog's signature of the version.
        rules: The rules that `bundle` has compiled.
        users: Number of requests that use the bundle.
        retired: True once the cache has dropped the bundle; its last user then closes it.
    """

    bundle: LoadedBundle
    signature: Hashable
    rules: EffectiveRules
    users: int = 0
    retired: bool = False


@dataclass(frozen=True, slots=True)
class _Failure:
    signature: Hashable
    at: float
    reason: str


@dataclass(frozen=True, slots=True)
class BundleState:
    """The state of a wiki's bundle in this worker.

    Attributes:
        loaded: Version that is open; empty if none is.
        failure: Why the published version is not open, without addresses; empty if it is.
    """

    loaded: str = ""
    failure: str = ""


class BundleCache:
    """Open bundles by wiki. Thread-safe. Use it only after the fork: open files must not be shared with a parent.

    Args:
        catalog: The published bundles.
        max_open: How many bundles may be open; the least recently used is closed first.
    """

    def __init__(self, catalog: Catalog, max_open: int, events: ServingEvents | None = None) -> None:
        self.catalog = catalog
        self._max_open = max_open
        self._events = events or ServingEvents()
        self._rules = RulesWatcher(catalog.rules, self._events)
        self._open: OrderedDict[str, _CachedBundle] = OrderedDict()
        self._failures: dict[str, _Failure] = {}
        self._lock = threading.Lock()  # guards the two dictionaries; never held while loading
        self._loading = threading.Lock()
        self._checks = PeriodicTask("looking for new versions", CHECK_SECONDS, self.check, _log)

    def wikis(self) -> Sequence[str]:
        """Return the wikis that have a bundle; none if the store cannot be read."""
        try:
            return self.catalog.wikis()
        except LinkingError as error:
            _log.error("data directory cannot be read", extra={"error.message": str(error)})
            return ()

    def find(self, names: Sequence[str]) -> str:
        """Return the first of some wikis that is open or has a bundle; the first one if none has."""
        lost = []
        for name in names if len(names) > 1 else ():
            try:
                if self._has_bundle(name):
                    return name
            except LinkingError:  # `use` reports it
                lost.append(name)
        return (*lost, *names)[0]

    @contextmanager
    def use(self, wiki: str) -> Iterator[LoadedBundle]:
        """Provide the wiki's bundle, which stays open until the block ends.

        Raises:
            UnknownWikiError: If the wiki has no bundle.
            BundleUnavailableError: If its bundle cannot be used.
        """
        cached = self._acquire(wiki) or self._load_first(wiki)
        try:
            yield cached.bundle
        finally:
            self._release(cached)

    def states(self) -> Mapping[str, BundleState]:
        """Return the state of each wiki that was requested."""
        with self._lock:
            loaded = {wiki: cached.bundle.manifest.version for wiki, cached in self._open.items()}
            failures = {wiki: failure.reason for wiki, failure in self._failures.items()}
        return {wiki: BundleState(loaded.get(wiki, ""), failures.get(wiki, "")) for wiki in loaded | failures}

    def rules_state(self, wiki: str) -> RulesState:
        """Return the state of a wiki's rules, which the background thread keeps current from now on."""
        self._checks.start()
        return self._rules.state(wiki)

    def close(self) -> None:
        """Stop looking for new versions, and close all bundles as soon as they are unused."""
        self._checks.stop()
        with self._lock:
            wikis = list(self._open)
        for wiki in wikis:
            self._drop(wiki)

    def check(self) -> None:
        """Load new versions and rules of all open bundles. The background thread calls this every CHECK_SECONDS."""
        with self._lock:
            signatures = {wiki: cached.signature for wiki, cached in self._open.items()}
        self._rules.refresh()
        for wiki, known in signatures.items():
            try:
                signature = self.catalog.signature(wiki)
                withdrawn = signature is None and self.catalog.is_withdrawn(wiki)
            except LinkingError as error:
                self._note_lost(wiki, public_reason(error), str(error))
                continue
            if withdrawn:
                self._drop(wiki)
                _log.info("bundle is gone", extra={"wiki": wiki})
            elif signature is None:
                self._note_lost(wiki, "its directory is missing", "its directory is missing")
            elif signature == known or self._recent_failure(wiki, signature):
                self._forget_loss(wiki)
                self._update_rules(wiki)
            else:
                self._replace(wiki, signature)

    def _note_lost(self, wiki: str, reason: str, message: str) -> None:
        """Record that the store has lost an open bundle, which stays in use."""
        with self._lock:
            known = self._failures.get(wiki)
            self._failures[wiki] = _Failure(_LOST, time.monotonic(), reason)
        if known is None or known.signature is not _LOST:
            self._events.bundle_failed(wiki)
            _log.error("bundle is lost and stays in use", extra={"wiki": wiki, "error.message": message})

    def _forget_loss(self, wiki: str) -> None:
        with self._lock:
            if wiki in self._failures and self._failures[wiki].signature is _LOST:
                del self._failures[wiki]

    def _has_bundle(self, wiki: str) -> bool:
        with self._lock:
            if wiki in self._open:
                return True
        return self.catalog.signature(wiki) is not None

    def _acquire(self, wiki: str) -> _CachedBundle | None:
        with self._lock:
            cached = self._open.get(wiki)
            if cached is not None:
                self._open.move_to_end(wiki)
                cached.users += 1
            return cached

    def _release(self, cached: _CachedBundle) -> None:
        with self._lock:
            cached.users -= 1
            unused = cached.retired and not cached.users
        if unused:
            cached.bundle.recommender.close()

    def _load_first(self, wiki: str) -> _CachedBundle:
        """Load the bundle of a wiki that is not open, unless another thread has just done so."""
        try:
            signature = self.catalog.signature(wiki)
        except LinkingError as error:
            _log.error("bundles cannot be read", extra={"error.message": str(error)})
            raise BundleUnavailableError(wiki, public_reason(error)) from error
        if signature is None:
            raise UnknownWikiError(wiki, self.wikis())
        with self._loading:
            cached = self._acquire(wiki)
            if cached is not None:
                return cached
            failure = self._recent_failure(wiki, signature)
            if failure is not None:
                raise BundleUnavailableError(wiki, failure.reason)
            try:
                cached = self._load(wiki, signature)
            except LinkingError as error:
                older = self._load_older(wiki)
                if older is None:
                    raise BundleUnavailableError(wiki, public_reason(error)) from error
                cached, failure = older, self._recent_failure(wiki, signature)
            cached.users = 1
            self._insert(wiki, cached, failure)
            return cached

    def _load_older(self, wiki: str) -> _CachedBundle | None:
        """Load the newest version that can be used, if the current one cannot."""
        try:
            rules, versions = self._rules.current(wiki), self.catalog.older_versions(wiki)
        except LinkingError:
            return None
        for version in versions:
            start = time.monotonic()
            try:
                bundle = with_compiled_rules(self.catalog.open_older(wiki, version), rules)
            except LinkingError as error:
                _log.error("bundle cannot be used", extra={"wiki": wiki, "error.message": str(error)})
                continue
            self._events.bundle_loaded(wiki, version, time.monotonic() - start)
            self._events.fell_back(wiki)
            _log.error("an older bundle is used instead of the current one", extra={"wiki": wiki, "version": version})
            return _CachedBundle(bundle, _OLDER, rules)
        return None

    def _replace(self, wiki: str, signature: Hashable) -> None:
        with self._loading:
            try:
                cached = self._load(wiki, signature)
            except LinkingError:
                return  # already logged and counted; the old version stays open
            self._insert(wiki, cached)

    def _update_rules(self, wiki: str) -> None:
        cached = self._acquire(wiki)
        if cached is None:
            return
        try:
            rules = self._rules.current(wiki)
            if rules is not cached.rules:
                cached.bundle, cached.rules = with_compiled_rules(cached.bundle, rules), rules
        except LinkingError as error:  # the old rules stay in force until the next check
            _log.error("rules cannot be made ready", extra={"wiki": wiki, "error.message": str(error)})
        finally:
            self._release(cached)

    def _load(self, wiki: str, signature: Hashable) -> _CachedBundle:
        rules = self._rules.current(wiki)  # first, because without usable rules the bundle must not be served
        start = time.monotonic()
        try:
            bundle = with_compiled_rules(self.catalog.open(wiki), rules)
        except LinkingError as error:
            with self._lock:
                self._failures[wiki] = _Failure(signature, time.monotonic(), public_reason(error))
            self._events.bundle_failed(wiki)
            _log.error("bundle cannot be used", extra={"wiki": wiki, "error.message": str(error)})
            raise
        seconds = time.monotonic() - start
        version = bundle.manifest.version
        self._events.bundle_loaded(wiki, version, seconds)
        _log.info("bundle loaded", extra={"wiki": wiki, "version": version, "event.duration": int(seconds * 1e9)})
        return _CachedBundle(bundle, signature, rules)

    def _insert(self, wiki: str, cached: _CachedBundle, failure: _Failure | None = None) -> None:
        with self._lock:
            self._failures.pop(wiki, None)
            if failure is not None:
                self._failures[wiki] = failure
            replaced = self._open.pop(wiki, None)
            evicted = [self._open.popitem(last=False)[1] for _ in range(len(self._open) + 1 - self._max_open)]
            self._open[wiki] = cached
        for old in (*evicted, *([replaced] if replaced else [])):
            self._retire(old)
        self._checks.start()

    def _drop(self, wiki: str) -> None:
        with self._lock:
            cached = self._open.pop(wiki, None)
            self._failures.pop(wiki, None)
        if cached:
            self._retire(cached)

    def _retire(self, cached: _CachedBundle) -> None:
        """Close a dropped bundle, now or when its last user releases it."""
        with self._lock:
            cached.retired = True
            unused = not cached.users
        if unused:
            cached.bundle.recommender.close()

    def _recent_failure(self, wiki: str, signature: Hashable) -> _Failure | None:
        with self._lock:
            failure = self._failures.get(wiki)
        if failure is None or failure.signature != signature or time.monotonic() - failure.at > RETRY_SECONDS:
            return None
        return failure
