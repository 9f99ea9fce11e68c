"""The bundles that a worker has open: opened on first use, replaced by newer versions, limited in number.

A background thread looks for new versions. No request waits for a new version to load, and an unusable new version
fails no request.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Hashable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from api.errors import BundleUnavailableError, UnknownWikiError
from api.serving.bundle_loader import BundleLoader
from api.serving.events import ServingEvents
from api.serving.open_bundles import OpenBundle, OpenBundles
from api.serving.periodic_task import PeriodicTask
from api.serving.public_reason import public_reason
from api.serving.request_trace import current_trace
from api.serving.rules_watcher import RulesState, RulesWatcher
from api.stores.catalog import Catalog, LoadedBundle
from linking.errors import LinkingError

CHECK_SECONDS = 1.5
"""Interval between two looks for new versions. A new version must be served within 5 seconds, loading included."""

_log = logging.getLogger("linkrecommendation.registry")


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
        self.catalog, self.max_open = catalog, max_open
        events = events or ServingEvents()
        self._rules = RulesWatcher(catalog.rules, events)
        self._loader = BundleLoader(catalog, self._rules, events)
        self._open = OpenBundles(max_open)
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
        opened = self._open.acquire(wiki) or self._load_first(wiki)
        try:
            yield opened.bundle
        finally:
            self._open.release(opened)

    def states(self) -> Mapping[str, BundleState]:
        """Return the state of each wiki that was requested."""
        loaded = self._open.versions()
        failures = {wiki: failure.reason for wiki, failure in self._loader.failures().items()}
        return {wiki: BundleState(loaded.get(wiki, ""), failures.get(wiki, "")) for wiki in {**loaded, **failures}}

    def rules_state(self, wiki: str) -> RulesState:
        """Return the state of a wiki's rules, which the background thread keeps current from now on."""
        self._checks.start()
        return self._rules.state(wiki)

    def close(self) -> None:
        """Stop looking for new versions, and close all bundles as soon as they are unused."""
        self._checks.stop()
        for wiki in self._open.versions():
            self._drop(wiki)

    def check(self) -> None:
        """Load new versions and rules of all open bundles. The background thread calls this every CHECK_SECONDS."""
        signatures = self._open.signatures()
        self._rules.refresh()
        for wiki, known in signatures.items():
            try:
                signature = self.catalog.signature(wiki)
                withdrawn = signature is None and self.catalog.is_withdrawn(wiki)
            except LinkingError as error:
                self._loader.note_lost(wiki, public_reason(error), str(error))
                continue
            if withdrawn:
                self._drop(wiki)
                _log.info("bundle is gone", extra={"wiki": wiki})
            elif signature is None:
                self._loader.note_lost(wiki, "its directory is missing", "its directory is missing")
            elif signature == known or self._loader.recent_failure(wiki, signature):
                self._loader.note_found(wiki)
                self._update_rules(wiki)
            else:
                self._replace(wiki, signature)

    def _has_bundle(self, wiki: str) -> bool:
        return wiki in self._open or self.catalog.signature(wiki) is not None

    def _load_first(self, wiki: str) -> OpenBundle:
        """Load the bundle of a wiki that is not open, unless another thread has just done so."""
        try:
            signature = self.catalog.signature(wiki)
        except LinkingError as error:
            _log.error("bundles cannot be read", extra={"error.message": str(error)})
            raise BundleUnavailableError(wiki, public_reason(error)) from error
        if signature is None:
            raise UnknownWikiError(wiki, self.wikis())
        with current_trace.get().stage("open"), self._loading:
            opened = self._open.acquire(wiki)
            if opened is not None:
                return opened
            failure = self._loader.recent_failure(wiki, signature)
            if failure is not None:
                raise BundleUnavailableError(wiki, failure.reason)
            try:
                opened = self._loader.load(wiki, signature)
            except LinkingError as error:
                opened = self._loader.load_older(wiki)
                if opened is None:
                    raise BundleUnavailableError(wiki, public_reason(error)) from error
            opened.users = 1
            self._insert(wiki, opened)
            return opened

    def _replace(self, wiki: str, signature: Hashable) -> None:
        with self._loading:
            try:
                opened = self._loader.load(wiki, signature)
            except LinkingError:
                return  # already logged and counted; the old version stays open
            self._insert(wiki, opened)

    def _update_rules(self, wiki: str) -> None:
        opened = self._open.acquire(wiki)
        if opened is None:
            return
        try:
            self._loader.update_rules(wiki, opened)
        finally:
            self._open.release(opened)

    def _insert(self, wiki: str, opened: OpenBundle) -> None:
        self._open.insert(wiki, opened)
        self._checks.start()

    def _drop(self, wiki: str) -> None:
        self._open.drop(wiki)
        self._loader.forget(wiki)
