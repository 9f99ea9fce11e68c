from collections.abc import Collection, Sequence, Sized

import numpy as np
from numpy.typing import NDArray

COLUMNS: tuple[str, ...]
NOWHERE: int

class Pairs:
    count: int
    def __init__(
        self,
        *,
        mentions: Sequence[tuple[int, int, int, int, int]],
        occurrences: Sequence[Sized],
        length: int,
        cases: NDArray[np.float32],
        anchors: NDArray[np.void],
        candidates: NDArray[np.void],
        offsets: NDArray[np.intp],
        eligible: NDArray[np.bool_],
        articles: dict[int, bytes],
        existing_links: Collection[int],
        probabilities: NDArray[np.float32],
    ) -> None: ...
    def existing_links_sum(self) -> bytes: ...
    def target_vectors(self) -> bytes: ...
    def other_vectors(self) -> bytes: ...
    def mention_indexes(self) -> bytes: ...
    def logarithms(self) -> bytes: ...
    def logarithms_of_counts(self) -> bytes: ...
    def logarithms_of_small_counts(self) -> bytes: ...
    def spread(self, matrix: NDArray[np.float32], rows: int, block: NDArray[np.float32], positions: bytes) -> None: ...
    def fill(
        self,
        matrix: NDArray[np.float32],
        rows: int,
        positions: bytes,
        *,
        logarithms: NDArray[np.float64],
        logarithms_of_counts: NDArray[np.float64],
        logarithms_of_small_counts: NDArray[np.float32],
        to_existing_links: NDArray[np.float32],
        to_context: NDArray[np.float32],
    ) -> None: ...
