"""What is known of each mention: its place, its text, and how the wiki's editors link that text."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Any

import numpy as np
from numpy.typing import NDArray

from linking.mentions import AnchorMentions, Mention
from linking.store.quantization import dequantize_probability, link_probability
from linking.store.record_layout import AnchorRows
from linking.text.character_classes import case_class

Array = NDArray[Any]


@dataclass(frozen=True, slots=True)
class MentionStatistics:
    """Arrays of shape (mentions,), with one element for each representative mention.

    Attributes:
        start, end: The mention in the wikitext, in code points.
        suffix, prefix: Code points of the word after and before the anchor.
        occurrences: Mentions of the same anchor in the article.
        link_articles: Articles of the wiki in which the anchor is a link.
        text_articles: Articles of the wiki that contain the anchor, linked or not.
        link_uses: Occurrences of the anchor as a link in the wiki.
        text_uses: Occurrences of the anchor in the wiki.
        link_probability: Smoothed `link_articles / text_articles`.
        candidate_count: Candidates of the anchor, eligible or not.
        case: The case class of the text (`character_classes.case_class`).
        case_link_probability: Link probability of the anchor in this case class.
        case_articles: log(1 + articles that contain the anchor in this case class).
        words: Words of the text, counted by spaces.
        digits: 1 if the text has a digit, else 0.
    """

    start: Array
    end: Array
    suffix: Array
    prefix: Array
    occurrences: Array
    link_articles: Array
    text_articles: Array
    link_uses: Array
    text_uses: Array
    link_probability: Array
    candidate_count: Array
    case: Array
    case_link_probability: Array
    case_articles: Array
    words: Array
    digits: Array

    def __len__(self) -> int:
        """The number of mentions."""
        return len(self.start)

    @classmethod
    def collect(cls, wikitext: str, folded: str, mentions: AnchorMentions, rows: AnchorRows) -> MentionStatistics:
        """Collect the statistics of a page's mentions.

        Args:
            wikitext: The page.
            folded: The case-folded page.
            mentions: At least one mention.
            rows: The records of the mentions' anchors.
        """
        start, end, suffix, prefix = _offsets(mentions.representatives)
        spans = list(zip((start + prefix).tolist(), (end - suffix).tolist(), strict=True))
        texts = [wikitext[a:b] for a, b in spans]
        case = np.array([case_class(text, folded[a:b]) for text, (a, b) in zip(texts, spans, strict=True)], np.int64)
        anchors = rows.anchors
        every_mention = np.arange(len(start))
        return cls(
            start=start,
            end=end,
            suffix=suffix,
            prefix=prefix,
            occurrences=np.array([len(found) for found in mentions.occurrences]),
            link_articles=anchors["link_articles"],
            text_articles=anchors["text_articles"],
            link_uses=anchors["link_uses"],
            text_uses=anchors["text_uses"],
            link_probability=link_probability(anchors["link_articles"], anchors["text_articles"]),
            candidate_count=rows.offsets[1:] - rows.offsets[:-1],
            case=case,
            case_link_probability=dequantize_probability(anchors["case_link_probability"][every_mention, case]),
            case_articles=anchors["case_articles"][every_mention, case],
            words=np.array([text.count(" ") + 1 for text in texts]),
            digits=np.array([not text.isalpha() and any(map(str.isdigit, text)) for text in texts], np.float32),
        )


def _offsets(mentions: Sequence[Mention]) -> tuple[Array, Array, Array, Array]:
    """Start, end, suffix and prefix of each mention."""
    # One flat conversion takes about 70 % of the time of an array for each field.
    size = len(mentions)
    fields = np.fromiter(chain.from_iterable(mentions), np.int64, size * len(Mention._fields))
    start, end, _, suffix, prefix = fields.reshape(size, -1).T.copy()
    return start, end, suffix, prefix
