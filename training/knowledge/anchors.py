"""Anchors and their candidates: which texts may become links, to which articles, and how often editors link them."""

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
from linking.store.quantization import link_probability, quantize_probability
from linking.store.record_layout import ANCHOR, CANDIDATE, CASE_CLASSES
from linking.text.folding import casefold_text
from training.knowledge.build_inputs import LookupInputs
from training.runtime.lookup_files import save_trie, shards, write_table

CANDIDATES_PER_ANCHOR = 10
MIN_COMMON_WORD_ARTICLES, MAX_COMMON_WORD_LINK_SHARE = 20, 0.004
"""A text is a common word if it occurs in at least this many articles, and less than this share of them link it."""
_TEXTS_AT_ONCE = 500_000
_PAGE_BITS = 32


@dataclass(frozen=True, slots=True)
class Anchors:
    """A range of anchors.

    Attributes:
        texts: Numbers of the anchors in the dictionary, in ascending order; shape (anchors,).
        anchors: Their ANCHOR records; shape (anchors,).
        candidates: CANDIDATE records. Those of anchor i are candidates[offsets[i] : offsets[i + 1]], at least one, most
            frequent first.
        offsets: Shape (anchors + 1,).
    """

    texts: NDArray[np.int64]
    anchors: NDArray[np.void]
    candidates: NDArray[np.void]
    offsets: NDArray[np.int64]


def build_anchors(inputs: LookupInputs, low: int, high: int, texts_at_once: int = _TEXTS_AT_ONCE) -> Anchors:
    """Build the anchors among the texts with numbers in [low, high): texts with candidates that are not common words.

    Args:
        inputs: What to build from.
        low: First number.
        high: Number after the last one.
        texts_at_once: Number of texts to process at a time, which bounds memory.
    """
    lows = range(low, max(low + 1, high), texts_at_once)
    return _concatenate([_build_range(inputs, low, min(low + texts_at_once, high)) for low in lows])


def _build_range(inputs: LookupInputs, low: int, high: int) -> Anchors:
    anchors = _anchor_records(inputs, low, high)
    text, page, articles, flags = _candidate_columns(inputs, low, high)
    linking, articles_with_text = anchors["link_articles"], anchors["text_articles"]
    is_common_word = (articles_with_text >= MIN_COMMON_WORD_ARTICLES) & (
        linking < MAX_COMMON_WORD_LINK_SHARE * articles_with_text
    )
    keep = ~is_common_word[text - low]
    text, page, articles, flags = text[keep], page[keep], articles[keep], flags[keep]
    texts, first, counts = np.unique(text, return_index=True, return_counts=True)
    rank = np.arange(len(text)) - np.repeat(first, counts)
    keep = rank < CANDIDATES_PER_ANCHOR
    candidates = np.zeros(int(keep.sum()), CANDIDATE)
    candidates["page"], candidates["articles"], candidates["flags"] = page[keep], articles[keep], flags[keep]
    candidates["jaro"] = _jaro_similarity(inputs, text[keep], page[keep])
    offsets = np.concatenate(([0], np.cumsum(np.minimum(counts, CANDIDATES_PER_ANCHOR)))).astype(np.int64)
    return Anchors(texts, anchors[texts - low], candidates, offsets)


def _anchor_records(inputs: LookupInputs, low: int, high: int) -> NDArray[np.void]:
    """Return an ANCHOR record for each text of the range. Counts are 0 for texts that do not occur."""
    by_case = "".join(
        f", sum(linking_articles) FILTER (case_class = {case})::DOUBLE"
        f", sum(articles) FILTER (case_class = {case})::DOUBLE"
        for case in range(CASE_CLASSES)
    )
    columns = inputs.fetch_columns(
        "SELECT text, sum(linking_articles_any_case)::BIGINT, sum(articles_any_case)::BIGINT, sum(links)::BIGINT,"
        f" sum(occurrences)::BIGINT{by_case}"
        f" FROM text_counts WHERE {inputs.group_condition} AND text >= {low} AND text < {high} GROUP BY text"
    )
    anchors = np.zeros(high - low, ANCHOR)
    anchors["case_link_probability"] = quantize_probability(link_probability(0, 0))
    row = columns[0].astype(np.int64) - low
    for name, column in zip(("link_articles", "text_articles", "link_uses", "text_uses"), columns[1:5], strict=True):
        anchors[name][row] = column
    for case in range(CASE_CLASSES):
        linking, articles = columns[5 + 2 * case], columns[6 + 2 * case]
        anchors["case_link_probability"][row, case] = quantize_probability(link_probability(linking, articles))
        anchors["case_articles"][row, case] = np.log1p(articles)
    return anchors


