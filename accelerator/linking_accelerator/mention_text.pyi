from collections.abc import Callable, Iterable, Sequence

import numpy as np
from numpy.typing import NDArray

COLUMNS: tuple[str, ...]

class Characters:
    def __init__(self, classes: bytes, marks: str, unspaced: list[tuple[int, int]]) -> None: ...

class WordLevels:
    def __init__(
        self, unknown: tuple[int, ...], probabilities: NDArray[np.float32], ratios: NDArray[np.float32]
    ) -> None: ...

def describe(
    wikitext: str,
    folded: str,
    mentions: Sequence[tuple[int, int, int, int, int]],
    sections: Iterable[int],
    get_word: Callable[[str], tuple[int, ...] | None],
    characters: Characters,
    levels: WordLevels,
) -> bytes: ...
