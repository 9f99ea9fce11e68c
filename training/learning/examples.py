"""Makes training examples: the labelled pairs of masked articles, with features computed as in production."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from linking.analysis import AnalyzedArticle, ArticleAnalyzer, ArticleQuery, Stages, open_analyzer
from linking.features.definitions import LINK_FEATURES, matrix
from linking.text.titles import Site, article_title
from linking.wikitext.article import parse
from training.corpus.chunks import BUCKETS, ChunkArticle, read_chunk
from training.corpus.splits import NO_FOLD, Split
from training.corpus.title_index import TitleIndex, open_titles
from training.knowledge.lookup_builder import COUNTS
from training.learning.link_masking import LinkResolver, MaskedArticle, MaskingScheme, TemplateLinks, mask_links
from training.runtime.output_files import write_array
from training.runtime.worker_pool import worker_cache

_FEATURES, _LABELS = "features.npy", "labels.npy"
# Whole articles matter most, and a mix is best (docs/decisions/accuracy.md).
SCHEMES = (MaskingScheme.SENTENCE, MaskingScheme.ARTICLE, MaskingScheme.HALF, MaskingScheme.REST)


@dataclass(frozen=True, slots=True)
class TrainingSet:
    """What a model learns from.

    Attributes:
        lookups: For each cross-validation fold, the directory with the lookups built without it.
        include_validation: Whether to make examples from validation articles too.
    """

    lookups: Sequence[Path]
    include_validation: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ExampleTask:
    """A chunk to make examples from, for several models at once: an article is parsed and masked once for all of them.

    Attributes:
        chunk: The file with the articles.
        titles: The directory with the titles.
        training_sets: What each model learns from.
        split: Assigns articles to folds and to the validation set.
        sampling_rate: The probability with which a masked article is used, in [0, 1].
        seed: The seed of the sampling.
    """

    chunk: Path
    titles: Path
    training_sets: Sequence[TrainingSet]
    split: Split
    sampling_rate: float
    seed: int

    def lookups_for(self, bucket: int) -> dict[int, Path]:
        """Return the lookups to read the articles of this bucket with, by the number of the training set."""
        fold, is_validation = self.split.cv_fold(bucket), self.split.is_validation(bucket)
        if fold == NO_FOLD:
            return {}
        return {
            number: one.lookups[fold]
            for number, one in enumerate(self.training_sets)
            if one.include_validation or not is_validation
        }

    def wants(self, bucket: int) -> bool:
        """Return True if examples are made from the articles of this bucket."""
        return bool(self.lookups_for(bucket))


@dataclass(frozen=True, slots=True)
class Examples:
    """Labelled pairs.

    Attributes:
        features: Shape (pairs, len(LINK_FEATURES)).
        labels: Shape (pairs,). True if an editor had made the link.
    """

    features: NDArray[np.float32]
    labels: NDArray[np.bool_]

    def save(self, directory: Path) -> None:
        """Write the pairs to an existing directory."""
        write_array(directory / _FEATURES, self.features)
        write_array(directory / _LABELS, self.labels)

    @classmethod
    def load(cls, directory: Path) -> Examples:
        """Read what `save` wrote."""
        return cls(np.load(directory / _FEATURES), np.load(directory / _LABELS))


def concatenate(parts: Sequence[Examples]) -> Examples:
    """Return the pairs of all parts, in order."""
    features = [np.zeros((0, len(LINK_FEATURES)), np.float32), *(part.features for part in parts)]
    labels = [np.zeros(0, np.bool_), *(part.labels for part in parts)]
    return Examples(np.concatenate(features), np.concatenate(labels))


def take_examples(task: ExampleTask) -> list[Examples]:
    """Return the pairs of a chunk's articles for each training set, each article masked in several ways."""
    titles = cached_titles(task.titles)
    parts: list[list[Examples]] = [[] for _ in task.training_sets]
    for article in read_chunk(task.chunk, task.wants):
        analyzers = {number: cached_analyzer(path) for number, path in task.lookups_for(article.bucket).items()}
        any_analyzer = next(iter(analyzers.values()))  # those of a wiki differ in counts only
        site = any_analyzer.site
        resolve, template_links = link_resolver(titles, site), partial(any_analyzer.link_parameters.linked_titles, site)
        for masked in sample_masked_articles(article, resolve, template_links, task.sampling_rate, task.seed):
            parsed = parse(masked.wikitext, site.language)
            for number, analyzer in analyzers.items():
                analyzed = analyzer.analyze(ArticleQuery(masked.title, masked.wikitext), Stages(), parsed)
                if isinstance(analyzed, AnalyzedArticle):
                    parts[number].append(label_pairs(masked, analyzed, titles))
    return [concatenate(found) for found in parts]


def sample_masked_articles(
    article: ChunkArticle, resolve: LinkResolver, template_links: TemplateLinks, sampling_rate: float, seed: int
) -> Iterator[MaskedArticle]:
    """Yield the article masked by a random choice of schemes, each chosen with probability `sampling_rate`."""
    generator = random.Random(f"{seed}|{article.title}")  # noqa: S311 - not used for security
    schemes = [scheme for scheme in SCHEMES if generator.random() < sampling_rate]
    if not schemes:
        return
    parsed = parse(article.wikitext)
    for scheme in schemes:
        masked = mask_links(article.title, parsed, scheme, resolve, template_links)
        if masked is not None:
            yield masked


def label_pairs(masked: MaskedArticle, analyzed: AnalyzedArticle, titles: TitleIndex) -> Examples:
    """Return all pairs of a masked article with their labels.

    A pair is positive if an editor linked that text to that target. The same target under another text is negative.

    Args:
        masked: The masked article.
        analyzed: The analysis of its wikitext.
        titles: The titles of the articles.
    """
    context = analyzed.context
    texts = [masked.wikitext[mention.start : mention.end] for mention in analyzed.mentions.representatives]
    title_of = titles.trie.restore_key
    pairs = zip(context.pairs.mention.tolist(), context.pairs.page.tolist(), strict=True)
    labels = [masked.is_gold(texts[mention], title_of(page)) for mention, page in pairs]
    return Examples(matrix(context, LINK_FEATURES), np.array(labels, np.bool_))


def link_resolver(titles: TitleIndex, site: Site) -> LinkResolver:
    """Return the function that finds the article which a link leads to, following redirects."""
    key_of, title_of, target_of = titles.trie.get, titles.trie.restore_key, titles.target

    def resolve(raw_title: str) -> str | None:
        title = article_title(site, raw_title)
        key = None if title is None else key_of(title)
        return None if key is None else title_of(int(target_of[key]))

    return resolve


def sampling_rate(titles_directory: Path, split: Split, pairs: int) -> float:
    """Estimate the rate at which to sample masked articles for this number of pairs.

    Returns:
        A probability. It is 1 if the wiki is too small for that number.
    """
    titles = open_titles(titles_directory)
    lengths = titles.length[titles.is_article]
    masked_articles = len(SCHEMES) * len(lengths) * split.examples / BUCKETS
    pairs_per_article = 5 + float(lengths.mean()) / 150
    return min(1.0, pairs / (masked_articles * pairs_per_article))


@worker_cache
def cached_titles(directory: Path) -> TitleIndex:
    """Open the run's titles, once per worker."""
    return open_titles(directory)


@worker_cache
def cached_analyzer(directory: Path) -> ArticleAnalyzer:
    """Open the analyzer for a directory with lookups, once per worker."""
    longest = json.loads((directory / COUNTS).read_text())["longest_anchor"]
    return open_analyzer(directory, longest)
