"""The bundles that a worker has open: opened on first use, renewed when a new version is published, bounded in number.

A thread looks for new versions, so that no request waits for one to load and none fails because one cannot be read.
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
from api.serving.rules_watcher import RulesEvents, RulesState, Ruling
from api.stores.catalog import Catalog, Opened, with_rules
from linking.errors import LinkingError
from linking.rules.model import Merged

CHECK_SECONDS = 1.5
"""How often to look for new versions: one is to be served within 5 seconds, loading included."""

RETRY_SECONDS = 10.0
"""How often to try a bundle again that could not be read although its manifest is the same: its files may follow."""

_log = logging.getLogger("linkrecommendation.registry")


class Events(RulesEvents):
    """What the registry tells whom it may concern, the metrics; this one tells nobody."""

    def loaded(self, wiki: str, version: str, seconds: float) -> None:
        """A bundle was opened."""

    def failed(self, wiki: str) -> None:
        """A bundle could not be opened."""


@dataclass(slots=True)
class _Held:
    """An open bundle. users: requests that have it now; it is closed when retired and nobody has it any more.

    rules: those that `opened` has made ready.
    """

    opened: Opened
    signature: Hashable
    rules: Merged
    users: int = 0
    retired: bool = False


@dataclass(frozen=True, slots=True)
class _Failure:
    signature: Hashable
    at: float
    reason: str


@dataclass(frozen=True, slots=True)
class State:
    """How a wiki is doing in this worker. loaded: version in use, if any; failure: why the current one is not."""

    loaded: str = ""
    failure: str = ""


class Registry:
    """Open bundles by wiki. Safe for threads. Use it after the fork only."""

    def __init__(self, catalog: Catalog, most_open: int, events: Events | None = None) -> None:
        self.catalog = catalog
        self._most_open = most_open
        self._events = events or Events()
        self.ruling = Ruling(catalog.rules, self._events)
        self._open: OrderedDict[str, _Held] = OrderedDict()
        self._failures: dict[str, _Failure] = {}
        self._lock = threading.Lock()  # for the two above; held for moments only
        self._loading = threading.Lock()
        self._watcher: threading.Thread | None = None
        self._stopped = threading.Event()

    def wikis(self) -> Sequence[str]:
        """The wikis that there are bundles of; none where the data directory cannot be read."""
        try:
            return self.catalog.wikis()
        except LinkingError as error:
            _log.error("data directory cannot be read", extra={"error.message": str(error)})
            return ()

    @contextmanager
    def use(self, wiki: str) -> Iterator[Opened]:
        """The wiki's bundle, which stays open until the block ends. Raises UnknownWikiError, BundleUnavailableError."""
        held = self._take(wiki) or self._load_first(wiki)
        try:
            yield held.opened
        finally:
            self._give_back(held)

    def states(self) -> Mapping[str, State]:
        """How each wiki is doing that was asked for."""
        with self._lock:
            loaded = {wiki: held.opened.manifest.version for wiki, held in self._open.items()}
            failures = {wiki: failure.reason for wiki, failure in self._failures.items()}
        return {wiki: State(loaded.get(wiki, ""), failures.get(wiki, "")) for wiki in loaded | failures}

    def rules_state(self, wiki: str) -> RulesState:
        """How a wiki's rules are doing; from now on the thread looks after them."""
        self._watch()
        return self.ruling.state(wiki)

    def close(self) -> None:
        """Stop looking for new versions and close all bundles that nobody uses."""
        self._stopped.set()
        with self._lock:
            wikis = list(self._open)
        for wiki in wikis:
            self._drop(wiki)

    def check(self) -> None:
        """Look for new versions and rules of what is open, and open them. The thread does so every CHECK_SECONDS."""
        with self._lock:
            signatures = {wiki: held.signature for wiki, held in self._open.items()}
        self.ruling.refresh()
        for wiki, known in signatures.items():
            found = self.catalog.signature(wiki)
            if found is None:
                self._drop(wiki)
                _log.info("bundle is gone", extra={"wiki": wiki})
            elif found != known and not self._fresh_failure(wiki, found):
                self._renew(wiki, found)
            else:
                self._renew_rules(wiki)

    def _take(self, wiki: str) -> _Held | None:
        with self._lock:
            held = self._open.get(wiki)
            if held is not None:
                self._open.move_to_end(wiki)
                held.users += 1
            return held

    def _give_back(self, held: _Held) -> None:
        with self._lock:
            held.users -= 1
            unused = held.retired and not held.users
        if unused:
            held.opened.recommender.close()

    def _load_first(self, wiki: str) -> _Held:
        signature = self.catalog.signature(wiki)
        if signature is None:
            raise UnknownWikiError(wiki, self.wikis())
        with self._loading:
            held = self._take(wiki)  # another thread may have been here before
            if held is not None:
                return held
            failure = self._fresh_failure(wiki, signature)
            if failure is not None:
                raise BundleUnavailableError(wiki, failure.reason)
            try:
                held = self._load(wiki, signature)
            except LinkingError as error:
                raise BundleUnavailableError(wiki, str(error)) from error
            held.users = 1
            return self._keep(wiki, held)

    def _renew(self, wiki: str, signature: Hashable) -> None:
        with self._loading:
            try:
                held = self._load(wiki, signature)
            except LinkingError:
                return  # logged and counted; the old version goes on serving
            self._keep(wiki, held)

    def _renew_rules(self, wiki: str) -> None:
        held = self._take(wiki)
        if held is None:
            return
        try:
            rules = self.ruling.current(wiki)
            if rules is not held.rules:
                held.opened, held.rules = with_rules(held.opened, rules), rules
        except LinkingError as error:  # tried again the next time; the old rules hold
            _log.error("rules cannot be made ready", extra={"wiki": wiki, "error.message": str(error)})
        finally:
            self._give_back(held)

    def _load(self, wiki: str, signature: Hashable) -> _Held:
        rules = self.ruling.current(wiki)  # before all else: while they are wrong nothing needs to be opened
        start = time.monotonic()
        try:
            opened = with_rules(self.catalog.open(wiki), rules)
        except LinkingError as error:
            with self._lock:
                self._failures[wiki] = _Failure(signature, time.monotonic(), str(error))
            self._events.failed(wiki)
            _log.error("bundle cannot be used", extra={"wiki": wiki, "error.message": str(error)})
            raise
        seconds = time.monotonic() - start
        version = opened.manifest.version
        self._events.loaded(wiki, version, seconds)
        _log.info("bundle loaded", extra={"wiki": wiki, "version": version, "event.duration": int(seconds * 1e9)})
        return _Held(opened, signature, rules)

    def _keep(self, wiki: str, held: _Held) -> _Held:
        with self._lock:
            self._failures.pop(wiki, None)
            old = self._open.pop(wiki, None)
            self._open[wiki] = held
            others = [name for name in self._open if name != wiki]
            surplus = [self._open.pop(name) for name in others[: len(self._open) - self._most_open]]
        self._retire(*surplus, *([old] if old else []))
        self._watch()
        return held

    def _drop(self, wiki: str) -> None:
        with self._lock:
            held = self._open.pop(wiki, None)
            self._failures.pop(wiki, None)
        if held:
            self._retire(held)

    def _retire(self, *helds: _Held) -> None:
        for held in helds:
            with self._lock:
                held.retired = True
                unused = not held.users
            if unused:
                held.opened.recommender.close()

    def _fresh_failure(self, wiki: str, signature: Hashable) -> _Failure | None:
        with self._lock:
            failure = self._failures.get(wiki)
        if failure is None or failure.signature != signature or time.monotonic() - failure.at > RETRY_SECONDS:
            return None
        return failure

    def _watch(self) -> None:
        with self._lock:
            if self._watcher is None and not self._stopped.is_set():
                self._watcher = threading.Thread(target=self._keep_checking, name="bundle-watcher", daemon=True)
                self._watcher.start()

    def _keep_checking(self) -> None:
        while not self._stopped.wait(CHECK_SECONDS):
            try:
                self.check()
            except Exception:  # noqa: BLE001 - the thread must live: without it no new version is ever seen
                _log.exception("looking for new versions failed")
