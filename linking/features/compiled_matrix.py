"""The columns of the feature matrix that compiled code computes, the same as the definitions say.

`linking.features.definitions` defines each feature. The compiled modules compute most of them by name, bit by bit the
same, in a tenth of the time; a feature whose name they do not know is computed from its definition.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from linking import acceleration
from linking.features.page_context import UNKNOWN_WORD, PageContextInputs
from linking.features.vector_similarity import cosines_by_mention, cosines_with
from linking.store.quantization import dequantize_log_ratio, dequantize_probability
from linking.store.record_layout import VECTOR_DIMENSIONS
from linking.text.adjacent_tokens import MARKS
from linking.text.character_classes import class_table
from linking.text.unicode_scripts import UNSPACED_RANGES

if TYPE_CHECKING:
    from linking.acceleration import features, mention_text


@dataclass(frozen=True)
class CompiledColumns:
    """Computes the compiled features among those of a matrix.

    Attributes:
        names: The features of the matrix.
    """

    names: tuple[str, ...]

    @cached_property
    def missing(self) -> Sequence[int]:
        """Positions of the features that are not compiled."""
        known = {*acceleration.features.COLUMNS, *acceleration.mention_text.COLUMNS}
        return [position for position, name in enumerate(self.names) if name not in known]

    def compute(self, inputs: PageContextInputs) -> NDArray[np.float32]:
        """Compute the compiled features of a page.

        Returns:
            Shape (len(names), pairs). The rows `missing` are uninitialized.
        """
        text = self._describe_text(inputs)
        pairs = _read_pairs(inputs, text[self._case])
        candidates = _vectors(pairs.target_vectors())
        mention = np.frombuffer(pairs.mention_indexes(), np.int64)
        columns = np.empty((len(self.names), pairs.count), np.float32)
        pairs.spread(columns, len(columns), text, self._text_positions)
        pairs.fill(
            columns,
            len(columns),
            self._pair_positions,
            logarithms=np.log(np.frombuffer(pairs.logarithms())),
            logarithms_of_counts=np.log1p(np.frombuffer(pairs.logarithms_of_counts())),
            logarithms_of_small_counts=np.log1p(np.frombuffer(pairs.logarithms_of_small_counts(), np.float32)),
            to_existing_links=cosines_with(np.frombuffer(pairs.existing_links_sum(), np.float32), candidates),
            to_context=cosines_by_mention(_vectors(pairs.other_vectors()), candidates, mention),
        )
        return columns

    def _describe_text(self, inputs: PageContextInputs) -> NDArray[np.float32]:
        """The features of mentions that depend on the text, shape (features, mentions)."""
        mentions = inputs.mentions.representatives
        block = acceleration.mention_text.describe(
            inputs.article.wikitext,
            inputs.folded,
            mentions,
            [section.start for section in inputs.article.sections],
            inputs.tries.words.get,
            _characters(),
            _word_levels(),
        )
        return np.frombuffer(block, np.float32).reshape(-1, len(mentions))

    @cached_property
    def _case(self) -> int:
        return acceleration.mention_text.COLUMNS.index("case")

    @cached_property
    def _text_positions(self) -> bytes:
        return self._positions(acceleration.mention_text.COLUMNS)

    @cached_property
    def _pair_positions(self) -> bytes:
        return self._positions(acceleration.features.COLUMNS)

    def _positions(self, compiled: Sequence[str]) -> bytes:
        """The position of each compiled feature in the matrix."""
        position = {name: number for number, name in enumerate(self.names)}
        return bytes(position.get(name, acceleration.features.NOWHERE) for name in compiled)


def build_tables() -> None:
    """Build the tables that depend on no page, so that processes forked later share them."""
    if acceleration.mention_text is not None:
        _characters()
        _word_levels()


def _read_pairs(inputs: PageContextInputs, cases: NDArray[np.float32]) -> features.Pairs:
    candidates = inputs.candidates
    articles = candidates.articles
    return acceleration.features.Pairs(
        mentions=inputs.mentions.representatives,
        occurrences=inputs.mentions.occurrences,
        length=len(inputs.folded),
        cases=cases,
        anchors=candidates.rows.anchors,
        candidates=candidates.rows.candidates,
        offsets=candidates.rows.offsets,
        eligible=candidates.eligible,
        articles=articles if isinstance(articles, dict) else dict(articles),
        existing_links=candidates.existing_links,
        probabilities=_quantized_values()[0],
    )


def _vectors(values: bytes) -> NDArray[np.float32]:
    return np.frombuffer(values, np.float32).reshape(-1, VECTOR_DIMENSIONS)


@cache
def _quantized_values() -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """The probability and the log ratio that each quantized number stands for."""
    levels = np.arange(256, dtype=np.float32)
    return dequantize_probability(levels), dequantize_log_ratio(levels)


@cache
def _word_levels() -> mention_text.WordLevels:
    return acceleration.mention_text.WordLevels(UNKNOWN_WORD, *_quantized_values())


@cache
def _characters() -> mention_text.Characters:
    return acceleration.mention_text.Characters(class_table(), MARKS, list(UNSPACED_RANGES))
