"""The features of a candidate pair, each declared once with its formula and the reason why it helps.

The features are the columns of the matrix that the models score, in the order of FEATURES. The manifest of a bundle
records their names, and serving refuses a bundle whose features it does not compute.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import Enum
from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from linking import acceleration
from linking.features.compiled_matrix import CompiledColumns
from linking.features.mention_surroundings import DENSITY_WINDOW, YEAR_WINDOW
from linking.features.page_context import PageContext
from linking.store.record_layout import REDIRECT_TITLE, TITLE, TITLE_WITHOUT_PARENTHESES
from linking.text.character_classes import ALL_CAPITALS, LOWER_CASE

Column = NDArray[Any]

MAX_SECTION = 20

CHARACTER_CLASSES = (
    "0 other, 1 space, 2 line end, 3 lower case, 4 upper case, 5 letter without case, 6 digit, 7 sentence end, "
    "8 opening parenthesis, 9 closing parenthesis, 10 other punctuation, 11 quotation mark, 12 markup, 13 dash"
)
"""The values of the class features, as `linking.text.character_classes` numbers them."""


class Level(Enum):
    """What a feature has one value for."""

    MENTION = 1
    PAIR = 2


@dataclass(frozen=True, slots=True)
class Feature:
    """A feature of a candidate pair.

    Attributes:
        name: The name that manifests record.
        group: Features of one group describe the same thing; reports add them up.
        level: What the feature has one value for.
        meaning: "formula: reason" in plain English, for reports and explanations.
        compute: Maps a page context to an array of shape (mentions,) or (pairs,).
    """

    name: str
    group: str
    level: Level
    meaning: str
    compute: Callable[[PageContext], Column]


def _mention(group: str, name: str, meaning: str, compute: Callable[[PageContext], Column]) -> Feature:
    return Feature(name, group, Level.MENTION, meaning, compute)


def _pair(group: str, name: str, meaning: str, compute: Callable[[PageContext], Column]) -> Feature:
    return Feature(name, group, Level.PAIR, meaning, compute)


def _flag(bit: int) -> Callable[[PageContext], Column]:
    return lambda c: (c.pairs.flags & bit) != 0


MENTION_FEATURES: tuple[Feature, ...] = (
    _mention("text", "words", "words of the text: long names are rarely ambiguous", lambda c: c.mentions.words),
    _mention(
        "text",
        "characters",
        "characters of the text, endings and prefixes included: short texts are ambiguous",
        lambda c: c.mentions.end - c.mentions.start,
    ),
    _mention(
        "text",
        "digits",
        "1 if the text has a digit: editors link years and numbers by rules of their own",
        lambda c: c.mentions.digits,
    ),
    _mention(
        "text",
        "link_uses",
        "log(1 + times that the text is a link on the wiki): how much evidence there is",
        lambda c: np.log1p(c.mentions.link_uses),
    ),
    _mention(
        "text",
        "use_share",
        "times that the text is a link / (times that it occurs + 1): as link_probability, but counts repetitions",
        lambda c: c.mentions.link_uses / (c.mentions.text_uses + 1.0),
    ),
    _mention(
        "text",
        "link_probability",
        "(articles that link the text + 0.2) / (articles that contain it + 1), at most 1: how often it is worth a link",
        lambda c: c.mentions.link_probability,
    ),
    _mention(
        "text",
        "case_probability",
        "link probability of the text in this capitalization: “Polish” and “polish” mean different things",
        lambda c: c.mentions.case_link_probability,
    ),
    _mention(
        "text",
        "case_articles",
        "log(1 + articles that contain the text in this capitalization): how reliable case_probability is",
        lambda c: c.mentions.case_articles,
    ),
    _mention(
        "text",
        "link_articles",
        "log(1 + articles that link the text): how well established the anchor is",
        lambda c: np.log1p(c.mentions.link_articles),
    ),
    _mention(
        "text",
        "text_articles",
        "log(1 + articles that contain the text): editors do not link everyday words",
        lambda c: np.log1p(c.mentions.text_articles),
    ),
    _mention(
        "text",
        "suffix",
        "characters of the word after the anchor: the text is an inflected form",
        lambda c: c.mentions.suffix,
    ),
    _mention(
        "text",
        "prefix",
        "characters of the word before the anchor: the word has a prefix",
        lambda c: c.mentions.prefix,
    ),
    _mention(
        "text",
        "candidates",
        "number of candidates: how ambiguous the text is",
        lambda c: c.mentions.candidate_count,
    ),
    _mention(
        "text",
        "entropy",
        "entropy of the candidates' commonness, in nats: how evenly the text's links are divided",
        lambda c: c.ranking.entropy,
    ),
    _mention(
        "case",
        "case",
        "0 lower case, 1 first letter capitalized, 2 all capitals, 3 other: capitals mark names",
        lambda c: c.mentions.case,
    ),
    _mention(
        "case",
        "sentence_start",
        "1 if the mention starts a sentence, line or list item: a capital letter means nothing there",
        lambda c: c.positions.columns["sentence_start"],
    ),
    _mention(
        "case",
        "capital_before",
        "1 if the previous word is capitalized: the mention may be part of a longer name",
        lambda c: c.positions.capital_before,
    ),
    _mention(
        "case",
        "capital_after",
        "1 if the next word is capitalized: the mention may be part of a longer name",
        lambda c: c.positions.capital_after,
    ),
    _mention(
        "position",
        "offset",
        "log(1 + characters before the mention): editors link the first things an article names",
        lambda c: np.log1p(c.mentions.start),
    ),
    _mention(
        "position",
        "relative_offset",
        "characters before the mention / characters of the article: links are denser at the beginning",
        lambda c: c.mentions.start / c.length,
    ),
    _mention(
        "position",
        "section",
        f"index of the section, 0 for the lead, at most {MAX_SECTION}: each section has linking habits of its own",
        lambda c: np.minimum(c.positions.columns["section"], MAX_SECTION),
    ),
    _mention(
        "position",
        "list_item",
        "1 if the mention is in a list item: editors link lists differently from prose",
        lambda c: c.positions.columns["list_item"],
    ),
    _mention(
        "position",
        "brackets",
        "parentheses open at the mention in its line, at most 3: asides have linking habits of their own",
        lambda c: c.positions.columns["parenthesis_depth"],
    ),
    _mention(
        "position",
        "occurrences",
        "log(1 + times that the anchor occurs in the article): what an article repeats, it is about",
        lambda c: np.log1p(c.mentions.occurrences),
    ),
    _mention(
        "position",
        "kind_before",
        f"class of the previous character ({CHARACTER_CLASSES}): punctuation and markup set off names",
        lambda c: c.positions.columns["class_before"],
    ),
    _mention(
        "position",
        "kind_after",
        f"class of the next character ({CHARACTER_CLASSES}): punctuation and markup set off names",
        lambda c: c.positions.columns["class_after"],
    ),
    _mention(
        "words",
        "follows",
        "probability that a link follows the previous word: some words announce a link",
        lambda c: c.probability_after_previous_word,
    ),
    _mention(
        "words",
        "precedes",
        "probability that a link precedes the next word: some words come after a link",
        lambda c: c.probability_before_next_word,
    ),
    _mention(
        "overlap",
        "overlap_best",
        "highest link probability of the mentions that overlap this one: they compete for the same text",
        lambda c: c.overlaps.max_link_probability,
    ),
    _mention(
        "overlap",
        "overlap_longer",
        "characters by which the longest overlapping mention is longer: the longer name is usually meant",
        lambda c: c.overlaps.extra_length,
    ),
)

PAIR_FEATURES: tuple[Feature, ...] = (
    _pair(
        "candidate",
        "articles",
        "log(1 + articles that link this text to the candidate): how much evidence there is",
        lambda c: np.log1p(c.pairs.articles),
    ),
    _pair(
        "candidate",
        "share",
        "commonness, (articles that link the text to it + 0.1) / (the same sum over all candidates): the usual meaning",
        lambda c: c.pairs.commonness,
    ),
    _pair(
        "candidate",
        "rank",
        "position among the candidates, 0 for the most common: the first is usually meant",
        lambda c: c.pairs.rank,
    ),
    _pair(
        "candidate",
        "margin",
        "commonness minus that of the best other candidate: how clear the choice is",
        lambda c: c.pairs.margin,
    ),
    _pair(
        "candidate",
        "jaro",
        "Jaro similarity of text and title: editors mostly link a thing by its name",
        lambda c: c.pairs.jaro,
    ),
    _pair("candidate", "is_title", "1 if the text is the title: the text names the article", _flag(TITLE)),
    _pair(
        "candidate",
        "is_bare_title",
        "1 if the text is the title without its parentheses: these only tell articles of one name apart",
        _flag(TITLE_WITHOUT_PARENTHESES),
    ),
    _pair(
        "candidate",
        "is_redirect",
        "1 if the text is the title of a redirect to the candidate: editors declared it another name",
        _flag(REDIRECT_TITLE),
    ),
    _pair(
        "target",
        "incoming",
        "log(1 + articles that link to the candidate): whether editors find it worth a link",
        lambda c: np.log1p(c.targets.target_records["incoming"]),
    ),
    _pair(
        "target",
        "outgoing",
        "log(1 + articles that the candidate links to): how developed its article is",
        lambda c: np.log1p(c.targets.target_records["outgoing"]),
    ),
    _pair(
        "target",
        "link_rate",
        "of the articles that mention the candidate, the share that link it: whether editors find it worth a link",
        lambda c: c.targets.target_records["link_rate"],
    ),
    _pair(
        "target",
        "target_length",
        "log(1 + characters of the candidate's article): how much a reader finds there",
        lambda c: c.targets.target_records["length"],
    ),
    _pair(
        "target",
        "rival_text",
        "highest link probability × commonness among other mentions of the candidate: one of them may be better",
        lambda c: c.rival_strength,
    ),
    _pair(
        "vectors",
        "near_links",
        "cosine of the candidate and the articles that the article links already: whether the topic fits",
        lambda c: c.similarity.to_existing_links,
    ),
    _pair(
        "vectors",
        "near_context",
        "cosine of the candidate and the article's links and other confident mentions: whether the topic fits",
        lambda c: c.similarity.to_context,
    ),
    _pair(
        "vectors",
        "nearer",
        "near_context minus that of the mention's best other candidate: which meaning fits the topic",
        lambda c: c.similarity.margin,
    ),
)

LINK_FEATURES: tuple[Feature, ...] = (*MENTION_FEATURES, *PAIR_FEATURES)
"""The features of the link model. How densely an article or a line is linked is not among them: it predicts links in
articles that editors finished, and misleads in those that they did not (docs/decisions/acceptance.md)."""

REVIEW_FEATURES: tuple[Feature, ...] = (
    _mention(
        "name",
        "part_after_word",
        "log odds ratio of parts of labels to whole labels after the previous word: “of” precedes the end of a name",
        lambda c: c.part_ratio_after_previous_word,
    ),
    _mention(
        "name",
        "part_before_word",
        "log odds ratio of parts of labels to whole labels before the next word: “River” follows the start of a name",
        lambda c: c.part_ratio_before_next_word,
    ),
    _mention(
        "name",
        "capital_before_short",
        "1 if a capitalized word and one or two short ones precede the mention: “University of Wales” is one name",
        lambda c: c.surroundings.columns["capital_before_short_words"],
    ),
    _mention(
        "name",
        "capital_after_short",
        "1 if one or two short words and a capitalized one follow the mention: “Wales and the Marches” may be one name",
        lambda c: c.surroundings.columns["capital_after_short_words"],
    ),
    _mention(
        "name",
        "joined_before",
        "1 if a hyphen, apostrophe or the like joins the previous word to the mention: it is part of a compound",
        lambda c: c.surroundings.columns["joined_before"],
    ),
    _mention(
        "name",
        "joined_after",
        "1 if a hyphen, apostrophe or the like joins the next word to the mention: it is part of a compound",
        lambda c: c.surroundings.columns["joined_after"],
    ),
    _mention(
        "name",
        "digit_before",
        "1 if a number precedes the mention: it may be part of a date, a measure or a citation",
        lambda c: c.surroundings.columns["digit_before"],
    ),
    _mention(
        "name",
        "digit_after",
        "1 if a number follows the mention: it may be part of a date, a title or a citation",
        lambda c: c.surroundings.columns["digit_after"],
    ),
    _mention(
        "name",
        "starts_line",
        "1 if the mention starts its line: no name can begin before it",
        lambda c: c.surroundings.columns["starts_line"],
    ),
    _mention(
        "name",
        "ends_line",
        "1 if the mention ends its line: no name can continue after it",
        lambda c: c.surroundings.columns["ends_line"],
    ),
    _mention(
        "name",
        "lower_case",
        "1 if the text is in lower case: it is not a part of a name in most languages",
        lambda c: c.mentions.case == LOWER_CASE,
    ),
    _mention(
        "name",
        "all_capitals",
        "1 if the text is in capitals: abbreviations are parts of names less often",
        lambda c: c.mentions.case == ALL_CAPITALS,
    ),
    _mention(
        "name",
        "text_length",
        "log(characters of the text): long texts are rarely parts of names, and reviewers accept them more often",
        lambda c: np.log(c.mentions.end - c.mentions.start),
    ),
    _mention(
        "surroundings",
        "quoted",
        "1 if quotation marks enclose the mention in its line: it is part of a title or a quotation",
        lambda c: c.surroundings.columns["quoted"],
    ),
    _mention(
        "surroundings",
        "capital_density",
        f"capitalized words / (words + 1) within {DENSITY_WINDOW} characters: citations and lists of names have many",
        lambda c: c.surroundings.columns["capital_density"],
    ),
    _mention(
        "surroundings",
        "year_nearby",
        f"1 if a four-digit number is within {YEAR_WINDOW} characters: reviewers judge texts beside dates differently",
        lambda c: c.surroundings.columns["year_nearby"],
    ),
    _mention(
        "surroundings",
        "space_after",
        "1 if a space follows the mention: a noun before another word may only qualify it",
        lambda c: c.surroundings.columns["space_after"],
    ),
)
"""Further features, of the name part model and the acceptance model."""

FEATURES: tuple[Feature, ...] = (*LINK_FEATURES, *REVIEW_FEATURES)

NAMES: tuple[str, ...] = tuple(feature.name for feature in FEATURES)


def matrix(context: PageContext, features: Sequence[Feature] = FEATURES) -> NDArray[np.float32]:
    """Compute the features of a page's candidate pairs.

    Returns:
        Shape (pairs, len(features)), in the order of `context.pairs`.
    """
    if acceleration.features is not None and (features is FEATURES or features is LINK_FEATURES):
        compiled = _compiled_columns(len(features))
        columns = compiled.compute(context.inputs)
        _compute(context, features, compiled.missing, columns)
    else:
        columns = np.empty((len(features), len(context.pairs)), np.float32)
        _compute(context, features, range(len(features)), columns)
    return columns.T


@cache
def _compiled_columns(size: int) -> CompiledColumns:
    return CompiledColumns(NAMES[:size])


def _compute(
    context: PageContext, features: Sequence[Feature], positions: Sequence[int], columns: NDArray[np.float32]
) -> None:
    """Compute the features at these positions as they are defined."""
    if not positions:
        return
    mention = context.pairs.mention
    by_mention = [position for position in positions if features[position].level is Level.MENTION]
    of_mentions = np.empty((len(by_mention), len(context.mentions)), np.float32)
    for column, position in zip(of_mentions, by_mention, strict=True):
        column[:] = features[position].compute(context)
    columns[by_mention] = of_mentions[:, mention]
    for position in positions:
        if features[position].level is Level.PAIR:
            columns[position] = features[position].compute(context)
