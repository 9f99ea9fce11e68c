from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

class Standardization:
    def __init__(
        self, columns: Sequence[int], mean: Sequence[float], deviation: Sequence[float], limits: Sequence[float]
    ) -> None: ...

class Acceptance:
    columns: int
    def __init__(
        self,
        name_inputs: Standardization,
        linear: Sequence[float],
        quadratic: NDArray[np.float64],
        name_intercept: float,
        max_log_odds: float,
        terms: Standardization,
        weights: Sequence[float],
        intercept: float,
        min_probability: float,
    ) -> None: ...
    def probability(
        self, matrix: NDArray[np.float32], link_probability: NDArray[np.float32]
    ) -> NDArray[np.float32]: ...
