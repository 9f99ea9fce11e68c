"""`default-acceptance`: trains the acceptance model on judgements, and measures it on wikis left out of training."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from linking.acceptance import TERMS
from training.cli import arguments
from training.learning import default_acceptance, judgements
from training.learning.acceptance_fit import (
    AcceptanceFigures,
    Interval,
    area_intervals,
    difference_intervals,
    figures,
    fit,
    score_held_out,
    without_term,
)
from training.learning.decision_simulation import learning_curve_settings, learning_curve_table, simulate
from training.runtime.output_files import write_text
from training.runtime.progress import Progress

NAME, HELP = "default-acceptance", "train the model of what reviewers accept"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the command's arguments."""
    parser.add_argument(
        "--reviewed", type=Path, metavar="FILE", help="judgements (JSON Lines); default: the table in --table"
    )
    parser.add_argument("--articles", type=Path, metavar="DIR", help="directory with the judged WIKI-test.jsonl")
    parser.add_argument("--data-dir", type=Path, metavar="DIR", help="bundles not trained on the judged articles")
    parser.add_argument(
        "--table",
        type=Path,
        default=judgements.PATH,
        metavar="FILE",
        help="table of judgements; written with --reviewed, otherwise read (default: the one in the program)",
    )
    parser.add_argument(
        "--out",
        type=Path,
        default=default_acceptance.PATH,
        metavar="FILE",
        help="where to write the model (default: where `run` looks for it)",
    )
    parser.add_argument("--ablation", action="store_true", help="also measure the model without each of its terms")
    parser.add_argument(
        "--learning-curve",
        type=Path,
        metavar="FILE",
        help="instead simulate what a wiki's own decisions are worth, and write the figures (JSON)",
    )
    parser.add_argument(
        "--repeats",
        type=arguments.positive,
        default=200,
        metavar="N",
        help="how often --learning-curve draws decisions (default: %(default)s)",
    )


def run(args: argparse.Namespace) -> int:
    """Train the model and write it."""
    if args.reviewed:
        if not args.articles or not args.data_dir:
            raise judgements.JudgementError("--reviewed needs --articles and --data-dir")
        judgements.write_table(judgements.judge_with_bundles(args.reviewed, args.articles, args.data_dir), args.table)
    table = judgements.read_table(args.table)
    if args.learning_curve:
        return _write_learning_curve(table, args.learning_curve, args.repeats)
    default_acceptance.save(fit(table), args.out)
    scores = score_held_out(table)
    for wiki in sorted(set(table.wikis.tolist())):
        chosen = table.wikis == wiki
        sys.stdout.write(_line(wiki, figures(scores[chosen], table.labels[chosen])))
    sys.stdout.write(_line("all", figures(scores, table.labels)))
    good, not_bad = area_intervals(table, scores)
    sys.stdout.write(f"all: 95 % intervals of the areas: good {_interval(good)}, not bad {_interval(not_bad)}\n")
    if args.ablation:
        _write_ablation(table, scores)
    sys.stdout.write(f"{args.out}: trained on {len(table.labels)} judgements of {len(np.unique(table.wikis))} wikis\n")
    return 0


def _write_learning_curve(table: judgements.Judgements, path: Path, repeats: int) -> int:
    settings = learning_curve_settings(table)
    points = []
    with Progress("simulate decisions", len(settings)) as progress:
        for setting in settings:
            points.append(simulate(table, setting, repeats=repeats))
            progress.advance()
    write_text(path, json.dumps([point.to_json() for point in points], indent=1) + "\n")
    sys.stdout.writelines(f"{line}\n" for line in learning_curve_table(points))
    return 0


def _write_ablation(table: judgements.Judgements, scores: NDArray[np.float64]) -> None:
    for name in TERMS:
        others = score_held_out(without_term(table, name))
        found = figures(others, table.labels)
        good, not_bad = difference_intervals(table, scores, others)
        sys.stdout.write(
            f"without {name}: area good {found.area_good:.3f} (change {_interval(good)}), not bad"
            f" {found.area_not_bad:.3f} (change {_interval(not_bad)})\n"
        )


def _interval(interval: Interval) -> str:
    return f"{interval[0]:.3f} to {interval[1]:.3f}"


def _line(wiki: str, found: AcceptanceFigures) -> str:
    return (
        f"{wiki}: {found.judgements} judged by models of the other wikis; area good {found.area_good:.3f}, not bad"
        f" {found.area_not_bad:.3f}; calibration error {found.calibration_error:.3f}; {found.served} score 0.6,"
        f" of which {found.served_good:.0%} good, {found.served_not_bad:.0%} not bad\n"
    )
