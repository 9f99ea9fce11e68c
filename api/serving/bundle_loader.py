"""Loads bundles with the rules in force, and remembers which of them cannot be used."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Hashable, Mapping
from dataclasses import dataclass

from api.serving.events import ServingEvents
from api.serving.open_bundles import OpenBundle
from api.serving.public_reason import public_reason
from api.serving.rules_watcher import RulesWatcher
from api.stores.catalog import Catalog, with_compiled_rules
from linking.errors import LinkingError

RETRY_SECONDS = 10.0
"""Interval between two attempts to open the same unusable version: its missing files may have arrived meanwhile."""

_LOST, _OLDER = "lost", "older"
"""Signatures that no published version has: of a bundle that the store has lost, and of one that is not the current."""

_log = logging.getLogger("linkrecommendation.registry")


@dataclass(frozen=True, slots=True)
class Failure:
    """Why a wiki's published bundle is not open.

    Attributes:
        signature: The catalog's signature of the version.
        at: When it failed: a value of `time.monotonic()`.
        reason: The reason, without addresses.
    """

    signature: Hashable
    at: float
    reason: str


class BundleLoader:
    """Loads the bundles of a catalog. Thread-safe."""

    def __init__(self, catalog: Catalog, rules: RulesWatcher, events: ServingEvents) -> None:
        self._catalog, self._rules, self._events = catalog, rules, events
        self._failures: dict[str, Failure] = {}
        self._lock = threading.Lock()  # guards the failures; never held while loading

    def load(self, wiki: str, signature: Hashable) -> OpenBundle:
        """Load a wiki's current version, and log and count the outcome.

        Raises:
            LinkingError: If it cannot be used. `recent_failure` then returns why.
        """
        rules = self._rules.current(wiki)  # first, because without usable rules the bundle must not be served
        start = time.monotonic()
        try:
            bundle = with_compiled_rules(self._catalog.open(wiki), rules)
        except LinkingError as error:
            with self._lock:
                self._failures[wiki] = Failure(signature, time.monotonic(), public_reason(error))
            self._events.bundle_failed(wiki)
            _log.error("bundle cannot be used", extra={"wiki": wiki, "error.message": str(error)})
            raise
        seconds = time.monotonic() - start
        version = bundle.manifest.version
        self.forget(wiki)
        self._events.bundle_loaded(wiki, version, seconds)
        _log.info("bundle loaded", extra={"wiki": wiki, "version": version, "event.duration": int(seconds * 1e9)})
        return OpenBundle(bundle, signature, rules)

    def load_older(self, wiki: str) -> OpenBundle | None:
        """Load the newest version that can be used, if the current one cannot."""
        try:
            rules, versions = self._rules.current(wiki), self._catalog.older_versions(wiki)
        except LinkingError:
            return None
        for version in versions:
            start = time.monotonic()
            try:
                bundle = with_compiled_rules(self._catalog.open_older(wiki, version), rules)
            except LinkingError as error:
                _log.error("bundle cannot be used", extra={"wiki": wiki, "error.message": str(error)})
                continue
            self._events.bundle_loaded(wiki, version, time.monotonic() - start)
            self._events.fell_back(wiki)
            _log.error("an older bundle is used instead of the current one", extra={"wiki": wiki, "version": version})
            return OpenBundle(bundle, _OLDER, rules)
        return None

    def update_rules(self, wiki: str, opened: OpenBundle) -> None:
        """Compile the rules in force for an open bundle, if they have changed."""
        try:
            rules = self._rules.current(wiki)
            if rules is not opened.rules:
                opened.bundle, opened.rules = with_compiled_rules(opened.bundle, rules), rules
        except LinkingError as error:  # the old rules stay in force until the next check
            _log.error("rules cannot be made ready", extra={"wiki": wiki, "error.message": str(error)})

    def note_lost(self, wiki: str, reason: str, message: str) -> None:
        """Record that the store has lost an open bundle, which stays in use.

        Args:
            wiki: The wiki.
            reason: The reason, without addresses.
            message: The reason for the log.
        """
        with self._lock:
            known = self._failures.get(wiki)
            self._failures[wiki] = Failure(_LOST, time.monotonic(), reason)
        if known is None or known.signature is not _LOST:
            self._events.bundle_failed(wiki)
            _log.error("bundle is lost and stays in use", extra={"wiki": wiki, "error.message": message})

    def note_found(self, wiki: str) -> None:
        """Record that the store has the bundle."""
        with self._lock:
            if wiki in self._failures and self._failures[wiki].signature is _LOST:
                del self._failures[wiki]

    def forget(self, wiki: str) -> None:
        """Forget the wiki's failure."""
        with self._lock:
            self._failures.pop(wiki, None)

    def failures(self) -> Mapping[str, Failure]:
        """Return the failure of each wiki whose published bundle is not open."""
        with self._lock:
            return dict(self._failures)

    def recent_failure(self, wiki: str, signature: Hashable) -> Failure | None:
        """Return why a version could not be loaded, if this was tried within the last RETRY_SECONDS."""
        with self._lock:
            failure = self._failures.get(wiki)
        if failure is None or failure.signature != signature or time.monotonic() - failure.at > RETRY_SECONDS:
            return None
        return failure