def _candidate_columns(inputs: LookupInputs, low: int, high: int) -> tuple[NDArray[Any], ...]:
    """Return (text, page, articles, flags) of all candidates, sorted by text, most frequent first.

    The flags say how the text relates to the page's titles.
    """
    linked_text, linked_page, linked_articles = inputs.fetch_columns(
        f"SELECT text, target, sum(articles)::BIGINT FROM link_targets WHERE {inputs.group_condition}"
        f" AND text >= {low} AND text < {high} GROUP BY text, target"
    )
    titles = inputs.title_anchors
    first, last = np.searchsorted(titles.anchor, (low, high))
    text = np.concatenate((linked_text, titles.anchor[first:last])).astype(np.int64)
    page = np.concatenate((linked_page, titles.page[first:last])).astype(np.int64)
    articles = np.concatenate((linked_articles, np.zeros(last - first, np.int64)))
    flags = np.concatenate((np.zeros(len(linked_text), np.uint8), titles.flags[first:last].astype(np.uint8)))
    keep = ~inputs.excluded[page]
    text, page, articles, flags = text[keep], page[keep], articles[keep], flags[keep]
    pairs, inverse = np.unique(text << _PAGE_BITS | page, return_inverse=True)
    text, page = pairs >> _PAGE_BITS, pairs & ((1 << _PAGE_BITS) - 1)
    total = np.bincount(inverse, articles, len(pairs)).astype(np.int64)
    all_flags = np.zeros(len(pairs), np.uint8)
    np.bitwise_or.at(all_flags, inverse, flags)
    # Order of candidates that nobody links: title of a redirect, title without parentheses, title.
    order = np.lexsort((page, -all_flags.astype(np.int64) * (total == 0), -total, text))
    return text[order], page[order], total[order], all_flags[order]


def _jaro_similarity(inputs: LookupInputs, text: NDArray[Any], page: NDArray[Any]) -> NDArray[np.float64]:
    """Return the Jaro similarity of each text and its page's title, in units of 1/255; shape (candidates,)."""
    language = inputs.site.language
    text_of, title_of = inputs.texts.restore_key, inputs.titles.trie.restore_key
    pairs = zip(text.tolist(), page.tolist(), strict=True)
    return np.rint([255 * Levenshtein.jaro(text_of(a), casefold_text(title_of(b), language)) for a, b in pairs])


def _concatenate(parts: Sequence[Anchors]) -> Anchors:
    shifts = np.cumsum([0] + [len(part.candidates) for part in parts])
    offsets = [part.offsets[:-1] + shift for part, shift in zip(parts, shifts[:-1], strict=True)]
    return Anchors(
        np.concatenate([part.texts for part in parts]),
        np.concatenate([part.anchors for part in parts]),
        np.concatenate([part.candidates for part in parts]),
        np.concatenate([*offsets, shifts[-1:]]),
    )


@dataclass(slots=True)
class AnchorTotals:
    """Totals over a wiki's anchors.

    Attributes:
        linking_articles: Articles that link an anchor, summed over the anchors whose top candidate is the page; shape
            (titles,).
        articles: Articles with such an anchor, linked or not; shape (titles,).
        anchors: Number of anchors.
        candidates: Number of candidates.
        links: Number of links with the text of an anchor.
        longest: Length of the longest anchor in code points.
    """

    linking_articles: NDArray[np.float64]
    articles: NDArray[np.float64]
    anchors: int = 0
    candidates: int = 0
    links: int = 0
    longest: int = 0

    def add(self, built: Anchors) -> None:
        """Add the counts of a range of anchors. The caller updates `longest`."""
        top = built.candidates["page"][built.offsets[:-1]]
        np.add.at(self.linking_articles, top, built.anchors["link_articles"])
        np.add.at(self.articles, top, built.anchors["text_articles"])
        self.anchors += len(built.texts)
        self.candidates += len(built.candidates)
        self.links += int(built.anchors["link_uses"].sum(dtype=np.int64))

    def page_link_probability(self) -> NDArray[np.float64]:
        """Return the link probability of the anchors whose top candidate is the page; shape (titles,)."""
        return np.asarray(link_probability(self.linking_articles, self.articles))


def write_anchors(inputs: LookupInputs, directory: Path) -> AnchorTotals:
    """Write the trie and the table of anchors. Only the anchors of one shard of the dictionary are in memory."""
    size = len(inputs.titles.trie)
    totals = AnchorTotals(np.zeros(size), np.zeros(size))

    def rows() -> Iterator[tuple[int, bytes]]:
        for shard in shards(inputs.texts):
            built = build_anchors(inputs, shard.low, shard.high)
            trie = marisa_trie.Trie(map(inputs.texts.restore_key, built.texts.tolist()))
            save_trie(trie, directory / shard.file_name(ANCHOR_TRIE))
            first_key = totals.anchors
            totals.add(built)
            index_of_text = np.full(shard.high - shard.low, -1, np.int32)
            index_of_text[built.texts - shard.low] = np.arange(len(built.texts))
            for key in range(len(trie)):
                text = trie.restore_key(key)
                totals.longest = max(totals.longest, len(text))
                index = index_of_text[inputs.texts[text] - shard.low]
                candidates = built.candidates[built.offsets[index] : built.offsets[index + 1]]
                yield first_key + key, built.anchors[index].tobytes() + candidates.tobytes()

    write_table(directory / f"{ANCHORS}.sqlite", rows())
    return totals
