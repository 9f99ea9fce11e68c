import numpy as np
from numpy.typing import NDArray

class Trees:
    features: int
    def __init__(
        self,
        sizes: NDArray[np.int32],
        left: NDArray[np.int32],
        right: NDArray[np.int32],
        feature: NDArray[np.int32],
        threshold: NDArray[np.float32],
        default_left: NDArray[np.uint8],
        features: int,
        base_score: float,
    ) -> None: ...
    def predict(self, matrix: NDArray[np.float32]) -> NDArray[np.float32]: ...
