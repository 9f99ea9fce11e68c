"""What the features of a page's (mention, candidate) pairs are computed from, as arrays.

One mention is scored for each anchor: the one at the anchor's first eligible place, since each text is linked there.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import chain
from typing import Any

import Levenshtein
import numpy as np
from numpy.typing import NDArray

from linking.features.mention_position import Places
from linking.features.vector_similarity import Nearness
from linking.mentions import Mention
from linking.store.lookups import ANCHORS, LookupFailed, Lookups
from linking.store.quantization import byte_probability, link_probability
from linking.store.record_layout import IMPORTED_VECTOR, AnchorRows, decode_anchors, decode_pages
from linking.text.character_classes import case_class
from linking.text.folding import fold
from linking.wikitext.article import Article

Array = NDArray[Any]

CONFIDENT_PROBABILITY, CONFIDENT_SHARE = 0.1, 0.5
"""From which link probability and commonness on a mention tells what the page is about."""
UNKNOWN_WORD = 0.08
"""P(link) beside a word without statistics: the smoothing (0 + .24) / (0 + 3)."""


@dataclass(frozen=True, slots=True)
class Scored:
    """The mentions to score, and all that were found. places[i]: spans of anchor i's eligible places, first first."""

    mentions: Sequence[Mention]
    places: Sequence[Sequence[Mention]]
    everything: Sequence[Mention]


@dataclass(frozen=True)
class Sources:
    """What a page's context is put together from. kept: keys of the articles that the page links already.

    own: the page's key, -1 for a new page. folded: the whole page, folded by the rules of `language`.
    """

    article: Article
    folded: str
    scored: Scored
    anchor_rows: AnchorRows
    pages: Mapping[int, bytes]
    kept: frozenset[int]
    own: int
    lookups: Lookups
    language: str


