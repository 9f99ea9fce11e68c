"""The words of articles, by which a later run finds the articles that may contain a text, without reading them.

A mention begins and ends at word boundaries, so its text is a sequence of the words between these. Words are stored as
hashes. Two words with the same hash only make an article look as if it contained a text.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from linking.bundle.atomic_files import naming_file
from linking.text.folding import casefold_text
from linking.text.word_boundaries import find_word_boundaries
from training.corpus.chunks import ChunkArticle

Hashes = NDArray[np.uint32]


@dataclass(frozen=True, slots=True)
class ArticleWords:
    """What an article may be found by.

    Attributes:
        words: Hashes of the words that contain a letter or digit, sorted.
        targets: Hashes of the titles that the article links to, sorted.
    """

    words: Hashes
    targets: Hashes


def words_of(article: ChunkArticle, language: str) -> ArticleWords:
    """Return the words and the targets of an article."""
    plain = article.plain
    folded = casefold_text(plain.text, language)
    flags = np.frombuffer(find_word_boundaries(folded).flags, np.uint8)
    cuts = [0, *np.flatnonzero(flags).tolist(), len(folded)]
    words = {folded[start:end] for start, end in pairwise(cuts)}
    targets = {link.target for link in plain.links} | set(plain.targets_outside)
    return ArticleWords(_hashes(word for word in words if _has_letter(word)), _hashes(targets))


def join_words(path: Path, articles: Sequence[ArticleWords]) -> None:
    """Write the words of the articles of a chunk."""
    arrays: dict[str, Any] = {}
    for name in ("words", "targets"):
        parts = [getattr(article, name) for article in articles]
        arrays[name] = np.concatenate([*parts, np.zeros(0, np.uint32)])
        arrays[f"{name}_ends"] = np.cumsum([len(part) for part in parts], dtype=np.uint32)
    with naming_file(path):
        np.savez(path, **arrays)


class ChunkWords:
    """The words of the articles of a chunk, as `join_words` wrote them. Articles are numbered in order."""

    def __init__(self, path: Path) -> None:
        with np.load(path) as arrays:
            self._words = _Joined(arrays["words"], arrays["words_ends"])
            self._targets = _Joined(arrays["targets"], arrays["targets_ends"])

    def article(self, number: int) -> ArticleWords:
        """Return the words of one article."""
        return ArticleWords(self._words.of(number), self._targets.of(number))

    def linking(self, titles: Iterable[str]) -> set[int]:
        """Return the articles that may link to one of the titles."""
        return set().union(*self._targets.having(map(_hash, titles)).values())

    def containing(self, texts: Collection[SplitText]) -> set[int]:
        """Return the articles that may contain one of the texts as a mention."""
        postings = self._words.having({word for text in texts for word in text.words})
        everywhere = set(range(self._words.articles))
        return set().union(*(text.articles(postings, everywhere) for text in texts))


@dataclass(frozen=True, slots=True)
class _Joined:
    """Sorted hashes of each article, one article after the other, and where each ends."""

    hashes: Hashes
    ends: Hashes

    @property
    def articles(self) -> int:
        return len(self.ends)

    def of(self, number: int) -> Hashes:
        return self.hashes[self.ends[number - 1] if number else 0 : self.ends[number]]

    def having(self, wanted: Iterable[int]) -> dict[int, set[int]]:
        """Return the articles that have each of the hashes, for those that any has."""
        sorted_wanted = np.unique(np.fromiter(wanted, np.uint32))
        if not len(sorted_wanted):
            return {}
        at = np.minimum(np.searchsorted(sorted_wanted, self.hashes), len(sorted_wanted) - 1)
        places = np.flatnonzero(sorted_wanted[at] == self.hashes)
        articles = np.searchsorted(self.ends, places, side="right")
        found: dict[int, set[int]] = defaultdict(set)
        for value, article in zip(self.hashes[places].tolist(), articles.tolist(), strict=True):
            found[value].add(article)
        return found


class SplitText:
    """A text, and the parts of it that may be words of an article that contains it.

    Attributes:
        words: The hashes of these parts.
    """

    __slots__ = ("_parts", "_size", "words")

    def __init__(self, text: str) -> None:
        self._size = len(text)
        # For each start, the ends of all parts, with their hashes. Parts without letters are in no index.
        self._parts = [
            [
                (end, _hash(text[start:end]) if _has_letter(text[start:end]) else None)
                for end in range(start + 1, self._size + 1)
            ]
            for start in range(self._size)
        ]
        self.words = {word for parts in self._parts for _, word in parts if word is not None}

    def articles(self, postings: Mapping[int, set[int]], everywhere: set[int]) -> set[int]:
        """Return the articles of whose words the text may be a sequence.

        Args:
            postings: The articles that have a word, by its hash.
            everywhere: All articles.
        """
        reaching: dict[int, set[int]] = {0: everywhere}
        for start, parts in enumerate(self._parts):
            before = reaching.pop(start, None)
            if not before:
                continue
            for end, word in parts:
                found = before if word is None else before & postings.get(word, set())
                if found:
                    reaching[end] = reaching.get(end, set()) | found
        return reaching.get(self._size, set())


def _hashes(texts: Iterable[str]) -> Hashes:
    return np.unique(np.fromiter(map(_hash, texts), np.uint32))


def _hash(text: str) -> int:
    return crc32(text.encode("utf-8", "surrogatepass"))


def _has_letter(word: str) -> bool:
    return any(map(str.isalnum, word))
