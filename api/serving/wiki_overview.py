"""The wikis at a glance: what the pages say of each bundle.

It is kept in memory, so that a page of 300 wikis reads no files.
"""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, TypeVar

from api.errors import UnknownWikiError
from api.serving.bundle_advice import advice, general_advice
from api.serving.bundle_cache import BundleCache, BundleState
from api.serving.public_reason import public_reason
from api.serving.report import Report, read_report
from api.serving.rules_watcher import RulesState
from api.stores.catalog import MAX_READ_BYTES, SITE_FILE
from linking.bundle.manifest import Manifest
from linking.bundle.names import REPORT_JSON
from linking.errors import LinkingError
from linking.text.titles import Site

_T = TypeVar("_T")

FRESH_SECONDS = 30.0
"""How long a bundle counts as sound before its manifest and the sizes of its files are checked again."""


@dataclass(frozen=True, slots=True)
class WikiOverview:
    """A wiki and its bundle.

    Attributes:
        wiki: The wiki's database name.
        manifest: The published manifest; None if it cannot be read.
        site: The wiki's configuration; None if it cannot be read.
        report: What its report says; None if the bundle has none that can be read.
        serving: Version that this worker has open; empty if none is.
        problem: Why the published bundle cannot be used; empty if it can, or if that has not been tried yet.
        advice: What to do about the problem.
        rules: The state of the wiki's rules.
    """

    wiki: str
    manifest: Manifest | None = None
    site: Site | None = None
    report: Report | None = None
    serving: str = ""
    problem: str = ""
    advice: str = ""
    rules: RulesState = field(default_factory=lambda: RulesState(0, ()))

    @property
    def usable(self) -> bool:
        """True if the wiki gets answers, perhaps of an earlier version."""
        return bool(self.serving) or not (self.problem or self.rules.unusable)


@dataclass(frozen=True, slots=True)
class _Kept:
    overview: WikiOverview
    signature: Hashable
    expires: float


class WikiOverviews:
    """The overviews of all wikis. Thread-safe."""

    def __init__(self, bundles: BundleCache) -> None:
        self._bundles = bundles
        self._kept: dict[str, _Kept] = {}
        self._read: dict[tuple[str, str], tuple[str, Any]] = {}
        self._lock = threading.Lock()

    def all(self) -> Sequence[WikiOverview]:
        """Return the overview of each wiki that has a bundle or is open, by database name."""
        states = self._bundles.states()
        names = sorted({*self._bundles.wikis(), *(wiki for wiki, state in states.items() if state.loaded)})
        with self._lock:
            self._kept = {wiki: kept for wiki, kept in self._kept.items() if wiki in names}
            return [self._current(wiki, states) for wiki in names]

    def one(self, wiki: str) -> WikiOverview:
        """Return the overview of a wiki.

        Raises:
            UnknownWikiError: If the wiki has no bundle.
        """
        states = self._bundles.states()
        names = self._bundles.wikis()
        if wiki not in names and wiki not in states:
            raise UnknownWikiError(wiki, names)
        with self._lock:
            return self._current(wiki, states)

    def _current(self, wiki: str, states: Mapping[str, BundleState]) -> WikiOverview:
        overview = self._published(wiki)
        state = states.get(wiki, BundleState())
        failure = overview.problem or state.failure
        return replace(
            overview,
            serving=state.loaded,
            problem=failure,
            advice=(overview.advice or general_advice(wiki)) if failure else "",
            rules=self._bundles.rules_state(wiki),
        )

    def _published(self, wiki: str) -> WikiOverview:
        """Return what the published bundle says of itself. A bundle with a problem is looked at anew each time."""
        try:
            signature = self._bundles.catalog.signature(wiki)
            kept = self._kept.get(wiki)
            if kept is None or kept.signature != signature or kept.expires < time.monotonic():
                manifest = self._bundles.catalog.manifest(wiki)
                site = self._parsed(manifest, SITE_FILE, _read_site)
                report = self._parsed(manifest, REPORT_JSON, read_report)
                overview = WikiOverview(wiki, manifest, site, report)
                kept = self._kept[wiki] = _Kept(overview, signature, time.monotonic() + FRESH_SECONDS)
        except LinkingError as error:
            self._kept.pop(wiki, None)
            return WikiOverview(wiki, problem=public_reason(error), advice=advice(error, wiki))
        return kept.overview

    def _parsed(self, manifest: Manifest, name: str, parse: Callable[[bytes], _T | None]) -> _T | None:
        """Return what a file of the bundle says; None if there is none that can be read."""
        entry = manifest.files.get(name)
        if entry is None or entry.size > MAX_READ_BYTES:
            return None
        sha256, found = self._read.get((manifest.wiki, name), ("", None))
        if sha256 != entry.sha256:
            found = parse(self._bundles.catalog.read(manifest, name))
            self._read[manifest.wiki, name] = entry.sha256, found
        parsed: _T | None = found
        return parsed


def _read_site(content: bytes) -> Site | None:
    try:
        return Site.from_json(json.loads(content))
    except (LinkingError, ValueError, AttributeError):
        return None
