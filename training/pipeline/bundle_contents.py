"""Collects the files of a bundle from the output of the steps."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import xgboost

from training.corpus.chunks import read_chunk
from training.evaluation.metrics import EvaluationResult
from training.evaluation.sentence_context import SentenceBoundaries
from training.knowledge.lookup_builder import COUNTS
from training.knowledge.page_classes import class_files
from training.runtime.output_files import copy


def copy_bundle_files(directory: Path, *, lookups: Path, model: Path, acceptance: Path, titles: Path) -> None:
    """Copy the files that serving needs.

    Args:
        directory: Where to copy them to.
        lookups: The directory with the lookups.
        model: The file of the link model.
        acceptance: The file of the acceptance model.
        titles: The directory with the titles, which has the tables of page classes.
    """
    files = [path for path in lookups.iterdir() if path.name != COUNTS]
    for path in (*files, model, acceptance, *class_files(titles)):
        copy(path, directory / path.name)


def load_booster(path: Path) -> xgboost.Booster:
    """Load a model to read its feature importance."""
    booster = xgboost.Booster()
    booster.load_model(path)
    return booster


def train_sentence_splitter(chunks: Iterable[Path]) -> SentenceBoundaries:
    """Learn to find sentences from the first articles of the wiki."""
    # Loading nltk takes more than a second, and nothing else needs it.
    from training.evaluation.sentences import SentenceSplitter

    articles = (article for chunk in chunks for article in read_chunk(chunk))
    return SentenceSplitter(article.plain.text for article in articles).boundaries


def summarize(result: EvaluationResult, threshold: float) -> dict[str, object]:
    """Return an entry of the manifest's `training.trials`."""
    figures = result.at(threshold)
    return {
        "protocol": result.scheme.value,
        "articles": result.articles,
        "links": result.gold_links,
        "threshold": round(threshold, 4),
        "precision": round(figures.precision, 4),
        "recall": round(figures.recall, 4),
    }
