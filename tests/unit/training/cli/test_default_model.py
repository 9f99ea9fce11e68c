"""`default-model` trains one model on several wikis."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from linking.features.definitions import LINK_FEATURES, NAMES
from linking.scoring import Model
from tests.helpers.training.commands import run_command
from tests.helpers.training.tiny_dumps import write_dump
from training.learning import default_model, name_part_model

pytestmark = pytest.mark.integration


def test_a_model_is_trained_on_the_pairs_of_all_dumps(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(default_model, "MIN_ARTICLES", 10)
    dumps = [write_dump(tmp_path / f"{name}.xml") for name in ("one", "two")]
    out, parts = tmp_path / "model.ubj", tmp_path / "parts.json"
    words = ("--dump", *dumps, "--work-dir", tmp_path / "work", "--out", out, "--name-parts-out", parts)
    assert run_command("default-model", *words) == 0
    assert "pairs of 2 wikis" in capsys.readouterr().out
    scores = Model.load(out, len(LINK_FEATURES)).score(np.zeros((1, len(LINK_FEATURES)), np.float32))
    assert scores.shape == (1,)
    assert name_part_model.load(parts).log_odds(np.zeros((1, len(NAMES)), np.float32)).shape == (1,)
