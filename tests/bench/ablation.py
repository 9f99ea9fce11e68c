"""Measures what each group of features and each masking scheme contributes, on the validation articles of a run.

    python -m training run --wiki W --dump FILE --data-dir DIR --keep-work
    python -m tests.bench.ablation --work DIR/.work/W

A model is trained for each row. The figures are average precision by masking scheme, where only the best pair of an
article and target counts.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import numpy as np
import xgboost
from numpy.typing import NDArray

from linking.analysis import AnalyzedArticle, ArticleAnalyzer, ArticleQuery, Stages
from linking.features.definitions import FEATURES
from linking.wikitext.article import Article, parse
from training.corpus.chunks import ChunkArticle, read_chunk
from training.corpus.splits import NO_FOLD, Split
from training.corpus.title_index import TitleIndex, open_titles
from training.evaluation.results import EVALUATION_SCHEMES
from training.learning.examples import SCHEMES, Examples, cached_analyzer, concatenate, label_pairs, link_resolver
from training.learning.link_masking import MaskingScheme, mask_links
from training.learning.xgboost_model import PARAMETERS, ROUNDS


@dataclass(frozen=True, slots=True)
class ArticlePairs:
    """The pairs of one masked article.

    Attributes:
        examples: Features and labels.
        targets: Keys of the candidates, shape (pairs,).
        gold_links: The number of masked links.
    """

    examples: Examples
    targets: NDArray[np.int64]
    gold_links: int


@dataclass(frozen=True, slots=True)
class Task:
    """What a model is evaluated on.

    Attributes:
        examples: The pairs of all validation articles.
        keys: Article number and target of each pair, shape (2, pairs).
        gold_links: The number of masked links.
    """

    examples: Examples
    keys: NDArray[np.int64]
    gold_links: int


class Wiki:
    """The checkpoints of a finished run."""

    def __init__(self, work: Path) -> None:
        self.titles: TitleIndex = open_titles(work / "titles")
        self.split = Split.for_wiki(int(self.titles.is_article.sum()))
        self.chunks = sorted((work / "extracted").glob("chunk-*"))
        self.lookups = work / "lookups-evaluation"

    def _articles(self) -> Iterator[tuple[ChunkArticle, Article]]:
        for chunk in self.chunks:
            for article in read_chunk(chunk):
                yield article, parse(article.wikitext)

    def _pairs(
        self, title: str, article: Article, scheme: MaskingScheme, analyzer: ArticleAnalyzer
    ) -> ArticlePairs | None:
        template_links = partial(analyzer.link_parameters.linked_titles, analyzer.site)
        masked = mask_links(title, article, scheme, link_resolver(self.titles, analyzer.site), template_links)
        if masked is None:
            return None
        analyzed = analyzer.analyze(ArticleQuery(title, masked.wikitext), Stages())
        if not isinstance(analyzed, AnalyzedArticle):
            return ArticlePairs(concatenate([]), np.zeros(0, np.int64), len(masked.gold_links))
        targets = np.asarray(analyzed.context.pairs.page, np.int64)
        return ArticlePairs(label_pairs(masked, analyzed, self.titles), targets, len(masked.gold_links))

    def examples(self) -> dict[MaskingScheme, Examples]:
        """Return the pairs of all articles but the validation articles, by masking scheme."""
        parts: dict[MaskingScheme, list[Examples]] = {scheme: [] for scheme in SCHEMES}
        for article, parsed in self._articles():
            fold = self.split.cv_fold(article.bucket)
            if fold == NO_FOLD or self.split.is_validation(article.bucket):
                continue
            for scheme in SCHEMES:
                pairs = self._pairs(article.title, parsed, scheme, cached_analyzer(self.lookups / str(fold)))
                if pairs is not None:
                    parts[scheme].append(pairs.examples)
        return {scheme: concatenate(examples) for scheme, examples in parts.items()}

    def tasks(self) -> dict[MaskingScheme, Task]:
        """Return what models are evaluated on, by masking scheme."""
        analyzer = cached_analyzer(self.lookups / "all")
        found: dict[MaskingScheme, list[tuple[int, ArticlePairs]]] = {scheme: [] for scheme in EVALUATION_SCHEMES}
        for number, (article, parsed) in enumerate(self._articles()):
            if self.split.is_validation(article.bucket):
                for scheme in EVALUATION_SCHEMES:
                    pairs = self._pairs(article.title, parsed, scheme, analyzer)
                    if pairs is not None:
                        found[scheme].append((number, pairs))
        return {scheme: _task(parts) for scheme, parts in found.items()}


def _task(parts: Sequence[tuple[int, ArticlePairs]]) -> Task:
    keys = [np.stack([np.full(len(pairs.targets), number), pairs.targets]) for number, pairs in parts]
    gold_links = sum(pairs.gold_links for _, pairs in parts)
    return Task(concatenate([pairs.examples for _, pairs in parts]), np.concatenate(keys, axis=1), gold_links)


def average_precision(scores: NDArray[np.float32], task: Task) -> float:
    """Return the area under the precision-recall curve. Only the best pair of an article and target counts."""
    keys = task.keys
    order = np.lexsort((-scores, keys[1], keys[0]))
    first = np.ones(len(order), bool)
    first[1:] = (keys[:, order][:, 1:] != keys[:, order][:, :-1]).any(axis=0)
    best = order[first]
    hits = task.examples.labels[best[np.argsort(-scores[best], kind="stable")]]
    return float((np.cumsum(hits) / np.arange(1, len(hits) + 1) * hits).sum() / task.gold_links)


def rows(wiki: Wiki, max_pairs: int) -> Iterator[tuple[str, list[float]]]:
    """Yield (name, average precision by masking scheme) of each ablation."""
    by_scheme, tasks = wiki.examples(), wiki.tasks()
    all_columns = list(range(len(FEATURES)))

    def figures(
        schemes: Sequence[MaskingScheme], columns: Sequence[int] = all_columns, limit: int = max_pairs
    ) -> list[float]:
        examples = concatenate([by_scheme[scheme] for scheme in schemes])
        chosen = np.random.default_rng(0).permutation(len(examples.labels))[:limit]
        data = xgboost.DMatrix(examples.features[chosen][:, columns], examples.labels[chosen])
        booster = xgboost.train({**PARAMETERS, "seed": 0, "nthread": 1}, data, ROUNDS)
        return [
            average_precision(booster.inplace_predict(tasks[scheme].examples.features[:, columns]), tasks[scheme])
            for scheme in EVALUATION_SCHEMES
        ]

    yield "all features, all schemes", figures(SCHEMES)
    for group in dict.fromkeys(feature.group for feature in FEATURES):
        others = [column for column in all_columns if FEATURES[column].group != group]
        yield f"without {group} ({len(all_columns) - len(others)})", figures(SCHEMES, others)
    for scheme in SCHEMES:
        yield f"only scheme {scheme}", figures([scheme])
    yield "without scheme sentence", figures([scheme for scheme in SCHEMES if scheme is not MaskingScheme.SENTENCE])
    for limit in (5_000, 20_000, 60_000):
        yield f"at most {limit:,} pairs", figures(SCHEMES, limit=limit)


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--work", type=Path, required=True, help="the checkpoints of a run with --keep-work")
    parser.add_argument("--pairs", type=int, default=120_000, help="number of pairs to train on (default: %(default)s)")
    args = parser.parse_args()
    sys.stdout.write(f"{'':36}" + "".join(f"{scheme.value:>10}" for scheme in EVALUATION_SCHEMES) + "      mean\n")
    for name, found in rows(Wiki(args.work), args.pairs):
        figures = [*found, float(np.mean(found))]
        sys.stdout.write(f"{name:36}" + "".join(f"{figure:10.4f}" for figure in figures) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
