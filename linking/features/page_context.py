"""The context of a page: all that the features of its candidate pairs are computed from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from linking.candidates import Candidates
from linking.features.candidate_pairs import CandidatePairs, CandidateRanking
from linking.features.mention_overlap import MentionOverlaps, find_overlaps
from linking.features.mention_position import MentionPositions
from linking.features.mention_statistics import MentionStatistics
from linking.features.mention_surroundings import MentionSurroundings
from linking.features.target_articles import TargetArticles
from linking.features.vector_similarity import VectorSimilarity
from linking.mentions import AnchorMentions
from linking.store.lookups import Tries
from linking.store.quantization import (
    dequantize_log_ratio,
    dequantize_probability,
    quantize_log_ratio,
    quantize_probability,
)
from linking.wikitext.article import Article

Array = NDArray[Any]

MIN_CONFIDENT_PROBABILITY, MIN_CONFIDENT_COMMONNESS = 0.1, 0.5
"""A mention above both describes what the page is about."""

UNKNOWN_WORD_PROBABILITY = 0.08
"""Probability of a link next to a word without statistics: the smoothed (0 + 0.24) / (0 + 3)."""

_FOLLOWS, _PRECEDES, _PART_AFTER, _PART_BEFORE = range(4)  # columns of Tries.words
UNKNOWN_WORD = (*2 * (int(quantize_probability(UNKNOWN_WORD_PROBABILITY)),), *2 * (int(quantize_log_ratio(0.0)),))
"""What `Tries.words` has for a word without statistics."""


@dataclass(frozen=True, slots=True)
class PageContextInputs:
    """What a page context is built from.

    Attributes:
        article: The parsed page.
        folded: Its case-folded wikitext.
        language: The language whose rules folded it.
        mentions: At least one mention.
        candidates: The candidates of these mentions, at least one of them eligible.
        tries: The bundle's tries.
    """

    article: Article
    folded: str
    language: str
    mentions: AnchorMentions
    candidates: Candidates
    tries: Tries


@dataclass(frozen=True)
class PageContext:
    """The arrays of a page, from which features are computed, each when a feature first asks for it.

    Attributes:
        inputs: What the context is computed from.
    """

    inputs: PageContextInputs

    @cached_property
    def mentions(self) -> MentionStatistics:
        """What is known of each mention: arrays of shape (mentions,)."""
        inputs, rows = self.inputs, self.inputs.candidates.rows
        return MentionStatistics.collect(inputs.article.wikitext, inputs.folded, inputs.mentions, rows)

    @cached_property
    def positions(self) -> MentionPositions:
        """The position of each mention: arrays of shape (mentions,)."""
        mentions = self.mentions
        return MentionPositions(self.inputs.article, self.inputs.folded, mentions.start, mentions.end)

    @cached_property
    def pairs(self) -> CandidatePairs:
        """The pairs to score: arrays of shape (pairs,)."""
        return CandidatePairs(self.inputs.candidates.rows, self.inputs.candidates.eligible)

    @property
    def ranking(self) -> CandidateRanking:
        """The candidates of all mentions, eligible or not."""
        return self.pairs.ranking

    @cached_property
    def targets(self) -> TargetArticles:
        """The article records of the pairs' targets."""
        candidates = self.inputs.candidates
        return TargetArticles.decode(
            candidates.articles, self.pairs.page, candidates.existing_links, self.ranking.top_page
        )

    @cached_property
    def length(self) -> int:
        """Code points of the wikitext, at least 1."""
        return max(1, len(self.inputs.article.wikitext))

    @property
    def probability_after_previous_word(self) -> Array:
        """Probability that a link follows the word before each mention, shape (mentions,)."""
        return dequantize_probability(self._previous_word_statistics[:, _FOLLOWS])

    @property
    def probability_before_next_word(self) -> Array:
        """Probability that a link precedes the word after each mention, shape (mentions,)."""
        return dequantize_probability(self._next_word_statistics[:, _PRECEDES])

    @property
    def part_ratio_after_previous_word(self) -> Array:
        """Log odds ratio of parts of labels to whole labels after the previous word, shape (mentions,)."""
        return dequantize_log_ratio(self._previous_word_statistics[:, _PART_AFTER])

    @property
    def part_ratio_before_next_word(self) -> Array:
        """Log odds ratio of parts of labels to whole labels before the next word, shape (mentions,)."""
        return dequantize_log_ratio(self._next_word_statistics[:, _PART_BEFORE])

    @cached_property
    def _previous_word_statistics(self) -> Array:
        return self._word_statistics(self.positions.previous_words)

    @cached_property
    def _next_word_statistics(self) -> Array:
        return self._word_statistics(self.positions.next_words)

    def _word_statistics(self, words: Sequence[str]) -> Array:
        """The quantized statistics of each word, shape (words, 4)."""
        get = self.inputs.tries.words.get
        return np.array([get(word) or UNKNOWN_WORD for word in words], np.float32)

    @cached_property
    def surroundings(self) -> MentionSurroundings:
        """What surrounds each mention."""
        return MentionSurroundings(self.positions)

    @cached_property
    def overlaps(self) -> MentionOverlaps:
        """The mentions that overlap each other."""
        mentions = self.mentions
        return find_overlaps(mentions.start, mentions.end, mentions.link_probability)

    @property
    def rival_strength(self) -> Array:
        """Highest link probability × commonness among the other pairs with the same target, shape (pairs,)."""
        row, size = self.targets.row, len(self.targets.records)
        strength = (self.mentions.link_probability[self.pairs.mention] * self.pairs.commonness).astype(np.float32)
        best, second = np.zeros(size, np.float32), np.zeros(size, np.float32)
        np.maximum.at(best, row, strength)
        is_best = strength >= best[row]
        np.maximum.at(second, row, np.where(is_best, 0, strength))
        is_only_best = is_best & (np.bincount(row, is_best, size)[row] == 1)
        return np.where(is_only_best, second[row], best[row])

    @cached_property
    def similarity(self) -> VectorSimilarity:
        """Cosines of the targets and what the page is about."""
        probability, commonness = self.mentions.link_probability, self.ranking.top_commonness
        confident = (probability > MIN_CONFIDENT_PROBABILITY) & (commonness > MIN_CONFIDENT_COMMONNESS)
        confident &= self.targets.top_row >= 0
        return VectorSimilarity(
            vectors=self.targets.vectors,
            mention=self.pairs.mention,
            row=self.targets.row,
            existing_link_rows=self.targets.existing_link_rows,
            top_row=self.targets.top_row,
            weight=np.where(confident, probability * commonness, 0.0).astype(np.float32),
        )
