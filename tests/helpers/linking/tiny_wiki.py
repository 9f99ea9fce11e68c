"""A bundle's look-ups written out from a few lines of a table, and a model that a reader can compute in the head."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import marisa_trie
import numpy as np
from numpy.typing import NDArray

from linking.features.definitions import NAMES
from linking.rules.page_classes import number_layout
from linking.store.lookups import ANCHOR_TRIE, ANCHORS, CLASS_TRIE, CLASSES, PAGES, TITLE_TRIE, WORD_FORMAT, WORD_TRIE
from linking.store.quantization import probability_byte
from linking.store.record_layout import ANCHOR, CANDIDATE, PAGE, REDIRECT
from linking.text.titles import Site


@dataclass(frozen=True)
class TinyWiki:
    """anchors: text -> target -> articles that link it. plain: text -> articles in which it stands unlinked.

    classes: article -> classes that it has; without any, the bundle has no file of them.
    """

    anchors: Mapping[str, Mapping[str, int]]
    plain: Mapping[str, int] = field(default_factory=dict)
    redirects: Mapping[str, str] = field(default_factory=dict)
    articles: tuple[str, ...] = ()
    language: str = "en"
    classes: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    namespaces: Mapping[str, int] = field(default_factory=dict)

    def write(self, directory: Path) -> int:
        """Write the look-ups; returns the length of the longest anchor."""
        targets = {target for counts in self.anchors.values() for target in counts}
        titles = marisa_trie.Trie(sorted({*targets, *self.articles, *self.redirects, *self.redirects.values()}))
        anchors = marisa_trie.Trie(sorted(self.anchors))
        titles.save(str(directory / TITLE_TRIE))
        anchors.save(str(directory / ANCHOR_TRIE))
        marisa_trie.RecordTrie(WORD_FORMAT, []).save(str(directory / WORD_TRIE))
        _write_table(directory / f"{ANCHORS}.sqlite", self._anchor_rows(anchors, titles))
        _write_table(directory / f"{PAGES}.sqlite", self._page_rows(titles))
        if self.classes:
            self._write_classes(titles, directory)
        site = Site("tinywiki", self.language, namespaces=self.namespaces)
        (directory / "site.json").write_text(json.dumps(site.to_json()), encoding="utf-8")
        (directory / "affixes.json").write_text('{"suffixes": {}, "prefixes": {}}', encoding="utf-8")
        return max(map(len, self.anchors), default=0)

    def _write_classes(self, titles: marisa_trie.Trie, directory: Path) -> None:
        trie = marisa_trie.Trie(sorted({name for names in self.classes.values() for name in names}))
        trie.save(str(directory / CLASS_TRIE))
        layout = number_layout(len(trie))
        rows = {titles[article]: [trie[name] for name in names] for article, names in self.classes.items()}
        packed = ((key, np.array(numbers, layout).tobytes()) for key, numbers in sorted(rows.items()))
        _write_table(directory / f"{CLASSES}.sqlite", packed)

    def _anchor_rows(self, anchors: marisa_trie.Trie, titles: marisa_trie.Trie) -> Iterator[tuple[int, bytes]]:
        for key in range(len(anchors)):
            text = anchors.restore_key(key)
            counts = sorted(self.anchors[text].items(), key=lambda item: -item[1])
            anchor = np.zeros(1, ANCHOR)
            linked = sum(self.anchors[text].values())
            stands = linked + self.plain.get(text, 0)
            anchor["link_articles"] = anchor["link_uses"] = linked
            anchor["text_articles"] = anchor["text_uses"] = stands
            anchor["case_rate"] = probability_byte(linked / stands)
            candidates = np.zeros(len(counts), CANDIDATE)
            candidates["page"] = [titles[target] for target, _ in counts]
            candidates["articles"] = [articles for _, articles in counts]
            yield key, anchor.tobytes() + candidates.tobytes()

    def _page_rows(self, titles: marisa_trie.Trie) -> Iterator[tuple[int, bytes]]:
        for key in range(len(titles)):
            target = self.redirects.get(titles.restore_key(key))
            article = np.zeros(1, PAGE)
            article["incoming"] = 10
            value = article if target is None else np.array([titles[target]], REDIRECT)
            yield key, value.tobytes()


def _write_table(path: Path, rows: Iterable[tuple[int, bytes]]) -> None:
    # not training's writer: these tests also run where only serving's requirements are installed
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("CREATE TABLE unnamed (key INTEGER PRIMARY KEY, value BLOB)")
        connection.executemany("INSERT INTO unnamed VALUES (?, ?)", rows)


class ShareModel:
    """Scores a candidate by P(link | text) times its share of the links."""

    def score(self, matrix: NDArray[np.float32]) -> NDArray[Any]:
        """Probabilities, shape (pairs,)."""
        return matrix[:, NAMES.index("link_probability")] * matrix[:, NAMES.index("share")]
