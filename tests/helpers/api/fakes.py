"""A recommender without a model, for tests of the code around it.

It links the first "Paris" to Paris. A line of the text may be a command: `sleep SECONDS`, `fail`, `truncate`.
"""

from __future__ import annotations

import hashlib
import json
import re
import time
from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass, field, replace

from api.stores.catalog import SITE_FILE, DataDirectory, LoadedBundle
from api.stores.rules import rules_origin
from linking.analysis import StageInterval
from linking.bundle.bundle import Bundle, open_bundle, open_version
from linking.bundle.errors import BundleMissingError, FileMissingError
from linking.bundle.manifest import DumpName, FileEntry, Limits, Manifest
from linking.dataset_checksums import dataset_checksums
from linking.errors import LinkingError
from linking.recommender import Answer, Recommendation, RecommendationQuery
from linking.rules.matcher import CompiledRules, KeyFunctions
from linking.rules.model import Rule, Rules
from linking.rules.yaml_loader import parse_yaml_rules
from linking.text.titles import Site

VERSION = "20260101T000000Z"
SECONDS = {"parse": 0.002, "mentions": 0.001, "lookups": 0.001, "score": 0.003, "choose": 0.001}


def make_manifest(wiki: str, version: str = VERSION) -> Manifest:
    """A manifest of files that do not exist."""
    return Manifest(
        wiki=wiki,
        language="en",
        version=version,
        features=("words",),
        folding=1,
        limits=Limits(100, 10),
        files={name: FileEntry(1, "ab" * 32) for name in ("anchors.sqlite", "model.ubj", "site.json")},
        counts={"articles": 1234},
        dump=DumpName("dump.xml", "2026-01-01"),
        training={},
    )


@dataclass
class FakeRecommender:
    """A recommender that records its queries.

    Attributes:
        queries: The queries.
        closed: Whether it was closed.
    """

    queries: list[RecommendationQuery] = field(default_factory=list)
    closed: bool = False

    def recommend(self, query: RecommendationQuery) -> Answer:
        assert not self.closed, "used after it was closed"
        begin = time.perf_counter()
        self.queries.append(query)
        for order in re.findall(r"(?m)^sleep ([0-9.]+)$", query.wikitext):
            time.sleep(float(order))
        if re.search(r"(?m)^fail$", query.wikitext):
            raise RuntimeError("as ordered")
        suppressed = () if query.explain else None
        intervals = [StageInterval(stage, begin, time.perf_counter()) for stage in SECONDS]
        if query.threshold > 0.75:
            return Answer((), False, SECONDS, suppressed, intervals=intervals)
        truncated = bool(re.search(r"(?m)^truncate$", query.wikitext))
        return Answer(tuple(_links(query)), truncated, SECONDS, suppressed, intervals=intervals)

    def compile_rules(self, rules: Iterable[Rule], parent: CompiledRules | None = None) -> CompiledRules:
        assert not self.closed, "used after it was closed"
        return CompiledRules(rules, KeyFunctions(title_key=str, text_key=str.lower), parent)

    def example_titles(self, count: int) -> list[str]:
        assert not self.closed, "used after it was closed"
        return ["New York", "Oslo", "Paris", "Rome"][:count]

    def close(self) -> None:
        self.closed = True


@dataclass
class FakeRules:
    """A store of rules in memory.

    Attributes:
        texts: The text of each `rules.yaml` by wiki, `*` for all wikis.
        away: Why the store cannot be read; empty if it can.
    """

    texts: dict[str, str] = field(default_factory=dict)
    away: str = ""

    def signature(self, name: str) -> Hashable | None:
        if self.away:
            raise LinkingError(self.away)
        return self.texts.get(name)

    def read(self, name: str) -> Rules:
        return parse_yaml_rules(self.texts[name], rules_origin(name))

    def location(self, name: str) -> str:
        return f"memory of {name}"


