"""Article analysis: from wikitext to mentions, candidates and the context that their features are computed from.

Training and serving share this code, so that a model is applied to the features it was trained on.
"""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import KW_ONLY, dataclass, field
from pathlib import Path
from typing import NamedTuple

from linking.candidates import generate_candidates
from linking.features.page_context import PageContext, PageContextInputs
from linking.mention_search import find_mentions
from linking.mentions import AnchorMentions, Dictionary, group_by_anchor
from linking.store.lookups import Lookups, OpenLookups, open_sqlite
from linking.template_links import LINK_PARAMETERS, NO_LINK_PARAMETERS, LinkParameters
from linking.text.affixes import Affixes
from linking.text.folding import casefold_text
from linking.text.titles import Site
from linking.wikitext.article import Article, parse
from linking.wikitext.sections import excluded_sections

SITE, AFFIXES = "site.json", "affixes.json"


class StageInterval(NamedTuple):
    """When a stage ran; begin, end: `time.perf_counter()` values."""

    stage: str
    begin: float
    end: float


@dataclass(slots=True)
class Stages:
    """Time spent in each stage of a request.

    Attributes:
        seconds: Stage -> seconds.
        intervals: When the stages ran, in order of their ends.
    """

    seconds: dict[str, float] = field(default_factory=dict)
    intervals: list[StageInterval] = field(default_factory=list)

    @contextmanager
    def time(self, stage: str) -> Iterator[None]:
        """Add the duration of the block to a stage."""
        begin = time.perf_counter()
        yield
        end = time.perf_counter()
        self.seconds[stage] = self.seconds.get(stage, 0.0) + end - begin
        self.intervals.append(StageInterval(stage, begin, end))


@dataclass(frozen=True, slots=True)
class ArticleQuery:
    """An article to analyze.

    Attributes:
        title: The title in any spelling; the page need not exist.
        wikitext: The page.
        sections_to_exclude: Headings of sections to exclude with their subsections; "%LEAD%" is the lead.
        language: The language whose rules fold case, if it is not the wiki's.
        deadline: Value of `time.monotonic()` at which the search for mentions stops.
    """

    title: str
    wikitext: str
    _: KW_ONLY
    sections_to_exclude: tuple[str, ...] = ()
    language: str | None = None
    deadline: float | None = None


@dataclass(frozen=True, slots=True)
class NothingToLink:
    """An article without any candidate pair.

    Attributes:
        article: The parsed article.
        truncated: Whether the deadline stopped the search for mentions.
    """

    article: Article
    truncated: bool


@dataclass(frozen=True, slots=True)
class AnalyzedArticle:
    """An article with at least one candidate pair.

    Attributes:
        article: The parsed article.
        folded: Its case-folded wikitext.
        mentions: Its mentions.
        context: What the features of the candidate pairs are computed from.
        truncated: Whether the deadline stopped the search for mentions.
    """

    article: Article
    folded: str
    mentions: AnchorMentions
    context: PageContext
    truncated: bool


@dataclass(frozen=True, slots=True)
class ArticleAnalyzer:
    """Analyzes the articles of one wiki.

    Attributes:
        site: The wiki.
        dictionary: Its anchors.
        lookups: Its lookups.
        link_parameters: The parameters of its templates whose values count as links.
    """

    site: Site
    dictionary: Dictionary
    lookups: Lookups
    link_parameters: LinkParameters = NO_LINK_PARAMETERS

    def analyze(
        self, query: ArticleQuery, stages: Stages, parsed: Article | None = None
    ) -> AnalyzedArticle | NothingToLink:
        """Parse an article, find its mentions and their candidates.

        Args:
            query: The article.
            stages: Receives the time of the stages parse, mentions, lookups and features.
            parsed: The wikitext as it is parsed for the language of the wiki, if the caller has parsed it already.

        Raises:
            LookupFailedError: If a lookup fails.
        """
        language = query.language or self.site.language
        with stages.time("parse"):
            article = parsed or parse(query.wikitext, self.site.language)
        with stages.time("mentions"):
            folded = casefold_text(query.wikitext, language)
            spans = _linkable_spans(article, query.sections_to_exclude, self.site.language)
            found, truncated = find_mentions(folded, spans, self.dictionary, query.deadline)
            mentions = group_by_anchor(found)
        if not mentions.representatives:
            return NothingToLink(article, truncated)
        with stages.time("lookups"):
            candidates = generate_candidates(
                self.site, self.lookups, query.title, article, mentions, self.link_parameters
            )
        if not candidates.eligible.any():
            return NothingToLink(article, truncated)
        with stages.time("features"):
            inputs = PageContextInputs(
                article=article,
                folded=folded,
                language=language,
                mentions=mentions,
                candidates=candidates,
                tries=self.lookups.tries,
            )
            context = PageContext(inputs)
        return AnalyzedArticle(article, folded, mentions, context, truncated)


def open_analyzer(directory: Path, longest_anchor: int, open_lookups: OpenLookups = open_sqlite) -> ArticleAnalyzer:
    """Open the lookups in a directory.

    Args:
        directory: A bundle's files, or the lookups alone.
        longest_anchor: Code points of the longest anchor.
        open_lookups: Opens the tables and tries.

    Raises:
        LinkingError: If a file cannot be read.
    """
    site = Site.from_json(json.loads((directory / SITE).read_text(encoding="utf-8")))
    affixes = Affixes.from_json(json.loads((directory / AFFIXES).read_text(encoding="utf-8")), site.language)
    lookups = open_lookups(directory)
    dictionary = Dictionary.of(lookups.tries.anchors, affixes, longest_anchor)
    return ArticleAnalyzer(site, dictionary, lookups, _read_link_parameters(directory / LINK_PARAMETERS))


def _read_link_parameters(path: Path) -> LinkParameters:
    """Read the parameters of templates, of which older and imported bundles have no file."""
    try:
        content = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        return NO_LINK_PARAMETERS
    return LinkParameters.from_json(json.loads(content))


def _linkable_spans(article: Article, sections_to_exclude: tuple[str, ...], language: str) -> list[tuple[int, int]]:
    excluded = excluded_sections(article.sections, sections_to_exclude, language)
    return [
        (run.start, run.start + len(run.text)) for run in article.runs if run.linkable and run.section not in excluded
    ]
