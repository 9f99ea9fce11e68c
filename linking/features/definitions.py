"""The features of a (mention, candidate) pair: each declared once, with its formula and why it helps.

The columns of the matrix come in the order of FEATURES; a bundle's manifest records the names, and a bundle with other
features is refused. LD: articles in which the text is a link in running text. TD: articles in which it stands at all.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Any

import numpy as np
from numpy.typing import NDArray

from linking.features.page_context import PageContext
from linking.store.record_layout import REDIRECT_TITLE, TITLE, TITLE_WITHOUT_BRACKETS
from linking.text import character_classes as letters

Column = NDArray[Any] | float


class Level(Enum):
    """What a feature has one value for."""

    PAGE = 0
    MENTION = 1
    PAIR = 2


@dataclass(frozen=True, slots=True)
class Feature:
    """compute: from the page's context to one number (PAGE), or an array of shape (mentions,) or (pairs,)."""

    name: str
    group: str
    level: Level
    meaning: str
    compute: Callable[[PageContext], Column]


def _page(name: str, meaning: str, compute: Callable[[PageContext], Column]) -> Feature:
    return Feature(name, "page", Level.PAGE, meaning, compute)


def _mention(group: str, name: str, meaning: str, compute: Callable[[PageContext], Column]) -> Feature:
    return Feature(name, group, Level.MENTION, meaning, compute)


def _pair(group: str, name: str, meaning: str, compute: Callable[[PageContext], Column]) -> Feature:
    return Feature(name, group, Level.PAIR, meaning, compute)


def _flag(bit: int) -> Callable[[PageContext], Column]:
    return lambda c: (c.flags & bit) != 0


