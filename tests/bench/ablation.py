"""What each group of features and each choice of examples is worth, on validation articles of a finished run.

    python -m training run --wiki W --dump FILE --data-dir DIR --keep-work
    python -m tests.bench.ablation --work DIR/.work/W

The figure is average precision of the pairs, one for each target, by protocol; a model is trained for each row.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
import xgboost
from numpy.typing import NDArray

from linking.analysis import Question, Reader, Stages
from linking.features.definitions import FEATURES, matrix
from linking.recommender import open_reader
from training.corpus.chunks import ChunkArticle, read_chunk
from training.corpus.splits import NO_FOLD, Split
from training.corpus.title_index import Titles, open_titles
from training.evaluation.metrics import PROTOCOLS
from training.knowledge.lookup_builder import COUNTS
from training.learning.examples import VIEWS, examples_of, labels, resolver
from training.learning.link_masking import View, make_view
from training.learning.xgboost_model import PARAMETERS, ROUNDS

Pairs = tuple[NDArray[np.float32], NDArray[np.bool_]]


class Wiki:
    """What a finished run left of one wiki."""

    def __init__(self, work: Path) -> None:
        self.titles: Titles = open_titles(work / "titles")
        self.split = Split.of(int(self.titles.is_article.sum()))
        self.chunks = sorted((work / "extracted").glob("chunk-*"))
        self.built = work / "lookups-judged"

    def reader(self, name: str) -> Reader:
        """The look-ups of a fold, or of `all`."""
        directory = self.built / name
        return open_reader(directory, json.loads((directory / COUNTS).read_text())["longest_anchor"])

    def articles(self) -> Iterator[ChunkArticle]:
        """All articles."""
        for chunk in self.chunks:
            yield from read_chunk(chunk)

    def examples(self) -> dict[View, Pairs]:
        """Pairs of all articles but those for validation, by view."""
        readers = [self.reader(str(fold)) for fold in range(self.split.folds)]
        parts: dict[View, list[Pairs]] = {view: [] for view in VIEWS}
        for article in self.articles():
            fold = self.split.fold(article.bucket)
            if fold == NO_FOLD or self.split.is_validation(article.bucket):
                continue
            for view in VIEWS:
                case = make_view(article.title, article.wikitext, view, readers[fold].site, resolver(self.titles))
                found = case and examples_of(case, readers[fold], self.titles)
                if found:
                    parts[view].append((found.features, found.labels))
        return {view: _united(pairs) for view, pairs in parts.items()}

    def trials(self) -> dict[View, tuple[NDArray[np.float32], NDArray[np.bool_], NDArray[np.int64], int]]:
        """By protocol: features, labels, (article, target) of each pair, and the number of links to find."""
        reader = self.reader("all")
        found = {}
        for protocol in PROTOCOLS:
            parts, keys, gold = [], [], 0
            for number, article in enumerate(self.articles()):
                if not self.split.is_validation(article.bucket):
                    continue
                case = make_view(article.title, article.wikitext, protocol, reader.site, resolver(self.titles))
                if case is None:
                    continue
                gold += len(case.gold)
                reading = reader.read(Question(case.title, case.wikitext), Stages())
                if reading.context is None or not reading.context.pairs:
                    continue
                parts.append((matrix(reading.context), labels(case, reading, self.titles)))
                keys.append(np.stack([np.full(reading.context.pairs, number), reading.context.page]))
            found[protocol] = (*_united(parts), np.concatenate(keys, axis=1), gold)
        return found


def _united(parts: Sequence[Pairs]) -> Pairs:
    return np.concatenate([features for features, _ in parts]), np.concatenate([right for _, right in parts])


def average_precision(
    scores: NDArray[np.float32], right: NDArray[np.bool_], keys: NDArray[np.int64], gold: int
) -> float:
    """Area under precision over recall; of the pairs of one article and target only the best counts."""
    order = np.lexsort((-scores, keys[1], keys[0]))
    first = np.ones(len(order), bool)
    first[1:] = (keys[:, order][:, 1:] != keys[:, order][:, :-1]).any(axis=0)
    best = order[first]
    hits = right[best[np.argsort(-scores[best], kind="stable")]]
    return float((np.cumsum(hits) / np.arange(1, len(hits) + 1) * hits).sum() / gold)


def rows(wiki: Wiki, most: int) -> Iterator[tuple[str, list[float]]]:
    """(name, average precision by protocol) of each ablation."""
    by_view, trials = wiki.examples(), wiki.trials()
    everything = list(range(len(FEATURES)))

    def figures(views: Sequence[View], columns: Sequence[int], most: int = most) -> list[float]:
        features, right = _united([by_view[view] for view in views])
        chosen = np.random.default_rng(0).permutation(len(right))[:most]
        data = xgboost.DMatrix(features[chosen][:, columns], right[chosen])
        booster = xgboost.train({**PARAMETERS, "seed": 0, "nthread": 1}, data, ROUNDS)
        return [
            average_precision(booster.inplace_predict(x[:, columns]), y, keys, gold)
            for x, y, keys, gold in (trials[protocol] for protocol in PROTOCOLS)
        ]

    yield "all features, all views", figures(VIEWS, everything)
    for group in dict.fromkeys(feature.group for feature in FEATURES):
        kept = [column for column in everything if FEATURES[column].group != group]
        yield f"without {group} ({len(everything) - len(kept)})", figures(VIEWS, kept)
    for view in VIEWS:
        yield f"examples of {view} alone", figures([view], everything)
    yield "examples of article, half, rest", figures([View.ARTICLE, View.HALF, View.REST], everything)
    for size in (5_000, 20_000, 60_000):
        yield f"at most {size:,} pairs", figures(VIEWS, everything, size)


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--work", type=Path, required=True, help="what a run with --keep-work left")
    parser.add_argument("--pairs", type=int, default=120_000, help="most pairs to train on (default: %(default)s)")
    args = parser.parse_args()
    sys.stdout.write(f"{'':36}" + "".join(f"{protocol.value:>10}" for protocol in PROTOCOLS) + "      mean\n")
    for name, found in rows(Wiki(args.work), args.pairs):
        figures = [*found, float(np.mean(found))]
        sys.stdout.write(f"{name:36}" + "".join(f"{figure:10.4f}" for figure in figures) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