def _links(query: RecommendationQuery) -> Sequence[Recommendation]:
    text = query.wikitext
    match = re.search("Paris", text)
    if match is None or (query.rules and query.rules.match("paris", "Paris", (), 0.75)):
        return []
    start, end = match.span()
    return [
        Recommendation(
            link_text="Paris",
            link_target="Paris",
            match_index=0,
            wikitext_offset=start,
            score=0.75,
            context_before=text[max(0, start - 10) : start],
            context_after=text[end : end + 10],
            link_index=0,
            explanation={"anchor": "paris"} if query.explain else None,
        )
    ]


@dataclass
class FakeCatalog:
    """A catalog of bundles in memory.

    Attributes:
        versions: Current versions by wiki.
        broken: By wiki or older version, why the bundle cannot be opened.
        older: Older versions by wiki, newest first.
        reports: Contents of the bundles' report files, by wiki and name.
        lost: Why the store cannot be read; empty if it can.
        knows_withdrawn: Whether a wiki without version counts as withdrawn.
        opened: The recommenders that were opened, with their wikis.
        rules: The store of rules.
    """

    versions: dict[str, str] = field(default_factory=lambda: {"kwwiki": VERSION, "bat_smgwiki": VERSION})
    broken: dict[str, str] = field(default_factory=dict)
    older: dict[str, list[str]] = field(default_factory=dict)
    reports: dict[str, dict[str, bytes]] = field(default_factory=dict)
    lost: str = ""
    knows_withdrawn: bool = True
    opened: list[tuple[str, FakeRecommender]] = field(default_factory=list)
    rules: FakeRules = field(default_factory=FakeRules)

    def wikis(self) -> Sequence[str]:
        return sorted(self.versions)

    def signature(self, wiki: str) -> Hashable | None:
        if self.lost:
            raise LinkingError(self.lost)
        return self.versions.get(wiki)

    def is_withdrawn(self, wiki: str) -> bool:
        return self.knows_withdrawn and wiki not in self.versions

    def older_versions(self, wiki: str) -> Sequence[str]:
        return self.older.get(wiki, ())

    def open_older(self, wiki: str, version: str) -> LoadedBundle:
        if version in self.broken:
            raise LinkingError(self.broken[version])
        return self._opened(make_manifest(wiki, version))

    def manifest(self, wiki: str) -> Manifest:
        if wiki in self.broken:
            raise LinkingError(self.broken[wiki])
        if wiki not in self.versions:
            raise BundleMissingError(wiki, "memory")
        manifest = make_manifest(wiki, self.versions[wiki])
        reports = {
            name: FileEntry(len(content), hashlib.sha256(content).hexdigest())
            for name, content in self.reports.get(wiki, {}).items()
        }
        return replace(manifest, files={**manifest.files, **reports})

    def read(self, manifest: Manifest, name: str) -> bytes:
        if name not in manifest.files:
            raise FileMissingError(manifest.wiki, name)
        if name == SITE_FILE:
            return json.dumps(Site(manifest.wiki, "en").to_json()).encode()
        return self.reports[manifest.wiki][name]

    def open(self, wiki: str) -> LoadedBundle:
        return self._opened(self.manifest(wiki))

    def _opened(self, manifest: Manifest) -> LoadedBundle:
        wiki, recommender = manifest.wiki, FakeRecommender()
        self.opened.append((wiki, recommender))
        return LoadedBundle(manifest, Site(wiki, "en"), recommender, dataset_checksums(manifest, ()))


class FakeDataDirectory(DataDirectory):
    """Real files with a fake recommender."""

    def open(self, wiki: str) -> LoadedBundle:
        return self._opened(open_bundle(self.path, wiki))

    def open_older(self, wiki: str, version: str) -> LoadedBundle:
        return self._opened(open_version(self.path, wiki, version))

    def _opened(self, bundle: Bundle) -> LoadedBundle:
        wiki = bundle.manifest.wiki
        return LoadedBundle(
            bundle.manifest, Site(wiki, "en"), FakeRecommender(), dataset_checksums(bundle.manifest, ())
        )
