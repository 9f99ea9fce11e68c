"""An article analyzer with a few records in memory, for features that a test computes by hand."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

import marisa_trie
import numpy as np

from linking.analysis import ArticleAnalyzer
from linking.mentions import Dictionary
from linking.store.lookups import WORD_FORMAT, Lookups, Tries
from linking.store.quantization import quantize_log_ratio, quantize_probability
from linking.store.record_layout import ANCHOR, CANDIDATE, PAGE, REDIRECT
from linking.store.tries import RecordTrie, SingleTrie, Trie
from linking.text.affixes import Affixes
from linking.text.titles import Site


@dataclass(frozen=True)
class Candidate:
    """A candidate record; `jaro` in 1/255."""

    title: str
    articles: int
    flags: int = 0
    jaro: int = 255


@dataclass(frozen=True)
class Anchor:
    """An anchor record.

    Attributes:
        linking: Articles in which the text is a link.
        containing: Articles that contain the text.
        candidates: In order of `articles`.
        link_uses: Occurrences as a link.
        text_uses: All occurrences.
        case: Case class -> (link probability, articles); (0, 0) for other classes.
    """

    linking: int
    containing: int
    candidates: Sequence[Candidate]
    link_uses: int = 0
    text_uses: int = 0
    case: Mapping[int, tuple[float, float]] = field(default_factory=dict)


@dataclass(frozen=True)
class Page:
    """An article record; `vector`: the first dimensions, times 127."""

    incoming: int = 0
    outgoing: int = 0
    link_rate: float = 0
    length: float = 0
    vector: Sequence[int] = ()


class MemoryTable:
    """A table in a dictionary."""

    def __init__(self, values: Mapping[int, bytes]) -> None:
        self._values = values

    def get_many(self, keys: Collection[int]) -> Mapping[int, bytes]:
        """Return the value of each key that the table has."""
        return {key: self._values[key] for key in keys if key in self._values}

    def close(self) -> None:
        """Do nothing."""


def make_analyzer(
    anchors: Mapping[str, Anchor],
    pages: Mapping[str, Page | str],
    words: Mapping[str, tuple[float, float, float, float]] | None = None,
    affixes: Affixes | None = None,
) -> ArticleAnalyzer:
    """Return an analyzer for a wiki in memory.

    Args:
        anchors: Text -> anchor.
        pages: Title -> article, or the target of a redirect.
        words: Word -> (probability that a link follows it, that a link precedes it, log odds ratio of parts of labels
            after it, the same before it).
        affixes: Endings and prefixes.
    """
    texts, titles = SingleTrie(marisa_trie.Trie(anchors)), SingleTrie(marisa_trie.Trie(pages))
    quantized = [
        (word, tuple(map(int, (*quantize_probability(np.array(four[:2])), *quantize_log_ratio(np.array(four[2:]))))))
        for word, four in (words or {}).items()
    ]
    tries = Tries(texts, titles, RecordTrie(marisa_trie.RecordTrie(WORD_FORMAT, quantized)))
    lookups = Lookups(
        MemoryTable({texts[text]: _anchor(anchor, titles) for text, anchor in anchors.items()}),
        MemoryTable({titles[title]: _page(page, titles) for title, page in pages.items()}),
        tries,
    )
    dictionary = Dictionary(texts, affixes or Affixes({}, {}), max(map(len, anchors)))
    return ArticleAnalyzer(Site("tinywiki", "en"), dictionary, lookups)


def _anchor(anchor: Anchor, titles: Trie) -> bytes:
    record = np.zeros(1, ANCHOR)
    record["link_articles"], record["text_articles"] = anchor.linking, anchor.containing
    record["link_uses"], record["text_uses"] = anchor.link_uses, anchor.text_uses
    for case, (probability, articles) in anchor.case.items():
        record["case_link_probability"][0, case] = quantize_probability(probability)
        record["case_articles"][0, case] = np.log1p(articles)
    candidates = np.array([(titles[c.title], c.articles, c.flags, c.jaro) for c in anchor.candidates], CANDIDATE)
    return record.tobytes() + candidates.tobytes()


def _page(page: Page | str, titles: Trie) -> bytes:
    if isinstance(page, str):
        return np.array([titles[page]], REDIRECT).tobytes()
    record = np.zeros(1, PAGE)
    record["incoming"], record["outgoing"], record["link_rate"] = page.incoming, page.outgoing, page.link_rate
    record["length"] = np.log1p(page.length)
    record["vector"][0, : len(page.vector)] = page.vector
    return record.tobytes()
