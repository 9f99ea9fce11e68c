"""Finds judged suggestions in the articles of the dump, and computes the terms that the acceptance model sees.

The dump has later revisions than those that reviewers judged: text has moved, and accepted suggestions are links by
now. So the links to judged targets are removed first, whatever was decided about them, and the occurrence nearest to
the offset is taken. Statistics come from lookups without the article's own fold, so that its links give nothing away.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import msgspec
import numpy as np
from numpy.typing import NDArray

from linking.acceptance import TERMS, AcceptanceModel, TwoStageScorer
from linking.analysis import AnalyzedArticle, ArticleQuery, Stages
from linking.features.definitions import matrix
from linking.wikitext.article import parse
from training.corpus.chunks import bucket_of, read_chunk
from training.corpus.splits import NO_FOLD, Split
from training.learning.examples import cached_analyzer, cached_titles, link_resolver
from training.learning.grouped_decisions import JudgedSuggestion
from training.learning.link_masking import unlink
from training.learning.term_scales import cached_model
from training.runtime.output_files import write_bytes
from training.runtime.worker_pool import worker_cache

TEXT_GONE, NOT_SUGGESTED = "the text is gone", "no suggestion any more"
"""Why a suggestion is not found: its text is not in the article, or it is no anchor there with this candidate."""

ByArticle = Mapping[str, Sequence[JudgedSuggestion]]


@dataclass(frozen=True, slots=True, kw_only=True)
class PlacementTask:
    """A chunk in whose articles to find judged suggestions.

    Attributes:
        chunk: The file with the articles.
        titles: The directory with the titles.
        lookups: The lookups without validation articles, in `all`, and those without each fold, in `0`, `1`...
        model: The file of a link model trained without validation articles.
        split: Assigns articles to folds.
        acceptance: The acceptance model, whose scales do not matter.
        judged: The file that `write_judged` wrote.
    """

    chunk: Path
    titles: Path
    lookups: Path
    model: Path
    split: Split
    acceptance: AcceptanceModel
    judged: Path

    def lookups_without(self, bucket: int) -> Path:
        """Return the lookups that no article of the bucket went into."""
        fold = self.split.cv_fold(bucket)
        is_known = fold == NO_FOLD or self.split.is_validation(bucket)
        return self.lookups / ("all" if is_known else str(fold))


@dataclass(frozen=True, slots=True)
class PlacedSuggestions:
    """Judged suggestions that were found.

    Attributes:
        articles: The title of the article of each.
        accepted: The share of reviewers who accepted it, shape (suggestions,).
        weights: How much it counts, shape (suggestions,).
        terms: Its terms, not standardized, shape (suggestions, terms).
        missing: The number of suggestions that were not found, by reason.
    """

    articles: Sequence[str]
    accepted: NDArray[np.float64]
    weights: NDArray[np.float64]
    terms: NDArray[np.float64]
    missing: Mapping[str, int]


def write_judged(path: Path, judged: ByArticle) -> None:
    """Write judged suggestions for `place_decisions`."""
    write_bytes(path, msgspec.json.encode(judged))


@worker_cache
def _read_judged(path: Path) -> tuple[ByArticle, frozenset[int]]:
    """Return the suggestions by article, and the buckets of the articles."""
    judged = msgspec.json.decode(path.read_bytes(), type=dict[str, list[JudgedSuggestion]])
    return judged, frozenset(map(bucket_of, judged))


def place_decisions(task: PlacementTask) -> PlacedSuggestions:
    """Find the judged suggestions in the articles of a chunk."""
    by_article, buckets = _read_judged(task.judged)
    scorer = TwoStageScorer(cached_model(task.model), task.acceptance)
    titles = cached_titles(task.titles)
    parts = []
    for article in read_chunk(task.chunk, buckets.__contains__):
        judged = by_article.get(article.title)
        if not judged:
            continue
        analyzer = cached_analyzer(task.lookups_without(article.bucket))
        targets = {one.target for one in judged}
        resolve = link_resolver(titles, analyzer.site)
        wikitext = unlink(parse(article.wikitext, analyzer.site.language), resolve, targets.__contains__).wikitext
        analyzed = analyzer.analyze(ArticleQuery(article.title, wikitext), Stages())
        if isinstance(analyzed, AnalyzedArticle):
            rows = [_find(one, analyzed, titles.trie.get(one.target)) for one in judged]
            parts.append(_place(article.title, judged, rows, scorer.terms(matrix(analyzed.context))))
        else:
            reasons = [_reason(one, wikitext) for one in judged]
            parts.append(_place(article.title, judged, reasons, np.zeros((0, len(TERMS)))))
    return concatenate(parts)


def _find(judged: JudgedSuggestion, analyzed: AnalyzedArticle, page: int | None) -> int | str:
    """Return the row of the candidate pair of a judged suggestion, or why there is none.

    All occurrences of an anchor share one pair, whose features are those of the first.
    """
    wikitext = analyzed.article.wikitext
    distances = {
        number: min(abs(mention.start - judged.offset) for mention in occurrences)
        for number, occurrences in enumerate(analyzed.mentions.occurrences)
        if any(wikitext[mention.start : mention.end] == judged.text for mention in occurrences)
    }
    pairs = analyzed.context.pairs
    rows = np.flatnonzero((pairs.page == page) & np.isin(pairs.mention, list(distances)))
    nearest = min(rows.tolist(), key=lambda row: distances[int(pairs.mention[row])], default=None)
    return _reason(judged, wikitext) if nearest is None else nearest


def _reason(judged: JudgedSuggestion, wikitext: str) -> str:
    return NOT_SUGGESTED if judged.text in wikitext else TEXT_GONE


def _place(
    title: str, judged: Sequence[JudgedSuggestion], rows: Sequence[int | str], terms: NDArray[np.float64]
) -> PlacedSuggestions:
    found = [(one, row) for one, row in zip(judged, rows, strict=True) if isinstance(row, int)]
    return PlacedSuggestions(
        articles=[title] * len(found),
        accepted=np.array([one.accepted for one, _ in found], np.float64),
        weights=np.array([one.weight for one, _ in found], np.float64),
        terms=terms[[row for _, row in found]],
        missing=Counter(row for row in rows if isinstance(row, str)),
    )


def concatenate(parts: Iterable[PlacedSuggestions]) -> PlacedSuggestions:
    """Return the suggestions of all parts, in order."""
    known = list(parts)
    missing: Counter[str] = Counter()
    for part in known:
        missing.update(part.missing)
    empty = np.zeros(0)
    return PlacedSuggestions(
        articles=[title for part in known for title in part.articles],
        accepted=np.concatenate([empty, *(part.accepted for part in known)]),
        weights=np.concatenate([empty, *(part.weights for part in known)]),
        terms=np.concatenate([np.zeros((0, len(TERMS))), *(part.terms for part in known)]),
        missing=dict(sorted(missing.items())),
    )
