"""A recommender that needs no model, for tests of what stands around it.

It links each "Paris" to Paris. A line of the text may be an order: `sleep SECONDS`, `fail`, `truncate`.
"""

from __future__ import annotations

import re
import time
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from api.stores.catalog import DataDirectory, Opened
from api.stores.rules import origin_of
from linking.bundle.bundle import open_bundle
from linking.bundle.errors import BundleMissingError
from linking.bundle.manifest import DumpName, FileEntry, Limits, Manifest
from linking.errors import LinkingError
from linking.recommender import Answer, Recommendation, Request
from linking.rules.matcher import RuleBook, Spelling
from linking.rules.model import Rule, Rules
from linking.rules.yaml_loader import rules_of_yaml
from linking.text.titles import Site

VERSION = "20260101T000000Z"
SECONDS = {"parse": 0.002, "mentions": 0.001, "lookups": 0.001, "score": 0.003, "choose": 0.001}


def make_manifest(wiki: str, version: str = VERSION) -> Manifest:
    """A manifest of files that are nowhere."""
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
    """requests: what it was asked. closed: whether it was given back."""

    requests: list[Request] = field(default_factory=list)
    closed: bool = False

    def recommend(self, request: Request) -> Answer:
        assert not self.closed, "used after it was closed"
        self.requests.append(request)
        for order in re.findall(r"(?m)^sleep ([0-9.]+)$", request.wikitext):
            time.sleep(float(order))
        if re.search(r"(?m)^fail$", request.wikitext):
            raise RuntimeError("as ordered")
        held_back = () if request.explain else None
        if request.threshold > 0.75:
            return Answer((), False, SECONDS, held_back)
        truncated = bool(re.search(r"(?m)^truncate$", request.wikitext))
        return Answer(tuple(_links(request)), truncated, SECONDS, held_back)

    def rule_book(self, rules: Iterable[Rule], beneath: RuleBook | None = None) -> RuleBook:
        assert not self.closed, "used after it was closed"
        return RuleBook(rules, Spelling(title=str, fold=str.lower), beneath)

    def close(self) -> None:
        self.closed = True


@dataclass
class FakeRules:
    """Rules in memory. texts: what would be a `rules.yaml`, by wiki, `*` for all; away: why they cannot be read."""

    texts: dict[str, str] = field(default_factory=dict)
    away: str = ""

    def signature(self, name: str) -> Hashable | None:
        if self.away:
            raise LinkingError(self.away)
        return self.texts.get(name)

    def read(self, name: str) -> Rules:
        return rules_of_yaml(self.texts[name], origin_of(name))

    def place(self, name: str) -> str:
        return f"memory of {name}"


def _links(request: Request) -> Sequence[Recommendation]:
    text = request.wikitext
    match = re.search("Paris", text)
    if match is None or (request.rules and request.rules.reason("paris", "Paris", (), 0.75)):
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
            explanation={"anchor": "paris"} if request.explain else None,
        )
    ]


@dataclass
class FakeCatalog:
    """Bundles in memory. versions: by wiki; broken: why a wiki's bundle cannot be opened."""

    versions: dict[str, str] = field(default_factory=lambda: {"kwwiki": VERSION, "bat_smgwiki": VERSION})
    broken: dict[str, str] = field(default_factory=dict)
    opened: list[tuple[str, FakeRecommender]] = field(default_factory=list)
    rules: FakeRules = field(default_factory=FakeRules)

    def wikis(self) -> Sequence[str]:
        return sorted(self.versions)

    def signature(self, wiki: str) -> Hashable | None:
        return self.versions.get(wiki)

    def manifest(self, wiki: str) -> Manifest:
        if wiki in self.broken:
            raise LinkingError(self.broken[wiki])
        if wiki not in self.versions:
            raise BundleMissingError(wiki, "memory")
        return make_manifest(wiki, self.versions[wiki])

    def open(self, wiki: str) -> Opened:
        manifest = self.manifest(wiki)
        recommender = FakeRecommender()
        self.opened.append((wiki, recommender))
        return Opened(manifest, Site(wiki, "en"), recommender, _checksums(manifest.files))


class FakeDataDirectory(DataDirectory):
    """Real files, but for the recommender."""

    def open(self, wiki: str) -> Opened:
        bundle = open_bundle(self.path, wiki)
        return Opened(bundle.manifest, Site(wiki, "en"), FakeRecommender(), _checksums(bundle.manifest.files))


def _checksums(files: Mapping[str, FileEntry]) -> Mapping[str, str]:
    return {name.replace("model.ubj", "model"): entry.sha256 for name, entry in files.items()}
