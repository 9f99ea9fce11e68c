"""The default model is part of the program."""

from __future__ import annotations

import numpy as np

from linking.features.definitions import LINK_FEATURES
from linking.scoring import Model
from training.learning import default_model


def test_the_default_model_scores_the_features_of_this_program():
    scores = Model.load(default_model.PATH, len(LINK_FEATURES)).score(np.zeros((2, len(LINK_FEATURES)), np.float32))
    assert scores.shape == (2,)
    assert ((scores >= 0) & (scores <= 1)).all()
