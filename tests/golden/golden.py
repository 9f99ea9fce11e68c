"""The recommendations for the sample wiki's articles, by a small model that is stored in a file.

The lookups are built by the program's own code. After an intended change of the recommendations, write them again with
`python -m tests.golden.golden renew`, and raise `linking.dataset_checksums.ANSWERS_VERSION` once for the release. If
the change needs a new model, add `--train`.
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

from linking.acceptance import AcceptanceModel, TwoStageScorer
from linking.analysis import open_analyzer
from linking.features.definitions import LINK_FEATURES
from linking.recommender import RecommendationQuery, Recommender
from linking.scoring import Model
from tests.helpers.programs.running import ROOT
from training.dumps.dump import Dump
from training.engines.factory import open_engine
from training.knowledge import lookup_builder as lookups
from training.knowledge.lookup_builder import COUNTS, LookupTask
from training.learning import default_acceptance, default_model
from training.learning.xgboost_model import PARAMETERS
from training.pipeline.corpus_steps import Corpus
from training.pipeline.model_steps import FINAL, Models
from training.runtime.checkpoints import Checkpoints
from training.sample.export import EXPORT
from training.settings import RunSettings

ANSWERS, MODEL = ROOT / "tests/golden/golden.jsonl", ROOT / "tests/golden/golden-model.ubj"
ACCEPTANCE_MODEL = ROOT / "tests/golden/golden-acceptance.json"
ARTICLES, THRESHOLD = 200, 0.4
_ROUNDS, _DEPTH = 30, 5
_LINK = re.compile(r"\[\[(?:[^\[\]|]*\|)?([^\[\]|]*)\]\]")


def build_lookups(directory: Path) -> Path:
    """Build the lookups of the sample wiki as its bundle has them, and return their directory."""
    settings = _settings(directory)
    with Checkpoints.begin(settings.work, settings.fingerprint()) as steps, open_engine(None, settings.jobs) as engine:
        known = Corpus(settings, steps, engine)
        groups = known.split.groups_excluding(None, include_validation=FINAL.include_validation)
        output = directory / "lookups"
        output.mkdir()
        memory_mb = settings.memory_budget.database_mb()
        return lookups.build(
            LookupTask(
                sums=known.sums,
                titles=known.titles,
                output=output,
                site=known.site,
                groups=groups,
                seed=settings.seed,
                memory_mb=memory_mb,
            )
        )


def _settings(directory: Path) -> RunSettings:
    return RunSettings("samplewiki", (str(EXPORT),), directory, jobs=1)


def articles() -> list[tuple[str, str]]:
    """Return the title and wikitext of articles from the whole wiki, without every second link."""
    with Dump([str(EXPORT)], namespaces=[0]) as dump:
        pages = [page for page in dump if page.redirect is None]
    step = max(1, len(pages) // ARTICLES)
    return [(page.title, _without_half_of_the_links(page.text)) for page in pages[::step][:ARTICLES]]


def _without_half_of_the_links(wikitext: str) -> str:
    number = count()
    return _LINK.sub(lambda match: match[1] if next(number) % 2 else match[0], wikitext)


def answers(built: Path, model: Path = MODEL) -> list[dict[str, Any]]:
    """Return the recommendations for each article: offset, text, target, match_index and score of each link."""
    longest = json.loads((built / COUNTS).read_text())["longest_anchor"]
    scorer = TwoStageScorer(Model.load(model, len(LINK_FEATURES)), AcceptanceModel.load(ACCEPTANCE_MODEL))
    recommender = Recommender(open_analyzer(built, longest), scorer)
    found = []
    for title, wikitext in articles():
        links = recommender.recommend(RecommendationQuery(title, wikitext, threshold=THRESHOLD)).links
        rows = [[x.wikitext_offset, x.link_text, x.link_target, x.match_index, round(x.score, 6)] for x in links]
        found.append({"title": title, "links": rows})
    recommender.close()
    return found


def train(directory: Path) -> bytes:
    """Train a small model without the vectors: their last digits differ between processors and could change a tree."""
    default_model.MIN_ARTICLES = 0
    settings = _settings(directory)
    with Checkpoints.begin(settings.work, settings.fingerprint()) as steps, open_engine(None, settings.jobs) as engine:
        (examples,) = Models(settings, steps, engine, Corpus(settings, steps, engine)).examples(FINAL)
    features = np.array(examples.features, copy=True)
    features[:, [index for index, feature in enumerate(LINK_FEATURES) if feature.group == "vectors"]] = 0
    data = xgboost.DMatrix(features, examples.labels)
    parameters = {**PARAMETERS, "max_depth": _DEPTH, "eta": 0.2, "nthread": 1}
    return bytes(xgboost.train(parameters, data, _ROUNDS).save_raw("ubj"))


def main(words: Sequence[str] | None = None) -> int:
    """Write the files again."""
    parser = argparse.ArgumentParser(prog="python -m tests.golden.golden")
    parser.add_argument("command", choices=["renew"])
    parser.add_argument("--train", action="store_true", help="train the model again first")
    options = parser.parse_args(words)
    with TemporaryDirectory() as directory:
        if options.train:
            MODEL.write_bytes(train(Path(directory)))
            ACCEPTANCE_MODEL.write_bytes(default_acceptance.load().to_json())
        lines = [json.dumps(answer, ensure_ascii=False) for answer in answers(build_lookups(Path(directory)))]
    ANSWERS.write_text("\n".join([*lines, ""]), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
