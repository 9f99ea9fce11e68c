"""Training examples: the pairs of articles with links taken out, read as the service reads them."""

from __future__ import annotations

import json
import random
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from linking.analysis import Question, Reader, Reading, Stages
from linking.features.definitions import FEATURES, matrix
from linking.recommender import open_reader
from training.corpus.chunks import BUCKETS, ChunkArticle, read_chunk
from training.corpus.splits import NO_FOLD, Split
from training.corpus.title_index import Titles, open_titles
from training.knowledge.lookup_builder import COUNTS
from training.learning.link_masking import Case, View, make_view
from training.runtime.worker_pool import worker_cache

# Whole-article views matter most, a mix is best (docs/decisions/accuracy.md).
VIEWS = (View.SENTENCE, View.ARTICLE, View.HALF, View.REST)


@dataclass(frozen=True, slots=True)
class ExampleTask:
    """A chunk to take examples from. lookups: a directory of look-ups for each fold. share: of the views to take."""

    chunk: Path
    titles: Path
    lookups: Sequence[Path]
    split: Split
    validation: bool
    share: float
    seed: int

    def takes(self, bucket: int) -> bool:
        """Whether the bucket's articles are for examples."""
        return self.split.fold(bucket) != NO_FOLD and (self.validation or not self.split.is_validation(bucket))


@dataclass(frozen=True, slots=True)
class Examples:
    """features: shape (pairs, len(FEATURES)); labels: shape (pairs,), whether an editor had made the link."""

    features: NDArray[np.float32]
    labels: NDArray[np.bool_]


def no_examples() -> Examples:
    """No pairs."""
    return Examples(np.zeros((0, len(FEATURES)), np.float32), np.zeros(0, np.bool_))


def concatenate(parts: Sequence[Examples]) -> Examples:
    """All pairs, in order."""
    parts = [no_examples(), *parts]
    return Examples(np.concatenate([part.features for part in parts]), np.concatenate([part.labels for part in parts]))


def take_examples(task: ExampleTask) -> Examples:
    """The pairs of a chunk's sampled articles, one view each chosen by the article's title."""
    titles = kept_titles(task.titles)
    parts = []
    for article in read_chunk(task.chunk, task.takes):
        reader = kept_reader(task.lookups[task.split.fold(article.bucket)])
        for case in sampled_views(article, reader, resolver(titles), task):
            examples = examples_of(case, reader, titles)
            if examples is not None:
                parts.append(examples)
    return concatenate(parts)


def sampled_views(
    article: ChunkArticle, reader: Reader, resolve: Callable[[str], str | None], task: ExampleTask
) -> Iterator[Case]:
    """Views of an article, each taken with the task's probability."""
    chance = random.Random(f"{task.seed}|{article.title}")  # noqa: S311 - a sample, not a secret
    for view in VIEWS:
        if chance.random() < task.share:
            case = make_view(article.title, article.wikitext, view, reader.site, resolve)
            if case is not None:
                yield case


def examples_of(case: Case, reader: Reader, titles: Titles) -> Examples | None:
    """All pairs of a view, labelled; None where nothing was found in it."""
    reading = reader.read(Question(case.title, case.wikitext), Stages())
    if reading.context is None or not reading.context.pairs:
        return None
    return Examples(matrix(reading.context), labels(case, reading, titles))


def labels(case: Case, reading: Reading, titles: Titles) -> NDArray[np.bool_]:
    """Which pairs an editor had linked: another text for the same target is not one of them."""
    context = reading.context
    assert context is not None
    texts = [_text(reading, number) for number in range(context.size)]
    name = titles.trie.restore_key
    pairs = zip(context.mention.tolist(), context.page.tolist(), strict=True)
    return np.array([texts[mention] in case.gold.get(name(page), ()) for mention, page in pairs], np.bool_)


def _text(reading: Reading, number: int) -> str:
    mention = reading.scored.mentions[number]
    return reading.article.wikitext[mention.start : mention.end].strip().casefold()


def resolver(titles: Titles) -> Callable[[str], str | None]:
    """A function from a title to that of the article meant; None where there is none."""
    get, restore, target = titles.trie.get, titles.trie.restore_key, titles.target

    def resolve(title: str) -> str | None:
        key = get(title)
        return None if key is None else restore(int(target[key]))

    return resolve


def share_of_views(titles_directory: Path, split: Split, pairs: int) -> float:
    """Which share of the views to take for about so many pairs, by the articles' mean length."""
    opened = open_titles(titles_directory)
    lengths = opened.length[opened.is_article]
    views = len(VIEWS) * len(lengths) * split.examples / BUCKETS
    return min(1.0, pairs / (views * (5 + float(lengths.mean()) / 150)))


@worker_cache
def kept_titles(directory: Path) -> Titles:
    """The run's titles, opened once in each worker."""
    return open_titles(directory)


@worker_cache
def kept_reader(directory: Path) -> Reader:
    """What articles are read with, opened once in each worker; directory: of look-ups."""
    longest = json.loads((directory / COUNTS).read_text())["longest_anchor"]
    return open_reader(directory, longest)
