"""`default-model`: trains the link model for small wikis and the name part model, on several wikis together.

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
from training.learning import default_model, name_part_examples, name_part_model
from training.learning.examples import Examples, concatenate
from training.learning.name_part_examples import NamePartExamples
from training.learning.xgboost_model import fit, subsample
from training.pipeline.corpus_steps import Corpus
from training.pipeline.model_steps import FINAL, Models
from training.runtime.checkpoints import Checkpoints
from training.runtime.output_files import replace_file
from training.settings import RunSettings

NAME, HELP = "default-model", "train the model for wikis that are too small to train their own"

PAIRS_PER_WIKI, TEXTS_PER_WIKI = 40_000, 15_000


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
    parser.add_argument(
        "--name-parts-out",
        type=Path,
        default=name_part_model.PATH,
        metavar="FILE",
        help="where to write the name part model (default: where `run` looks for it)",
    )
    parser.add_argument("--seed", type=int, default=0, help="seed of all random choices (default: %(default)s)")


def run(args: argparse.Namespace) -> int:
    """Train the model and write it. The errors are those of training.pipeline.run."""
    parts: list[Examples] = []
    texts: list[NamePartExamples] = []
    for dump in args.dump:
        examples, labels = _examples(dump, args.work_dir, args.seed)
        parts.append(subsample(examples, args.seed, PAIRS_PER_WIKI))
        texts.append(name_part_examples.subsample(labels, args.seed, TEXTS_PER_WIKI))
    booster = fit(concatenate(parts), seed=args.seed, threads=1)
    replace_file(args.out, booster.save_raw("ubj"))
    name_part_model.save(name_part_model.fit(name_part_examples.concatenate(texts)), args.name_parts_out)
    sys.stdout.write(f"{args.out}: trained on {sum(len(part.labels) for part in parts)} pairs of {len(parts)} wikis\n")
    return 0


def _examples(dump: str, work_dir: Path, seed: int) -> tuple[Examples, NamePartExamples]:
    wiki = read_site([dump]).dbname
    if not is_wiki_name(wiki):
        raise NotADumpError(dump, f"its <dbname> is {wiki!r}, which is not a wiki's database name")
    settings = RunSettings(wiki=wiki, dumps=(dump,), data_dir=work_dir, work_dir=work_dir, seed=seed)
    with (
        Checkpoints.begin(settings.work, settings.fingerprint()) as checkpoints,
        local_engine(settings.jobs) as engine,
    ):
        models = Models(settings, checkpoints, engine, Corpus(settings, checkpoints, engine))
        (examples,) = models.examples(FINAL)
        return examples, models.name_part_examples()
