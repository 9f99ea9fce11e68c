"""The sample wiki's articles, and what is recommended for them by a small model that is never trained again.

The look-ups are built by the program's own code, the model is a file. A change of the answers that is meant is put down
with `python -m tests.golden.golden renew`, one that needs another model with `... renew --train`.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
from collections.abc import Sequence
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np
import xgboost

from linking.features.definitions import FEATURES
from linking.recommender import Recommender, Request, open_reader
from linking.scoring import Model
from tests.helpers.programs.running import ROOT
from training.dumps.dump import Dump
from training.engines.factory import opened
from training.knowledge import lookup_builder as lookups
from training.knowledge.lookup_builder import COUNTS, LookupTask
from training.learning import default_model
from training.learning.xgboost_model import PARAMETERS
from training.pipeline.corpus_steps import Statistics
from training.pipeline.run import FINAL, Run
from training.runtime.checkpoints import Steps
from training.sample.export import EXPORT
from training.settings import RunSettings

ANSWERS, MODEL = ROOT / "tests/golden/golden.jsonl", ROOT / "tests/golden/golden-model.ubj"
ARTICLES, THRESHOLD = 200, 0.4
_ROUNDS, _DEPTH = 30, 5
_LINK = re.compile(r"\[\[(?:[^\[\]|]*\|)?([^\[\]|]*)\]\]")


def build_lookups(directory: Path) -> Path:
    """The look-ups of the sample wiki, as its bundle has them; returns where they are."""
    settings = _settings(directory)
    with Steps.begin(settings.work, settings.fingerprint()) as steps, opened(None, settings.jobs) as engine:
        known = Statistics(settings, steps, engine)
        groups = known.split.groups_without(None, validation=FINAL.validation)
        output = directory / "lookups"
        output.mkdir()
        memory_mb = settings.shares.of_database()
        return lookups.build(LookupTask(known.sums, known.titles, output, known.site, groups, settings.seed, memory_mb))


def _settings(directory: Path) -> RunSettings:
    return RunSettings("samplewiki", (str(EXPORT),), directory, jobs=1)


def articles() -> list[tuple[str, str]]:
    """Title and wikitext of articles from all over the wiki, every second link taken out."""
    with Dump([str(EXPORT)], namespaces=[0]) as dump:
        pages = [page for page in dump if page.redirect is None]
    step = max(1, len(pages) // ARTICLES)
    return [(page.title, _without_half_of_the_links(page.text)) for page in pages[::step][:ARTICLES]]


def _without_half_of_the_links(wikitext: str) -> str:
    number = count()
    return _LINK.sub(lambda match: match[1] if next(number) % 2 else match[0], wikitext)


def answers(built: Path, model: Path = MODEL) -> list[dict[str, Any]]:
    """What is recommended for each article: offset, text, target, match_index and score of each link."""
    longest = json.loads((built / COUNTS).read_text())["longest_anchor"]
    recommender = Recommender(open_reader(built, longest), Model.load(model, len(FEATURES)))
    found = []
    for title, wikitext in articles():
        links = recommender.recommend(Request(title, wikitext, threshold=THRESHOLD)).links
        rows = [[x.wikitext_offset, x.link_text, x.link_target, x.match_index, round(x.score, 6)] for x in links]
        found.append({"title": title, "links": rows})
    recommender.close()
    return found


def train(directory: Path) -> bytes:
    """A small model. It sees no vectors: their last digits are the processor's, and may turn a tree's decision."""
    default_model.FEWEST_ARTICLES = 0
    settings = _settings(directory)
    with Steps.begin(settings.work, settings.fingerprint()) as steps, opened(None, settings.jobs) as engine:
        examples = Run(settings, steps, engine).examples(FINAL)
    features = np.array(examples.features, copy=True)
    features[:, [index for index, feature in enumerate(FEATURES) if feature.group == "vectors"]] = 0
    data = xgboost.DMatrix(features, examples.labels)
    parameters = {**PARAMETERS, "max_depth": _DEPTH, "eta": 0.2, "nthread": 1}
    return bytes(xgboost.train(parameters, data, _ROUNDS).save_raw("ubj"))


def main(words: Sequence[str] | None = None) -> int:
    """Renew the files."""
    parser = argparse.ArgumentParser(prog="python -m tests.golden.golden")
    parser.add_argument("command", choices=["renew"])
    parser.add_argument("--train", action="store_true", help="train the model again too")
    options = parser.parse_args(words)
    with TemporaryDirectory() as directory:
        if options.train:
            MODEL.write_bytes(train(Path(directory)))
        lines = [json.dumps(answer, ensure_ascii=False) for answer in answers(build_lookups(Path(directory)))]
    ANSWERS.write_text("\n".join([*lines, ""]), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
