"""Lookup files of a small wiki, written from a few tables."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

import marisa_trie
import numpy as np

from linking.rules.page_classes import class_number_dtype
from linking.store.lookups import ANCHOR_TRIE, ANCHORS, CLASS_TRIE, CLASSES, PAGES, TITLE_TRIE, WORD_FORMAT, WORD_TRIE
from linking.store.quantization import quantize_probability
from linking.store.record_layout import ANCHOR, CANDIDATE, PAGE, REDIRECT
from linking.text.affixes import NO_PARTS, affixes_json
from linking.text.titles import Site

_EVEN = 128  # a log odds ratio of 0, quantized


@dataclass(frozen=True)
class WikiOnDisk:
    """The contents of the lookup files.

    Attributes:
        anchors: Text -> target -> articles that link the text to the target.
        plain: Text -> articles that contain the text unlinked.
        redirects: Title -> target.
        articles: Titles of further articles.
        language: The wiki's language.
        classes: Article -> its classes. If empty, no file of classes is written.
        namespaces: Name -> number.
        words: Word -> quantized probabilities that a link follows it, and that one precedes it.
    """

    anchors: Mapping[str, Mapping[str, int]]
    plain: Mapping[str, int] = field(default_factory=dict)
    redirects: Mapping[str, str] = field(default_factory=dict)
    articles: tuple[str, ...] = ()
    language: str = "en"
    classes: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    namespaces: Mapping[str, int] = field(default_factory=dict)
    words: Mapping[str, tuple[int, int]] = field(default_factory=dict)

    def write(self, directory: Path) -> int:
        """Write the files and return the length of the longest anchor."""
        targets = {target for counts in self.anchors.values() for target in counts}
        titles = marisa_trie.Trie(sorted({*targets, *self.articles, *self.redirects, *self.redirects.values()}))
        anchors = marisa_trie.Trie(sorted(self.anchors))
        titles.save(str(directory / TITLE_TRIE))
        anchors.save(str(directory / ANCHOR_TRIE))
        words = sorted((word, (*probabilities, _EVEN, _EVEN)) for word, probabilities in self.words.items())
        marisa_trie.RecordTrie(WORD_FORMAT, words).save(str(directory / WORD_TRIE))
        _write_table(directory / f"{ANCHORS}.sqlite", self._anchor_rows(anchors, titles))
        _write_table(directory / f"{PAGES}.sqlite", self._page_rows(titles))
        if self.classes:
            self._write_classes(titles, directory)
        site = Site("tinywiki", self.language, namespaces=self.namespaces)
        (directory / "site.json").write_text(json.dumps(site.to_json()), encoding="utf-8")
        affixes = json.dumps(affixes_json({}, {}, NO_PARTS))
        (directory / "affixes.json").write_text(affixes, encoding="utf-8")
        return max(map(len, self.anchors), default=0)

    def _write_classes(self, titles: marisa_trie.Trie, directory: Path) -> None:
        trie = marisa_trie.Trie(sorted({name for names in self.classes.values() for name in names}))
        trie.save(str(directory / CLASS_TRIE))
        layout = class_number_dtype(len(trie))
        rows = {titles[article]: [trie[name] for name in names] for article, names in self.classes.items()}
        packed = ((key, np.array(numbers, layout).tobytes()) for key, numbers in sorted(rows.items()))
        _write_table(directory / f"{CLASSES}.sqlite", packed)

    def _anchor_rows(self, anchors: marisa_trie.Trie, titles: marisa_trie.Trie) -> Iterator[tuple[int, bytes]]:
        for key in range(len(anchors)):
            text = anchors.restore_key(key)
            counts = sorted(self.anchors[text].items(), key=lambda item: -item[1])
            anchor = np.zeros(1, ANCHOR)
            linking = sum(self.anchors[text].values())
            containing = linking + self.plain.get(text, 0)
            anchor["link_articles"] = anchor["link_uses"] = linking
            anchor["text_articles"] = anchor["text_uses"] = containing
            anchor["case_link_probability"] = quantize_probability(linking / containing)
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
    # Training's own writer needs training's requirements, without which these tests run too.
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("CREATE TABLE unnamed (key INTEGER PRIMARY KEY, value BLOB)")
        connection.executemany("INSERT INTO unnamed VALUES (?, ?)", rows)
