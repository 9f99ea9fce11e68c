"""Counts only what has changed since an earlier run: new and changed articles, and those that other changes affect.

An unchanged article counts in another way if a text of which it has mentions entered or left the dictionary, or if a
title that it links to leads to another article. Everything else that counts depend on must be the same.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import marisa_trie
import numpy as np
from numpy.typing import NDArray

from linking.mention_search import find_mentions
from linking.mentions import Dictionary
from linking.store.tries import SingleTrie, Trie
from linking.text.affixes import Affixes
from linking.text.folding import casefold_text
from training.corpus.article_words import ChunkWords
from training.corpus.chunks import read_articles
from training.corpus.joined_parts import read_part_counts, separate_parts
from training.corpus.kept_pages import NO_LINE, PageIndex, chunk_words
from training.corpus.page_record import MAX_ANCHOR_LENGTH
from training.corpus.title_index import TitleIndex, open_dictionary, open_titles

CHUNKS_PER_TASK = 20

Lines = Mapping[int, frozenset[int]]
"""Lines of chunks, by the number of the chunk."""
Numbers = NDArray[np.int64]
GONE = -1


@dataclass(frozen=True, slots=True)
class Renumbering:
    """The numbers of texts and titles in both runs.

    Attributes:
        texts: The new number of each text by its old number, or GONE.
        titles: The new key of each title by its old key, or GONE.
    """

    texts: Numbers
    titles: Numbers


@dataclass(frozen=True, slots=True)
class Changes:
    """What has changed.

    Attributes:
        numbers: The numbers in both runs.
        texts: The texts that are only in one of the dictionaries.
        titles: The titles that lead to another article, or exist only in one of the runs.
    """

    numbers: Renumbering
    texts: Sequence[str]
    titles: Sequence[str]


@dataclass(frozen=True, slots=True)
class SearchTask:
    """Unchanged articles of which a worker finds those that are affected.

    Attributes:
        extracted: The directory with the extraction.
        lines: The unchanged articles.
        texts: The texts of Changes.
        titles: The titles of Changes.
        language: Language code of the wiki.
        affixes: The separate parts of joined words.
    """

    extracted: Path
    lines: Lines
    texts: Sequence[str]
    titles: Sequence[str]
    language: str
    affixes: Affixes


@dataclass(frozen=True, slots=True)
class Recount:
    """The articles to count again.

    Attributes:
        removed: The articles whose old counts are subtracted, in the old extraction.
        added: The articles whose new counts are added, in the new extraction.
        numbers: The numbers of texts and titles in both runs.
    """

    removed: Lines
    added: Lines
    numbers: Renumbering


class NotComparableError(Exception):
    """The counts of the earlier run cannot be continued. The message says why."""


def find_changes(old: Path, new: Path, language: str) -> Changes:
    """Compare the titles and dictionaries of two runs.

    Args:
        old: The directory with the titles of the earlier run.
        new: The directory with those of this run.
        language: Language code of the wiki.

    Raises:
        NotComparableError: The counts of all articles may differ.
    """
    if separate_parts(read_part_counts(old), language) != separate_parts(read_part_counts(new), language):
        raise NotComparableError("other parts of joined words are separate from the rest")
    old_titles, new_titles = open_titles(old), open_titles(new)
    (old_texts, _), (new_texts, _) = open_dictionary(old), open_dictionary(new)
    numbers = Renumbering(_renumber(old_texts, new_texts), _renumber(old_titles.trie, new_titles.trie))
    texts = [*_only_old(old_texts, numbers.texts), *_only_new(new_texts, numbers.texts)]
    return Changes(numbers, texts, _other_titles(old_titles, new_titles, numbers.titles))


def _renumber(old: Trie, new: Trie) -> Numbers:
    numbers = (new.get(old.restore_key(number), GONE) for number in range(len(old)))
    return np.fromiter(numbers, np.int64, len(old))


def _only_old(old: Trie, numbers: Numbers) -> Iterator[str]:
    return (old.restore_key(int(number)) for number in np.flatnonzero(numbers == GONE))


def _only_new(new: Trie, numbers: Numbers) -> Iterator[str]:
    known = np.zeros(len(new), np.bool_)
    known[numbers[numbers != GONE]] = True
    return (new.restore_key(int(number)) for number in np.flatnonzero(~known))


def _other_titles(old: TitleIndex, new: TitleIndex, keys: Numbers) -> list[str]:
    both = np.flatnonzero(keys != GONE)
    moved = both[keys[old.target[both]] != new.target[keys[both]]]
    return [
        *_only_old(old.trie, keys),
        *_only_new(new.trie, keys),
        *(old.trie.restore_key(int(key)) for key in moved),
    ]


def check_distinct_titles(titles: Path, articles: int) -> None:
    """Check that no two articles have the same title, which would share their links.

    Raises:
        NotComparableError: Some do.
    """
    if int(open_titles(titles).is_article.sum()) != articles:
        raise NotComparableError("several articles have the same title")


def plan_recount(
    old_extracted: Path,
    new_extracted: Path,
    changes: Changes,
    affected: Callable[[Lines], Iterable[Lines]],
) -> Recount:
    """Find the articles to count again.

    Args:
        old_extracted: The directory with the extraction of the earlier run.
        new_extracted: The directory with that of this run.
        changes: What has changed.
        affected: Returns those of some unchanged articles that the changes affect.
    """
    old, new = (_articles(PageIndex(extracted).pages) for extracted in (old_extracted, new_extracted))
    _, at_old, at_new = np.intersect1d(_identity(old), _identity(new), assume_unique=True, return_indices=True)
    again = _rows(new[at_new], affected(_lines(new[at_new])))
    is_old, is_new = np.ones(len(old), np.bool_), np.ones(len(new), np.bool_)
    is_old[at_old[~again]], is_new[at_new[~again]] = False, False
    return Recount(_lines(old[is_old]), _lines(new[is_new]), changes.numbers)


def search_tasks(extracted: Path, lines: Lines, changes: Changes, language: str, titles: Path) -> Iterator[SearchTask]:
    """Yield the tasks that find the affected ones of some unchanged articles."""
    affixes = separate_parts(read_part_counts(titles), language)
    chunks = sorted(lines)
    for start in range(0, len(chunks), CHUNKS_PER_TASK):
        given = {chunk: lines[chunk] for chunk in chunks[start : start + CHUNKS_PER_TASK]}
        yield SearchTask(extracted, given, changes.texts, changes.titles, language, affixes)


def find_affected(task: SearchTask) -> Lines:
    """Return the articles that link to one of the titles, or have a mention of one of the texts."""
    dictionary = Dictionary.of(SingleTrie(marisa_trie.Trie(task.texts)), task.affixes, MAX_ANCHOR_LENGTH)
    parts = {chunk: chunk_words(task.extracted, chunk) for chunk in task.lines}
    words = ChunkWords.of(list(parts.values()))
    linking, containing = words.linking(task.titles), words.containing(task.texts)
    result, start = {}, 0
    for chunk, lines in task.lines.items():
        end = start + len(parts[chunk])
        linked, possible = (
            {number - start for number in found if start <= number < end} & lines for found in (linking, containing)
        )
        path = task.extracted / f"chunk-{chunk:06d}.jsonl.gz"
        result[chunk] = frozenset(linked | _mentioning(path, possible - linked, dictionary, task.language))
        start = end
    return result


def _mentioning(chunk: Path, lines: set[int], dictionary: Dictionary, language: str) -> set[int]:
    """Return those of the articles that have a mention of a text of the dictionary."""
    found = set()
    for line, article in zip(sorted(lines), read_articles(chunk, lines), strict=True):
        folded = casefold_text(article.plain.text, language)
        if find_mentions(folded, [(0, len(folded))], dictionary)[0]:
            found.add(line)
    return found


def _articles(pages: NDArray[Any]) -> NDArray[Any]:
    return pages[pages["line"] != NO_LINE]


def _identity(pages: NDArray[Any]) -> NDArray[Any]:
    """Return page id and digest as one value that can be sorted."""
    joined = np.empty(len(pages), [("id", ">u8"), ("digest", "V16")])
    joined["id"], joined["digest"] = pages["id"], pages["digest"]
    return joined.view("S24")


def _lines(pages: NDArray[Any]) -> Lines:
    found: dict[int, set[int]] = defaultdict(set)
    for chunk, line in zip(pages["chunk"].tolist(), pages["line"].tolist(), strict=True):
        found[chunk].add(line)
    return {chunk: frozenset(lines) for chunk, lines in found.items()}


def _rows(pages: NDArray[Any], found: Iterable[Lines]) -> NDArray[np.bool_]:
    """Return for each page whether it is among the lines."""
    wanted = {(chunk, line) for part in found for chunk, lines in part.items() for line in lines}
    places = zip(pages["chunk"].tolist(), pages["line"].tolist(), strict=True)
    return np.fromiter((place in wanted for place in places), np.bool_, len(pages))
