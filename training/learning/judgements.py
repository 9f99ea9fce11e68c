"""Reviewers' judgements of suggestions, as the table that the acceptance model is trained on.

The table has no text of any wiki: a row is the wiki, a number for the article, the standardized terms and the label. It
is part of the repository, so the shipped model can be trained anew without the judged articles.
"""

from __future__ import annotations

import csv
import io
import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from linking.acceptance import ACCEPTANCE, TERMS, AcceptanceModel, TwoStageScorer
from linking.analysis import AnalyzedArticle, ArticleQuery, Stages, open_analyzer
from linking.bundle.bundle import Bundle, open_bundle
from linking.features.definitions import LINK_FEATURES, matrix
from linking.recommender import MODEL
from linking.scoring import Model
from training.errors import TrainingError
from training.runtime.output_files import replace_file

PATH = Path(__file__).parent / "judgements.csv"
LABELS = ("bad", "minor", "good")
"""From worst to best: a wrong link; a right one that many communities would not want; a good one."""
_MEAN, _DEVIATION = "mean", "deviation"  # in place of a label
_DIGITS = 4


class JudgementError(TrainingError):
    """A file of judgements, or one of judged articles, cannot be used."""


@dataclass(frozen=True, slots=True)
class Judgements:
    """Judged suggestions.

    Attributes:
        wikis: The wiki of each, shape (judgements,).
        articles: A number for its article within the wiki, shape (judgements,).
        labels: Index in LABELS, shape (judgements,).
        terms: Standardized terms of the acceptance model, shape (judgements, terms).
        scales: For each wiki, mean and deviation of the terms, shape (2, terms).
    """

    wikis: NDArray[np.str_]
    articles: NDArray[np.int64]
    labels: NDArray[np.int64]
    terms: NDArray[np.float64]
    scales: Mapping[str, NDArray[np.float64]]

    def of(self, wikis: Iterable[str]) -> Judgements:
        """Return the judgements of some wikis."""
        chosen = np.isin(self.wikis, list(wikis))
        return Judgements(
            self.wikis[chosen], self.articles[chosen], self.labels[chosen], self.terms[chosen], self.scales
        )


def read_table(path: Path = PATH) -> Judgements:
    """Read a table.

    Raises:
        JudgementError: If the columns are not those of this program's acceptance model, or a row is invalid.
    """
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.reader(file))
    if not rows or rows[0] != ["wiki", "article", "label", *TERMS]:
        raise JudgementError(f"{path} has other columns than this program; make it anew with `default-acceptance`")
    scales: dict[str, dict[str, list[float]]] = {_MEAN: {}, _DEVIATION: {}}
    judged = []
    for number, row in enumerate(rows[1:], start=2):
        try:
            wiki, article, label, *terms = row[0], row[1], row[2], *_finite(row[3:])
            if label in scales:
                scales[label][wiki] = terms
            else:
                judged.append((wiki, int(article), LABELS.index(label), terms))
        except (ValueError, IndexError) as error:
            raise JudgementError(f"{path}, line {number}: not a row of judgements: {error}") from error
    if scales[_MEAN].keys() != scales[_DEVIATION].keys() or not {row[0] for row in judged} <= scales[_MEAN].keys():
        raise JudgementError(f"{path}: a wiki lacks the mean or the deviation of its terms")
    wikis, articles, labels, all_terms = zip(*judged, strict=True) if judged else ((), (), (), ())
    return Judgements(
        np.array(wikis, np.str_),
        np.array(articles, np.int64),
        np.array(labels, np.int64),
        np.array(all_terms, float).reshape(-1, len(TERMS)),
        {wiki: np.array([mean, scales[_DEVIATION][wiki]]) for wiki, mean in scales[_MEAN].items()},
    )


def _finite(texts: list[str]) -> list[float]:
    """Return one finite number for each term. Raises ValueError if that fails."""
    numbers = [float(text) for text in texts]
    if len(numbers) != len(TERMS) or not np.isfinite(numbers).all():
        raise ValueError(f"{len(TERMS)} finite numbers must follow the label")
    return numbers


