"""The words of articles, by which a later run finds the articles that may contain a text, without reading them.

A mention begins and ends at word boundaries, so its text is a sequence of the words between these. Words are stored as
hashes. Two words with the same hash only make an article look as if it contained a text.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import chain, pairwise
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
    targets = {link.target for link in plain.links} | set(plain.targets_outside)
    return ArticleWords(_hashes(_words(folded)), _hashes(targets))


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
    """The words of the articles of one chunk or several, which are numbered in order."""

    def __init__(self, words: _Joined, targets: _Joined) -> None:
        self._words, self._targets = words, targets

    @classmethod
    def read(cls, path: Path) -> ChunkWords:
        """Read the words of a chunk, as `join_words` wrote them."""
        with np.load(path) as arrays:
            words, targets = (_Joined(arrays[name], arrays[f"{name}_ends"]) for name in ("words", "targets"))
        return cls(words, targets)

    @classmethod
    def of(cls, chunks: Sequence[ChunkWords]) -> ChunkWords:
        """Return the words of one chunk after the other."""
        words, targets = [chunk._words for chunk in chunks], [chunk._targets for chunk in chunks]
        return cls(_Joined.of(words), _Joined.of(targets))

    def __len__(self) -> int:
        """Return the number of articles."""
        return len(self._words.ends)

    def article(self, number: int) -> ArticleWords:
        """Return the words of one article."""
        return ArticleWords(self._words.of_article(number), self._targets.of_article(number))

    def linking(self, titles: Iterable[str]) -> set[int]:
        """Return the articles that may link to one of the titles."""
        return set().union(*map(Hashes.tolist, self._targets.having(_hashes(titles)).values()))

    def containing(self, texts: Iterable[str]) -> set[int]:
        """Return the articles that may contain one of the texts as a mention: those that have all of its words."""
        wanted = [list(map(_hash, words)) for words in {_words(text) for text in texts}]
        found = self._words.having(np.unique(np.fromiter(chain.from_iterable(wanted), np.uint32)))
        sets = {word: frozenset(articles.tolist()) for word, articles in found.items()}
        everywhere, nowhere = frozenset(range(len(self))), frozenset[int]()
        return set().union(*(everywhere.intersection(*(sets.get(word, nowhere) for word in words)) for words in wanted))


@dataclass(frozen=True, slots=True)
class _Joined:
    """Sorted hashes of each article, one article after the other, and where each ends."""

    hashes: Hashes
    ends: Hashes

    @classmethod
    def of(cls, parts: Sequence[_Joined]) -> _Joined:
        empty = np.zeros(0, np.uint32)
        sizes = np.concatenate([empty, *(np.diff(part.ends, prepend=np.uint32(0)) for part in parts)])
        return cls(np.concatenate([empty, *(part.hashes for part in parts)]), np.cumsum(sizes, dtype=np.uint32))

    def of_article(self, number: int) -> Hashes:
        return self.hashes[self.ends[number - 1] if number else 0 : self.ends[number]]

    def having(self, wanted: Hashes) -> dict[int, NDArray[np.int64]]:
        """Return the articles that have each of some sorted hashes, for those that any has."""
        if not len(wanted):
            return {}
        at = np.minimum(np.searchsorted(wanted, self.hashes), len(wanted) - 1)
        places = np.flatnonzero(wanted[at] == self.hashes)
        order = places[np.argsort(at[places], kind="stable")]
        found, starts = np.unique(self.hashes[order], return_index=True)
        articles = np.split(np.searchsorted(self.ends, order, side="right"), starts[1:])
        return dict(zip(found.tolist(), articles, strict=False))


def _words(folded: str) -> frozenset[str]:
    """Return the words that contain a letter or digit.

    Whether words meet at a position depends on the two characters next to it. A mention has therefore the same words
    as the text of the article between its ends.
    """
    flags = np.frombuffer(find_word_boundaries(folded).flags, np.uint8)
    cuts = np.flatnonzero(flags).tolist()
    words = {folded[start:end] for start, end in pairwise(cuts)}
    return frozenset(filter(_has_letter, words))


def _hashes(texts: Iterable[str]) -> Hashes:
    return np.unique(np.fromiter(map(_hash, texts), np.uint32))


def _hash(text: str) -> int:
    return crc32(text.encode("utf-8", "surrogatepass"))


def _has_letter(word: str) -> bool:
    return any(map(str.isalnum, word))
