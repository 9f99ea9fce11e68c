"""Makes examples for the name part model: texts inside longer labels, and texts that are labels."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from linking.analysis import ArticleAnalyzer
from linking.candidates import NEW_PAGE, Candidates
from linking.features.definitions import FEATURES
from linking.features.page_context import PageContext, PageContextInputs
from linking.mentions import AnchorMentions, Dictionary, Mention
from linking.name_parts import INPUTS
from linking.store.record_layout import decode_anchors
from linking.text.folding import casefold_text
from linking.wikitext.article import Article, Section
from training.corpus.chunks import ChunkArticle, read_chunk
from training.corpus.label_parts import parts_of_labels
from training.learning.examples import ExampleTask, cached_analyzer

_FEATURES = {feature.name: feature for feature in FEATURES}


@dataclass(frozen=True, slots=True)
class NamePartExamples:
    """Labelled texts.

    Attributes:
        inputs: Shape (texts, inputs), in the order of INPUTS.
        labels: Shape (texts,). True for a part of a longer label.
    """

    inputs: NDArray[np.float32]
    labels: NDArray[np.bool_]


def concatenate(parts: Sequence[NamePartExamples]) -> NamePartExamples:
    """Return the texts of all parts, in order."""
    inputs = [np.zeros((0, len(INPUTS)), np.float32), *(part.inputs for part in parts)]
    labels = [np.zeros(0, np.bool_), *(part.labels for part in parts)]
    return NamePartExamples(np.concatenate(inputs), np.concatenate(labels))


def subsample(examples: NamePartExamples, seed: int, limit: int) -> NamePartExamples:
    """Return the examples, or a random subset of `limit` texts if there are more."""
    size = len(examples.labels)
    if size <= limit:
        return examples
    chosen = np.sort(np.random.default_rng(seed).choice(size, limit, replace=False))
    return NamePartExamples(examples.inputs[chosen], examples.labels[chosen])


def take_name_part_examples(task: ExampleTask) -> NamePartExamples:
    """Return the examples of a chunk's articles, read with lookups that do not know these articles.

    Args:
        task: The chunk, with a single training set.
    """
    parts = []
    for article in read_chunk(task.chunk, task.wants):
        (lookups,) = task.lookups_for(article.bucket).values()
        parts.append(_examples_of(article, cached_analyzer(lookups)))
    return concatenate(parts)


def _examples_of(article: ChunkArticle, analyzer: ArticleAnalyzer) -> NamePartExamples:
    plain = article.plain
    folded = casefold_text(plain.text, analyzer.site.language)
    whole = list(_whole_labels(article, folded, analyzer.dictionary))
    parts = parts_of_labels(plain, folded, analyzer.dictionary)
    inside = [Mention(part.start, part.end, part.anchor) for part in parts]
    if not whole and not inside:
        return concatenate([])
    return NamePartExamples(
        _inputs(plain.text, folded, [*whole, *inside], analyzer),
        np.repeat([False, True], [len(whole), len(inside)]),
    )


def _whole_labels(article: ChunkArticle, folded: str, dictionary: Dictionary) -> Iterator[Mention]:
    for link in article.plain.links:
        anchor = dictionary.trie.get(folded[link.start : link.end])
        if anchor is not None:
            yield Mention(link.start, link.end, anchor)


def _inputs(text: str, folded: str, mentions: Sequence[Mention], analyzer: ArticleAnalyzer) -> NDArray[np.float32]:
    """Compute the inputs as for the mentions of an article, each of which is considered by itself."""
    keys = [mention.anchor for mention in mentions]
    records = analyzer.lookups.anchors.get_many(set(keys))
    rows = decode_anchors([records[key] for key in keys])
    inputs = PageContextInputs(
        article=Article(text, (), (), (Section("", 0, 0),), ()),
        folded=folded,
        language=analyzer.site.language,
        mentions=AnchorMentions(mentions, [[mention] for mention in mentions]),
        candidates=Candidates(rows, np.zeros(len(rows.candidates), np.bool_), {}, frozenset(), NEW_PAGE),
        tries=analyzer.lookups.tries,
    )
    context = PageContext(inputs)
    return np.array([_FEATURES[name].compute(context) for name in INPUTS], np.float32).T