class PageContext:
    """Arrays of shape (mentions,), of shape (pairs,), and numbers of the page; named as the features use them."""

    def __init__(self, sources: Sources) -> None:
        self._sources = sources
        self._text = sources.article.wikitext
        self.length = max(1, len(self._text))
        self.page_length = float(np.log1p(self.length))
        mentions = sources.scored.mentions
        self.size = len(mentions)
        fields = np.fromiter(chain.from_iterable(mentions), np.int64, self.size * len(Mention._fields))
        self.start, self.end, _, self.suffix, self.prefix = fields.reshape(self.size, -1).T.copy()
        self.places = Places(sources.article, sources.folded, self.start, self.end)
        self._set_anchors(sources.anchor_rows)
        self._set_pairs(sources)
        self.expected = float(self.rate.sum())
        self.kept_count = len(sources.kept)

    def _set_anchors(self, rows: AnchorRows) -> None:
        anchors = rows.anchors
        self.link_articles, self.text_articles = anchors["link_articles"], anchors["text_articles"]
        self.link_uses, self.text_uses = anchors["link_uses"], anchors["text_uses"]
        self.rate = link_probability(self.link_articles, self.text_articles)
        self.candidate_count = np.diff(rows.offsets)
        folded = self._sources.folded
        spans = [(m[0] + m[4], m[1] - m[3]) for m in self._sources.scored.mentions]
        self.case = np.array([case_class(self._text[a:b], folded[a:b]) for a, b in spans], np.int64)
        everyone = np.arange(self.size)
        self.case_rate = byte_probability(anchors["case_rate"][everyone, self.case])
        self.case_articles = anchors["case_articles"][everyone, self.case]
        pieces = [self._text[a:b] for a, b in spans]
        self.words = np.array([piece.count(" ") + 1 for piece in pieces])
        self.digits = np.array([not piece.isalpha() and any(map(str.isdigit, piece)) for piece in pieces], np.float32)

    def _set_pairs(self, sources: Sources) -> None:
        rows = sources.anchor_rows
        candidates, counts = rows.candidates, self.candidate_count
        mention = np.repeat(np.arange(self.size), counts)
        articles = candidates["articles"].astype(np.float32)
        totals = np.bincount(mention, articles, self.size)
        smoothed = articles + 0.1  # a title that nobody linked yet is still a candidate
        share = smoothed / (totals + 0.1 * counts)[mention]
        self.entropy = np.bincount(mention, -share * np.log(share), self.size)
        rank = np.arange(len(candidates)) - rows.offsets[:-1][mention]
        best = share[rows.offsets[:-1]]
        several = counts > 1
        second = (
            np.where(several, share[np.minimum(rows.offsets[:-1] + 1, len(share) - 1)], 0.0) if len(share) else best
        )
        margin = share - np.where(rank == 0, second[mention], best[mention])
        self._top = candidates["page"][rows.offsets[:-1]]
        self._top_share = best
        keep = self._worth(candidates["page"], sources)
        self.mention, self.page = mention[keep], candidates["page"][keep]
        self.articles, self.share, self.rank, self.margin = articles[keep], share[keep], rank[keep], margin[keep]
        self.flags, self.jaro = candidates["flags"][keep], candidates["jaro"][keep] / np.float32(255)
        self.pairs = len(self.page)
        self._set_pages(sources)

    def _worth(self, pages: Array, sources: Sources) -> Array:
        """Which candidates may be recommended: articles of the bundle, not linked yet, not the page itself."""
        unwanted = sources.kept | {sources.own}
        return np.array([key in sources.pages and key not in unwanted for key in pages.tolist()], bool)

    def _set_pages(self, sources: Sources) -> None:
        keys = np.array(sorted(sources.pages), np.int64)
        self._records = decode_pages([sources.pages[key] for key in keys.tolist()])
        self._vectors = self._records["vector"].astype(np.float32) / np.float32(127)
        self.row = np.searchsorted(keys, self.page)
        self._kept_rows = np.searchsorted(keys, sorted(key for key in sources.kept if key in sources.pages))
        known = np.array([key in sources.pages for key in self._top.tolist()], bool)
        self._top_rows = np.where(known, np.searchsorted(keys, self._top), -1)
        target = self._records[self.row]
        self.incoming, self.outgoing = target["incoming"], target["outgoing"]
        self.link_rate, self.target_length = target["link_rate"], target["length"]

    # what stands around the mentions

    @property
    def occurrences(self) -> Array:
        return np.array([len(places) for places in self._sources.scored.places])

    @property
    def line_expected(self) -> Array:
        return np.bincount(self.places.line, self.rate)[self.places.line]

    @property
    def follows(self) -> Array:
        return self._word_rates(self.places.words_before, 0)

    @property
    def precedes(self) -> Array:
        return self._word_rates(self.places.words_after, 1)

    def _word_rates(self, tokens: Sequence[str], place: int) -> Array:
        get = self._sources.lookups.tries.words.get
        found = [get(token) for token in tokens]
        rates = [byte_probability(np.float32(values[0][place])) if values else UNKNOWN_WORD for values in found]
        return np.array(rates, np.float32)

    # mentions that overlap

    @cached_property
    def _overlaps(self) -> tuple[Array, Array]:
        """For each mention: best link probability, and length, of the scored mentions that overlap it."""
        order = np.lexsort((-self.end, self.start))
        start, end, rate = self.start[order], self.end[order], self.rate[order]
        best, longest = np.zeros(self.size), np.zeros(self.size, np.int64)
        for step in range(1, min(_NEIGHBOURS, self.size - 1) + 1):
            left, right = slice(None, -step), slice(step, None)
            overlap = start[right] < end[left]
            if not overlap.any():
                continue
            for a, b in ((left, right), (right, left)):
                best[a] = np.maximum(best[a], np.where(overlap, rate[b], 0.0))
                longest[a] = np.maximum(longest[a], np.where(overlap, end[b] - start[b], 0))
        back = np.argsort(order)
        return best[back], longest[back]

    @property
    def overlap_best(self) -> Array:
        return self._overlaps[0]

    @property
    def overlap_longer(self) -> Array:
        return np.maximum(self._overlaps[1] - (self.end - self.start), 0)

    # targets

    @property
    def rival_text(self) -> Array:
        strength = (self.rate[self.mention] * self.share).astype(np.float32)
        best, second = np.zeros(len(self._records), np.float32), np.zeros(len(self._records), np.float32)
        np.maximum.at(best, self.row, strength)
        is_best = strength >= best[self.row]
        np.maximum.at(second, self.row, np.where(is_best, 0, strength))
        alone = np.bincount(self.row, is_best, len(self._records))[self.row] == 1
        return np.where(is_best & alone, second[self.row], best[self.row])

    @cached_property
    def nearness(self) -> Nearness:
        sure = (self.rate > CONFIDENT_PROBABILITY) & (self._top_share > CONFIDENT_SHARE) & (self._top_rows >= 0)
        weight = np.where(sure, self.rate * self._top_share, 0.0).astype(np.float32)
        return Nearness(self._vectors, self.mention, self.row, self._kept_rows, self._top_rows, weight)

    # what an imported bundle brings

    @property
    def imported_anchors(self) -> Array:
        """The anchors' records as linking.features.legacy_mwaddlink.ANCHOR lays them out, shape (mentions,)."""
        return self._sources.anchor_rows.anchors

    @property
    def near_page(self) -> Array:
        """Cosine of the imported vectors of the target and of the page itself; 0 where one of them has none."""
        own = self._sources.pages.get(self._sources.own)
        if own is None:
            return np.zeros(self.pairs, np.float32)
        vectors = self._records[IMPORTED_VECTOR][self.row]
        vector = decode_pages([own])[IMPORTED_VECTOR][0]
        lengths = np.linalg.norm(vectors, axis=1) * np.linalg.norm(vector)
        return np.divide(vectors @ vector, lengths, out=np.zeros(self.pairs, np.float32), where=lengths > 0)

    @property
    def jaro_of_titles(self) -> Array:
        """Jaro similarity of the anchor and the target's title, both folded; `jaro` is the same in 1/255."""
        folded, language = self._sources.folded, self._sources.language
        texts = [folded[mention[0] : mention[1]] for mention in self._sources.scored.mentions]
        title = self._sources.lookups.tries.titles.restore_key
        pairs = zip(self.mention.tolist(), self.page.tolist(), strict=True)
        return np.array([Levenshtein.jaro(texts[m], fold(title(page), language)) for m, page in pairs], np.float32)


_NEIGHBOURS = 6
"""Mentions looked at on each side for overlaps, in order of start: more never overlap but in made-up text."""


def fetch(lookups: Lookups, scored: Scored) -> AnchorRows:
    """The anchors of the mentions to score, one query. Raises LookupFailed, also where one is not there."""
    keys = [mention.anchor for mention in scored.mentions]
    values = lookups.anchors.get_many(keys)
    try:
        return decode_anchors([values[key] for key in keys])
    except KeyError as error:  # the version is being removed from a database
        raise LookupFailed(ANCHORS, f"no record of anchor {error}") from error
