"""The shipped acceptance model, which was trained on judgements of several wikis (`training default-acceptance`)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import msgspec

from linking.acceptance import TERMS, AcceptanceModel, TermScale
from training.learning import name_part_model
from training.runtime.output_files import replace_file

PATH = Path(__file__).parent / "default-acceptance.json"
CALIBRATION_ERROR = 0.07
"""Expected calibration error of the score at most, on wikis that the model was not fitted to: how far the share of
accepted suggestions is from the mean score (docs/decisions/acceptance.md)."""


@dataclass(frozen=True, slots=True)
class DefaultTerm:
    """A term of the acceptance model.

    Attributes:
        weight: In log odds per standard deviation.
        mean, deviation: The term's distribution over the suggestions of a wiki, averaged over wikis.
    """

    weight: float
    mean: float
    deviation: float


@dataclass(frozen=True, slots=True)
class DefaultAcceptance:
    """What the file holds.

    Attributes:
        intercept: Log odds at the means.
        terms: The terms by name.
    """

    intercept: float
    terms: Mapping[str, DefaultTerm]


def save(model: DefaultAcceptance, path: Path = PATH) -> None:
    """Write the file."""
    replace_file(path, msgspec.json.format(msgspec.json.encode(model), indent=1) + b"\n")


def load(path: Path = PATH) -> AcceptanceModel:
    """Read the shipped model, with the shipped name part model."""
    found = msgspec.json.decode(path.read_bytes(), type=DefaultAcceptance)
    terms = [found.terms[name] for name in TERMS]
    return AcceptanceModel(
        name_parts=name_part_model.load(),
        weights=tuple(term.weight for term in terms),
        intercept=found.intercept,
        scales=tuple(TermScale(term.mean, term.deviation) for term in terms),
    )
