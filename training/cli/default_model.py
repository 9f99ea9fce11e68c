"""`default-model`: train the model for small wikis, on several wikis together.

Features name no text, so that what is learned from one wiki holds on another. Every wiki weighs the same: as many
pairs of each.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from training.dumps.dump import read_site
from training.engines.local import local_engine
from training.learning import default_model
from training.learning import xgboost_model as model
from training.pipeline.run import FINAL, Run
from training.runtime.checkpoints import Steps
from training.settings import RunSettings

NAME, HELP = "default-model", "train the model for wikis that are too small for one of their own"

PAIRS_PER_WIKI = 40_000


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the command's options."""
    parser.add_argument(
        "--dump", required=True, nargs="+", metavar="FILE", help="dumps of several wikis, one file each"
    )
    parser.add_argument("--work-dir", required=True, type=Path, metavar="DIR", help="where unfinished work lies")
    parser.add_argument(
        "--out", type=Path, default=default_model.PATH, metavar="FILE", help="default: where `run` looks for it"
    )
    parser.add_argument("--seed", type=int, default=0, help="seed of everything that is drawn (default: %(default)s)")


def run(args: argparse.Namespace) -> int:
    """Train and write the model. Raises what training raises."""
    parts = [model.at_most(_examples(dump, args.work_dir, args.seed), args.seed, PAIRS_PER_WIKI) for dump in args.dump]
    booster = model.fit(model.concatenate(parts), seed=args.seed, threads=1)
    unfinished = args.out.with_suffix(".unfinished.ubj")
    booster.save_model(unfinished)
    unfinished.rename(args.out)
    sys.stdout.write(f"{args.out}: trained on {sum(len(part.labels) for part in parts)} pairs of {len(parts)} wikis\n")
    return 0


def _examples(dump: str, work_dir: Path, seed: int) -> model.Examples:
    wiki = read_site([dump]).dbname
    settings = RunSettings(wiki=wiki, dumps=(dump,), data_dir=work_dir, work_dir=work_dir, seed=seed)
    with Steps.begin(settings.work, settings.fingerprint()) as steps, local_engine(settings.jobs) as engine:
        return Run(settings, steps, engine).examples(FINAL)
