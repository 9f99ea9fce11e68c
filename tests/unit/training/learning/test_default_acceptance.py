"""The shipped acceptance model is part of the program, and its file keeps terms by name."""

from __future__ import annotations

import json
from pathlib import Path

from linking.acceptance import TERMS, AcceptanceModel, TermScale
from training.learning import default_acceptance, name_part_model
from training.learning.default_acceptance import DefaultAcceptance, DefaultTerm

MODEL = DefaultAcceptance(
    0.25, {name: DefaultTerm(number / 8, float(number), 1.5) for number, name in enumerate(TERMS)}
)


def test_a_file_has_what_was_saved(tmp_path: Path) -> None:
    default_acceptance.save(MODEL, tmp_path / "acceptance.json")
    assert default_acceptance.load(tmp_path / "acceptance.json") == AcceptanceModel(
        name_parts=name_part_model.load(),
        weights=tuple(number / 8 for number in range(len(TERMS))),
        intercept=0.25,
        scales=tuple(TermScale(float(number), 1.5) for number in range(len(TERMS))),
    )


def test_the_order_of_the_terms_in_the_file_does_not_matter(tmp_path: Path) -> None:
    path, reordered = tmp_path / "one.json", tmp_path / "two.json"
    default_acceptance.save(MODEL, path)
    members = json.loads(path.read_text())
    members["terms"] = dict(reversed(members["terms"].items()))
    reordered.write_text(json.dumps(members))
    assert default_acceptance.load(reordered) == default_acceptance.load(path)


def test_serving_reads_the_shipped_model(tmp_path: Path) -> None:
    model = default_acceptance.load()
    (tmp_path / "acceptance.json").write_bytes(model.to_json())
    assert AcceptanceModel.load(tmp_path / "acceptance.json") == model