FEATURES: tuple[Feature, ...] = (
    _page("page_length", "log characters of the article: long articles link a smaller share", lambda c: c.page_length),
    _page("kept_links", "log links that the article has: editors' habit here", lambda c: np.log1p(c.kept_count)),
    _page("kept_density", "links per 100 characters", lambda c: 100.0 * c.kept_count / (c.length + 50.0)),
    _page("mention_count", "log distinct anchors that stand in the article", lambda c: np.log1p(c.size)),
    _page("expected_links", "log sum of the mentions' link probabilities", lambda c: np.log1p(c.expected)),
    _page(
        "kept_share",
        "links as a share of links and expected links: whether the article is linked already",
        lambda c: c.kept_count / (c.kept_count + c.expected + 0.5),
    ),
    _mention("text", "words", "words of the text: long names are rarely anything else", lambda c: c.words),
    _mention("text", "characters", "characters of the text", lambda c: c.end - c.start),
    _mention("text", "digits", "has a digit: years and numbers are linked by other habits", lambda c: c.digits),
    _mention("text", "link_uses", "log occurrences as a link", lambda c: np.log1p(c.link_uses)),
    _mention(
        "text", "use_share", "share of the occurrences that are links", lambda c: c.link_uses / (c.text_uses + 1.0)
    ),
    _mention(
        "text", "link_probability", "(LD + .2) / (TD + 1): how often editors find it worth a link", lambda c: c.rate
    ),
    _mention(
        "text",
        "case_probability",
        "(LD + .2) / (TD + 1) of the text with this case: Polish or polish",
        lambda c: c.case_rate,
    ),
    _mention(
        "text",
        "case_articles",
        "log TD of the text with this case: how far to trust its link probability",
        lambda c: c.case_articles,
    ),
    _mention("text", "link_articles", "log LD: how well known the anchor is", lambda c: np.log1p(c.link_articles)),
    _mention("text", "text_articles", "log TD: common words stand everywhere", lambda c: np.log1p(c.text_articles)),
    _mention("text", "suffix", "letters behind the anchor that make the whole word: inflection", lambda c: c.suffix),
    _mention("text", "prefix", "letters before the anchor in the same word: a prefix", lambda c: c.prefix),
    _mention("text", "candidates", "number of candidates: ambiguity", lambda c: c.candidate_count),
    _mention("text", "entropy", "entropy of the candidates' shares, in nats", lambda c: c.entropy),
    _mention("case", "case", "lower 0, first letter capital 1, all capitals 2, other 3", lambda c: c.case),
    _mention(
        "case",
        "sentence_start",
        "begins a sentence or line: a capital means nothing there",
        lambda c: c.places.sentence_start,
    ),
    _mention(
        "case",
        "capital_before",
        "the word before is capitalised: part of a longer name",
        lambda c: c.places.capital_before,
    ),
    _mention(
        "case",
        "capital_after",
        "the word after is capitalised: part of a longer name",
        lambda c: c.places.capital_after,
    ),
    _mention("position", "offset", "log characters before it: first things are linked", lambda c: np.log1p(c.start)),
    _mention(
        "position", "relative_offset", "characters before it as a share of the article's", lambda c: c.start / c.length
    ),
    _mention(
        "position",
        "section",
        "number of the section, 0 the lead, at most 20",
        lambda c: np.minimum(c.places.section, 20),
    ),
    _mention("position", "list_item", "stands in a list line", lambda c: c.places.list_item),
    _mention(
        "position",
        "line_place",
        "characters before it in its line, log",
        lambda c: np.log1p(c.start - c.places.line_start),
    ),
    _mention(
        "position",
        "line_length",
        "characters of its line, log",
        lambda c: np.log1p(c.places.line_end - c.places.line_start),
    ),
    _mention(
        "position", "line_rest", "characters behind it in its line, log", lambda c: np.log1p(c.places.line_end - c.end)
    ),
    _mention("position", "brackets", "depth of round brackets in its line", lambda c: c.places.brackets),
    _mention(
        "position", "occurrences", "log times that the anchor stands in the article", lambda c: np.log1p(c.occurrences)
    ),
    _mention(
        "position",
        "kind_before",
        "class of the character before (linking.letters)",
        lambda c: c.places.kind_before,
    ),
    _mention(
        "position",
        "kind_after",
        "class of the character behind (linking.letters)",
        lambda c: c.places.kind_after,
    ),
    _mention(
        "position", "line_links", "links in its line: editors link whole lines", lambda c: np.log1p(c.places.line_links)
    ),
    _mention("position", "line_expected", "sum of link probabilities in its line", lambda c: np.log1p(c.line_expected)),
    _mention("words", "follows", "P(link | word before it)", lambda c: c.follows),
    _mention("words", "precedes", "P(link | word after it)", lambda c: c.precedes),
    _mention("overlap", "overlap_best", "best link probability of mentions that overlap it", lambda c: c.overlap_best),
    _mention(
        "overlap",
        "overlap_longer",
        "how much longer the longest mention that overlaps it is",
        lambda c: c.overlap_longer,
    ),
    _pair("candidate", "articles", "log articles that link this text to it", lambda c: np.log1p(c.articles)),
    _pair("candidate", "share", "share of the candidate among the text's articles: commonness", lambda c: c.share),
    _pair("candidate", "rank", "place among the candidates, most frequent first", lambda c: c.rank),
    _pair("candidate", "margin", "share less the best other candidate's", lambda c: c.margin),
    _pair("candidate", "jaro", "Jaro similarity of text and title", lambda c: c.jaro),
    _pair("candidate", "is_title", "the text is the title", _flag(TITLE)),
    _pair(
        "candidate",
        "is_bare_title",
        "the text is the title without its part in brackets",
        _flag(TITLE_WITHOUT_BRACKETS),
    ),
    _pair("candidate", "is_redirect", "the text is the title of a redirect to it", _flag(REDIRECT_TITLE)),
    _pair(
        "target", "incoming", "log articles that link to it: worth an article's link", lambda c: np.log1p(c.incoming)
    ),
    _pair("target", "outgoing", "log articles that it links to", lambda c: np.log1p(c.outgoing)),
    _pair("target", "link_rate", "of articles that mention it, the share that link it", lambda c: c.link_rate),
    _pair("target", "target_length", "log characters of its article", lambda c: c.target_length),
    _pair(
        "target",
        "rival_text",
        "best link probability times share of other mentions that may mean it",
        lambda c: c.rival_text,
    ),
    _pair("vectors", "near_links", "cosine of target and the links that the article has", lambda c: c.nearness.links),
    _pair(
        "vectors",
        "near_context",
        "cosine of target and the article's links and confident mentions, without its own",
        lambda c: c.nearness.context,
    ),
    _pair(
        "vectors", "nearer", "near_context less the best other candidate's of the mention", lambda c: c.nearness.lead
    ),
)

NAMES: tuple[str, ...] = tuple(feature.name for feature in FEATURES)


def matrix(context: PageContext, features: Sequence[Feature] = FEATURES) -> NDArray[np.float32]:
    """The features of all pairs of a page, shape (pairs, len(features))."""
    columns = np.empty((len(features), context.pairs), np.float32)
    for row, feature in zip(columns, features, strict=True):
        values = feature.compute(context)
        row[:] = values[context.mention] if feature.level is Level.MENTION else values  # type: ignore[index]
    return columns.T


assert letters.OTHER == 0, "kinds are features: a new class needs new models"
