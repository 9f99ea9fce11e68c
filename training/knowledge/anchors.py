"""Anchors and their candidates: which texts may be links, how often they are, and to what."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import Levenshtein
import marisa_trie
import numpy as np
from numpy.typing import NDArray

from linking.store.lookups import ANCHOR_TRIE, ANCHORS
from linking.store.quantization import link_probability, probability_byte
from linking.store.record_layout import ANCHOR, CANDIDATE, CASE_CLASSES
from linking.text.folding import fold
from training.knowledge.build_inputs import Material
from training.runtime.lookup_files import save_trie, shards, write_table

CANDIDATES_PER_ANCHOR = 10
COMMON_ARTICLES, COMMON_RATE = 20, 0.004
"""A text that stands in so many articles and is linked in a smaller share of them is a common word."""
_TEXTS_AT_ONCE = 500_000
_PAGE_BITS = 32


@dataclass(frozen=True, slots=True)
class Anchors:
    """texts: their numbers in Material.texts, in order. anchors: ANCHOR records. candidates: CANDIDATE records.

    Those of anchor i are candidates[offsets[i] : offsets[i + 1]], most frequent first, at least one.
    """

    texts: NDArray[np.int64]
    anchors: NDArray[np.void]
    candidates: NDArray[np.void]
    offsets: NDArray[np.int64]


def build_anchors(material: Material, low: int, high: int, at_once: int = _TEXTS_AT_ONCE) -> Anchors:
    """The texts with numbers in [low, high) that have candidates and are not common words.

    at_once: texts that are worked on together.
    """
    lows = range(low, max(low + 1, high), at_once)
    return _concatenated([_build_range(material, low, min(low + at_once, high)) for low in lows])


def _build_range(material: Material, low: int, high: int) -> Anchors:
    """The anchors among the texts from number `low` to before `high`."""
    anchors = _headers(material, low, high)
    text, page, articles, flags = _candidates(material, low, high)
    linked, stands = anchors["link_articles"], anchors["text_articles"]
    common = (stands >= COMMON_ARTICLES) & (linked < COMMON_RATE * stands)
    keep = ~common[text - low]
    text, page, articles, flags = text[keep], page[keep], articles[keep], flags[keep]
    texts, first, counts = np.unique(text, return_index=True, return_counts=True)
    rank = np.arange(len(text)) - np.repeat(first, counts)
    keep = rank < CANDIDATES_PER_ANCHOR
    candidates = np.zeros(int(keep.sum()), CANDIDATE)
    candidates["page"], candidates["articles"], candidates["flags"] = page[keep], articles[keep], flags[keep]
    candidates["jaro"] = _jaro(material, text[keep], page[keep])
    offsets = np.concatenate(([0], np.cumsum(np.minimum(counts, CANDIDATES_PER_ANCHOR)))).astype(np.int64)
    return Anchors(texts, anchors[texts - low], candidates, offsets)


def _headers(material: Material, low: int, high: int) -> NDArray[np.void]:
    """An ANCHOR record for each text, zeros where it was not counted."""
    cases = "".join(
        f", sum(linked) FILTER (kase = {case})::DOUBLE, sum(articles) FILTER (kase = {case})::DOUBLE"
        for case in range(CASE_CLASSES)
    )
    columns = material.columns(
        "SELECT text, sum(linked_anyhow)::BIGINT, sum(articles_anyhow)::BIGINT, sum(link_uses)::BIGINT,"
        f" sum(uses)::BIGINT{cases}"
        f" FROM uses WHERE {material.where()} AND text >= {low} AND text < {high} GROUP BY text"
    )
    anchors = np.zeros(high - low, ANCHOR)
    anchors["case_rate"] = probability_byte(link_probability(0, 0))
    place = columns[0].astype(np.int64) - low
    for name, column in zip(("link_articles", "text_articles", "link_uses", "text_uses"), columns[1:5], strict=True):
        anchors[name][place] = column
    for case in range(CASE_CLASSES):
        linked, stands = columns[5 + 2 * case], columns[6 + 2 * case]
        anchors["case_rate"][place, case] = probability_byte(link_probability(linked, stands))
        anchors["case_articles"][place, case] = np.log1p(stands)
    return anchors


def _candidates(material: Material, low: int, high: int) -> tuple[NDArray[Any], ...]:
    """(text, page, articles, flags), by text, most frequent first; flags are those of the titles that are the text."""
    linked_text, linked_page, linked_articles = material.columns(
        f"SELECT text, target, sum(articles)::BIGINT FROM pairs WHERE {material.where()}"
        f" AND text >= {low} AND text < {high} GROUP BY text, target"
    )
    titles = material.title_anchors
    first, last = np.searchsorted(titles.anchor, (low, high))
    text = np.concatenate((linked_text, titles.anchor[first:last])).astype(np.int64)
    page = np.concatenate((linked_page, titles.page[first:last])).astype(np.int64)
    articles = np.concatenate((linked_articles, np.zeros(last - first, np.int64)))
    flags = np.concatenate((np.zeros(len(linked_text), np.uint8), titles.flags[first:last].astype(np.uint8)))
    wanted = ~material.unwanted[page]
    text, page, articles, flags = text[wanted], page[wanted], articles[wanted], flags[wanted]
    pairs, inverse = np.unique(text << _PAGE_BITS | page, return_inverse=True)
    text, page = pairs >> _PAGE_BITS, pairs & ((1 << _PAGE_BITS) - 1)
    total = np.bincount(inverse, articles, len(pairs)).astype(np.int64)
    united = np.zeros(len(pairs), np.uint8)
    np.bitwise_or.at(united, inverse, flags)
    # among those that nobody linked: a redirect's title before a part of a title, before a title
    order = np.lexsort((page, -united.astype(np.int64) * (total == 0), -total, text))
    return text[order], page[order], total[order], united[order]


def _jaro(material: Material, text: NDArray[Any], page: NDArray[Any]) -> NDArray[np.float64]:
    """Jaro similarity of text and title, in 1/255."""
    language = material.site.language
    name, title = material.texts.restore_key, material.titles.trie.restore_key
    pairs = zip(text.tolist(), page.tolist(), strict=True)
    return np.rint([255 * Levenshtein.jaro(name(a), fold(title(b), language)) for a, b in pairs])


def _concatenated(parts: Sequence[Anchors]) -> Anchors:
    shifts = np.cumsum([0] + [len(part.candidates) for part in parts])
    offsets = [part.offsets[:-1] + shift for part, shift in zip(parts, shifts[:-1], strict=True)]
    return Anchors(
        np.concatenate([part.texts for part in parts]),
        np.concatenate([part.anchors for part in parts]),
        np.concatenate([part.candidates for part in parts]),
        np.concatenate([*offsets, shifts[-1:]]),
    )


@dataclass(slots=True)
class Written:
    """What a wiki's anchors add up to.

    linked, stands: articles in which a text is a link and in which it stands, by key of its top candidate.
    """

    linked: NDArray[np.float64]
    stands: NDArray[np.float64]
    anchors: int = 0
    pairs: int = 0
    longest: int = 0

    def add(self, built: Anchors) -> None:
        """Count the anchors of a shard."""
        top = built.candidates["page"][built.offsets[:-1]]
        np.add.at(self.linked, top, built.anchors["link_articles"])
        np.add.at(self.stands, top, built.anchors["text_articles"])
        self.anchors += len(built.texts)
        self.pairs += len(built.candidates)

    def link_rates(self) -> NDArray[np.float64]:
        """Of the articles in which a page is the top candidate of some text, the share that link it there."""
        return np.asarray(link_probability(self.linked, self.stands))


def write_anchors(material: Material, directory: Path) -> Written:
    """Write the anchors' trie and table, a shard of the dictionary at a time: only its anchors are in memory."""
    size = len(material.titles.trie)
    written = Written(np.zeros(size), np.zeros(size))

    def rows() -> Iterator[tuple[int, bytes]]:
        for shard in shards(material.texts):
            built = build_anchors(material, shard.low, shard.high)
            trie = marisa_trie.Trie(map(material.texts.restore_key, built.texts.tolist()))
            save_trie(trie, directory / shard.file_name(ANCHOR_TRIE))
            first = written.anchors
            written.add(built)
            place = np.full(shard.high - shard.low, -1, np.int32)
            place[built.texts - shard.low] = np.arange(len(built.texts))
            for key in range(len(trie)):
                text = trie.restore_key(key)
                written.longest = max(written.longest, len(text))
                index = place[material.texts[text] - shard.low]
                candidates = built.candidates[built.offsets[index] : built.offsets[index + 1]]
                yield first + key, built.anchors[index].tobytes() + candidates.tobytes()

    write_table(directory / f"{ANCHORS}.sqlite", rows())
    return written
