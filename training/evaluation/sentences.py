"""Splits text into sentences with Punkt, trained on the wiki's own text.

Punkt finds abbreviations by itself, so it needs no language data. It relies on spaces after sentences, so the sentence
marks of scripts without spaces are handled here.

Importing this module takes more than a second, because it loads nltk. Import it only where it is used.

References:
    Kiss and Strunk (2006): Unsupervised Multilingual Sentence Boundary Detection.
    https://aclanthology.org/J06-4003/
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from nltk.tokenize.punkt import PunktSentenceTokenizer, PunktTrainer

from training.corpus.plain_text import GAP

MAX_SAMPLE = 300_000
"""Code points to train on, which takes half a second. A longer sample finds more rare abbreviations."""

_UNSPACED_END = re.compile(r"[。．！？｡।॥။།።፧؟۔։]+[」』）》”’\"')\]]*")


class SentenceSplitter:
    """Finds the sentences of a text.

    Args:
        texts: Plain texts in the wiki's language to train on. No more than MAX_SAMPLE code points are consumed.
    """

    def __init__(self, texts: Iterable[str]) -> None:
        sample: list[str] = []
        size = 0
        for text in texts:
            sample.append(text[: MAX_SAMPLE - size].replace(GAP, " "))
            size += len(sample[-1])
            if size >= MAX_SAMPLE:
                break
        trainer = PunktTrainer()
        trainer.train("\n".join(sample), finalize=True)
        self._tokenizer = PunktSentenceTokenizer(trainer.get_params())

    def boundaries(self, text: str) -> list[int]:
        """Return the offsets at which sentences end, in ascending order."""
        ends = {end for _, end in self._tokenizer.span_tokenize(text)}
        ends.update(match.end() for match in _UNSPACED_END.finditer(text))
        return sorted(ends)