def write_table(judgements: Judgements, path: Path) -> None:
    """Write a table, with the rows of each wiki ordered by article."""
    table = io.StringIO(newline="")
    writer = csv.writer(table, lineterminator="\n")
    writer.writerow(["wiki", "article", "label", *TERMS])
    for wiki, (mean, deviation) in sorted(judgements.scales.items()):
        writer.writerow([wiki, "", _MEAN, *mean.tolist()])
        writer.writerow([wiki, "", _DEVIATION, *deviation.tolist()])
    order = np.lexsort((judgements.articles, judgements.wikis))
    for row in order.tolist():
        label = LABELS[judgements.labels[row]]
        terms = judgements.terms[row].round(_DIGITS).tolist()
        writer.writerow([judgements.wikis[row], judgements.articles[row], label, *terms])
    replace_file(path, table.getvalue().encode())


def judge_with_bundles(reviewed: Path, articles: Path, data_dir: Path) -> Judgements:
    """Compute the terms of judged suggestions. Suggestions that the bundles no longer make are left out.

    Args:
        reviewed: JSON Lines with wiki, title, link_text, link_target and label.
        articles: A directory with the judged articles, in files WIKI-test.jsonl with title and wikitext.
        data_dir: A data directory with bundles that were not trained on these articles.

    Raises:
        JudgementError: If a file lacks something.
        LinkingError: If a bundle cannot be read.
    """
    by_wiki: dict[str, dict[str, dict[tuple[str, str], str]]] = defaultdict(lambda: defaultdict(dict))
    for row in _json_lines(reviewed, ("wiki", "title", "link_text", "link_target", "label")):
        if row["label"] not in LABELS:
            raise JudgementError(f"{reviewed}: {row['label']!r} is no label; use {', '.join(LABELS)}")
        by_wiki[row["wiki"]][row["title"]][row["link_text"], row["link_target"]] = row["label"]
    wikis: list[str] = []
    numbers: list[int] = []
    labels: list[int] = []
    terms: list[NDArray[np.float64]] = []
    scales = {}
    for wiki, judged in sorted(by_wiki.items()):
        judge = _Judge(open_bundle(data_dir, wiki))
        scales[wiki] = np.array([(scale.mean, scale.deviation) for scale in judge.scorer.acceptance.scales]).T
        pages = _json_lines(articles / f"{wiki}-test.jsonl", ("title", "wikitext"))
        for number, page in enumerate(pages):
            for label, row_terms in judge.find(page, judged.get(page["title"], {})):
                wikis.append(wiki)
                numbers.append(number)
                labels.append(LABELS.index(label))
                terms.append((row_terms - scales[wiki][0]) / scales[wiki][1])
    return Judgements(
        np.array(wikis, np.str_),
        np.array(numbers, np.int64),
        np.array(labels, np.int64),
        np.array(terms, float).reshape(-1, len(TERMS)),
        scales,
    )


class _Judge:
    """Finds judged suggestions among those of a bundle."""

    def __init__(self, bundle: Bundle) -> None:
        self._analyzer = open_analyzer(bundle.directory, bundle.manifest.limits.longest_anchor)
        self.scorer = TwoStageScorer(
            Model.load(bundle.path(MODEL), len(LINK_FEATURES)), AcceptanceModel.load(bundle.path(ACCEPTANCE))
        )

    def find(
        self, page: Mapping[str, Any], judged: Mapping[tuple[str, str], str]
    ) -> Iterator[tuple[str, NDArray[np.float64]]]:
        """Yield the label and the terms of each judged suggestion that the bundle makes for a page."""
        if not judged:
            return
        analyzed = self._analyzer.analyze(ArticleQuery(page["title"], page["wikitext"]), Stages())
        if not isinstance(analyzed, AnalyzedArticle):
            return
        terms = self.scorer.terms(matrix(analyzed.context))
        pairs = analyzed.context.pairs
        texts = [page["wikitext"][one.start : one.end] for one in analyzed.mentions.representatives]
        title_of = self._analyzer.lookups.tries.titles.restore_key
        for row, (mention, target) in enumerate(zip(pairs.mention.tolist(), pairs.page.tolist(), strict=True)):
            label = judged.get((texts[mention], title_of(target)))
            if label is not None:
                yield label, terms[row]


def _json_lines(path: Path, members: tuple[str, ...]) -> Iterator[dict[str, Any]]:
    with path.open("rb") as file:
        for number, line in enumerate(file, start=1):
            try:
                row = json.loads(line)
            except ValueError as error:
                raise JudgementError(f"{path}, line {number}: not valid JSON: {error}") from error
            missing = [name for name in members if not isinstance(row, dict) or not isinstance(row.get(name), str)]
            if missing:
                raise JudgementError(f"{path}, line {number}: {missing[0]} is missing, or is not a string")
            yield row
