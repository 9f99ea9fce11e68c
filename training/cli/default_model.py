"""`default-model`: trains the model for small wikis on several wikis together.

No feature refers to a particular text, so a model trained on one wiki is valid on others. Every wiki contributes the
same number of pairs.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from linking.bundle.names import is_wiki_name
from training.dumps.dump import read_site
from training.engines.local import local_engine
from training.errors import NotADumpError
from training.learning import default_model
from training.learning.examples import Examples, concatenate
from training.learning.xgboost_model import fit, subsample
from training.pipeline.run import FINAL, TrainingRun
from training.runtime.checkpoints import Checkpoints
from training.runtime.output_files import write_bytes
from training.settings import RunSettings

NAME, HELP = "default-model", "train the model for wikis that are too small to train their own"

PAIRS_PER_WIKI = 40_000


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the command's arguments."""
    parser.add_argument(
        "--dump", required=True, nargs="+", metavar="FILE", help="dumps of several wikis, one file each"
    )
    parser.add_argument("--work-dir", required=True, type=Path, metavar="DIR", help="directory for checkpoints")
    parser.add_argument(
        "--out",
        type=Path,
        default=default_model.PATH,
        metavar="FILE",
        help="where to write the model (default: where `run` looks for it)",
    )
    parser.add_argument("--seed", type=int, default=0, help="seed of all random choices (default: %(default)s)")


def run(args: argparse.Namespace) -> int:
    """Train the model and write it. The errors are those of training.pipeline.run."""
    parts = [subsample(_examples(dump, args.work_dir, args.seed), args.seed, PAIRS_PER_WIKI) for dump in args.dump]
    booster = fit(concatenate(parts), seed=args.seed, threads=1)
    unfinished = args.out.with_suffix(".unfinished.ubj")
    write_bytes(unfinished, booster.save_raw("ubj"))
    unfinished.rename(args.out)
    sys.stdout.write(f"{args.out}: trained on {sum(len(part.labels) for part in parts)} pairs of {len(parts)} wikis\n")
    return 0


def _examples(dump: str, work_dir: Path, seed: int) -> Examples:
    wiki = read_site([dump]).dbname
    if not is_wiki_name(wiki):
        raise NotADumpError(dump, f"its <dbname> is {wiki!r}, which is not a wiki's database name")
    settings = RunSettings(wiki=wiki, dumps=(dump,), data_dir=work_dir, work_dir=work_dir, seed=seed)
    with (
        Checkpoints.begin(settings.work, settings.fingerprint()) as checkpoints,
        local_engine(settings.jobs) as engine,
    ):
        return TrainingRun(settings, checkpoints, engine).examples(FINAL)
