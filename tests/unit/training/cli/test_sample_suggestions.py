"""`sample-suggestions` turns its arguments into settings."""

from __future__ import annotations

import argparse
from pathlib import Path

import pytest

from linking.recommender import DEFAULT_THRESHOLD
from tests.helpers.training.commands import run_command
from training.cli import sample_suggestions
from training.errors import StrataError
from training.evaluation.review_drawing import Drawing, Stratum
from training.pipeline.review_sample import SampleSettings

WORDS = (
    "sample-suggestions",
    "--wiki",
    "kwwiki",
    "--dump",
    "1.xml",
    "--data-dir",
    "data",
    "--out",
    "out",
    "--jobs",
    "1",
)


def test_a_sample_of_200_at_the_services_threshold_is_the_default(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    called: list[SampleSettings] = []
    drawing = Drawing((), 30, 10, (Stratum(0.5, 1.0, 3),))
    monkeypatch.setattr(sample_suggestions, "sample_suggestions", lambda given: called.append(given) or drawing)
    assert run_command(*WORDS) == 0
    assert called == [
        SampleSettings(
            wiki="kwwiki",
            dumps=("1.xml",),
            data_dir=Path("data"),
            out=Path("out"),
            count=200,
            threshold=DEFAULT_THRESHOLD,
            bounds=(DEFAULT_THRESHOLD,),
            seed=1,
        )
    ]
    assert capsys.readouterr().out == (
        "kwwiki: 0 suggestions in 0 articles written to out, fewer than the 200 asked for\n"
        "drawn from 30 articles, of which 10 have suggestions\n"
    )


@pytest.mark.parametrize(
    ("stratify", "bounds"),
    [
        (None, (0.55,)),
        ([], (0.55, 0.6, 0.7, 0.8, 0.9)),
        ([0.9, 0.7, 0.9], (0.55, 0.7, 0.9)),
    ],
)
def test_bands_begin_at_the_threshold(stratify: list[float] | None, bounds: tuple[float, ...]) -> None:
    assert sample_suggestions.lowest_scores(0.55, stratify) == bounds


@pytest.mark.parametrize("bound", [0.5, 0.1, 1.0])
def test_a_bound_outside_the_scores_is_refused(bound: float) -> None:
    with pytest.raises(StrataError, match=f"--stratify {bound:g}"):
        sample_suggestions.lowest_scores(0.5, [0.6, bound])


@pytest.mark.parametrize("text", ["0", "10001", "many"])
def test_the_number_of_suggestions_is_bounded(text: str) -> None:
    assert sample_suggestions.count("10000") == 10_000
    with pytest.raises(argparse.ArgumentTypeError):
        sample_suggestions.count(text)
