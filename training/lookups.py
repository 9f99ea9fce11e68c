"""Build a bundle's look-ups from the sums over chosen groups of articles.

The same code makes the look-ups that are published, those that training examples are read with (without their own
fold) and those that are evaluated (without the validation articles).
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb
import Levenshtein
import marisa_trie
import numpy as np
from numpy.typing import NDArray

from linking.context import link_probability, probability_byte
from linking.lookups import ANCHOR_TRIE, ANCHORS, PAGES, TITLE_TRIE, WORD_FORMAT, WORD_TRIE
from linking.records import ANCHOR, CANDIDATE, CASE_CLASSES, PAGE
from linking.text import fold
from linking.titles import Site
from training.database import database
from training.titles import TitleAnchors, Titles, open_dictionary, open_titles
from training.vectors import link_matrix, target_vectors

CANDIDATES_PER_ANCHOR = 10
COMMON_ARTICLES, COMMON_RATE = 20, 0.004
"""A text that stands in so many articles and is linked in a smaller share of them is a common word (RESEARCH)."""
RARE_WORD, MOST_WORDS = 5, 200_000
RARE_AFFIX = 3
SUMS, COUNTS, UNWANTED = "sums.duckdb", "counts.json", "unwanted.npy"
_TEXTS_AT_ONCE = 500_000


@dataclass(frozen=True, slots=True)
class Material:
    """What look-ups are built from. unwanted: by key, pages that are not worth linking. groups: of which articles."""

    connection: duckdb.DuckDBPyConnection
    site: Site
    titles: Titles
    texts: marisa_trie.Trie
    title_anchors: TitleAnchors
    unwanted: NDArray[np.bool_]
    groups: Sequence[int]
    seed: int

    def where(self) -> str:
        """The SQL condition that chooses the groups."""
        return f"grp IN ({', '.join(map(str, self.groups))})"


@dataclass(frozen=True, slots=True)
class LookupTask:
    """Look-ups to build in a worker. sums, titles: what those steps left."""

    sums: Path
    titles: Path
    output: Path
    site: Site
    groups: Sequence[int]
    seed: int
    memory_mb: int


@dataclass(frozen=True, slots=True)
class Built:
    """Anchors. texts: their numbers in Material.texts; those of i are candidates[offsets[i] : offsets[i + 1]]."""

    texts: NDArray[np.int64]
    anchors: NDArray[np.void]
    candidates: NDArray[np.void]
    offsets: NDArray[np.int64]


def build(task: LookupTask) -> Path:
    """Build the look-ups of a task into its directory."""
    texts, title_anchors = open_dictionary(task.titles)
    with database(task.sums / SUMS, memory_mb=task.memory_mb, threads=1, read_only=True) as connection:
        material = Material(
            connection,
            task.site,
            open_titles(task.titles),
            texts,
            title_anchors,
            np.load(task.titles / UNWANTED),
            task.groups,
            task.seed,
        )
        counts = build_lookups(material, task.output)
    (task.output / COUNTS).write_text(json.dumps(counts))
    return task.output


def build_lookups(material: Material, directory: Path) -> dict[str, int]:
    """Write all files of the look-ups into a directory; returns the counts for the manifest."""
    built = _concatenated(
        [_build_range(material, low) for low in range(0, max(1, len(material.texts)), _TEXTS_AT_ONCE)]
    )
    longest = _write_anchors(material, built, directory)
    _write_pages(material, built, directory)
    _write_words(material, directory)
    affixes = _write_affixes(material, directory)
    material.titles.trie.save(str(directory / TITLE_TRIE))
    (directory / "site.json").write_text(json.dumps(material.site.to_json(), ensure_ascii=False, indent=1) + "\n")
    articles = int(material.titles.is_article.sum())
    return {
        "articles": articles,
        "redirects": len(material.titles.trie) - articles,
        "anchors": len(built.texts),
        "pairs": len(built.candidates),
        "affixes": affixes,
        "longest_anchor": longest,
    }


# anchors and candidates


def _build_range(material: Material, low: int) -> Built:
    """The anchors among _TEXTS_AT_ONCE texts from number `low` on."""
    high = min(low + _TEXTS_AT_ONCE, len(material.texts))
    anchors = _headers(material, low, high)
    text, page, articles, flags = _candidates(material, low, high)
    linked, stands = anchors["link_articles"], anchors["text_articles"]
    common = (stands >= COMMON_ARTICLES) & (linked < COMMON_RATE * stands)
    keep = ~common[text - low]
    text, page, articles, flags = text[keep], page[keep], articles[keep], flags[keep]
    texts, first, counts = np.unique(text, return_index=True, return_counts=True)
    rank = np.arange(len(text)) - np.repeat(first, counts)
    keep = rank < CANDIDATES_PER_ANCHOR
    candidates = np.zeros(int(keep.sum()), CANDIDATE)
    candidates["page"], candidates["articles"], candidates["flags"] = page[keep], articles[keep], flags[keep]
    candidates["jaro"] = _jaro(material, text[keep], page[keep])
    offsets = np.concatenate(([0], np.cumsum(np.minimum(counts, CANDIDATES_PER_ANCHOR)))).astype(np.int64)
    return Built(texts, anchors[texts - low], candidates, offsets)


def _headers(material: Material, low: int, high: int) -> NDArray[np.void]:
    cases = "".join(
        f", sum(linked) FILTER (kase = {case})::DOUBLE, sum(articles) FILTER (kase = {case})::DOUBLE"
        for case in range(CASE_CLASSES)
    )
    rows = material.connection.execute(
        f"SELECT text, sum(linked)::BIGINT, sum(articles)::BIGINT, sum(link_uses)::BIGINT, sum(uses)::BIGINT{cases}"
        f" FROM uses WHERE {material.where()} AND text >= {low} AND text < {high} GROUP BY text"
    ).fetchnumpy()
    columns = [np.ma.filled(column, 0) for column in rows.values()]
    anchors = np.zeros(high - low, ANCHOR)
    anchors["case_rate"] = probability_byte(link_probability(0, 0))
    place = columns[0].astype(np.int64) - low
    for name, column in zip(("link_articles", "text_articles", "link_uses", "text_uses"), columns[1:5], strict=True):
        anchors[name][place] = column
    for case in range(CASE_CLASSES):
        linked, stands = columns[5 + 2 * case], columns[6 + 2 * case]
        anchors["case_rate"][place, case] = probability_byte(link_probability(linked, stands))
        anchors["case_articles"][place, case] = np.log1p(stands)
    return anchors


def _candidates(material: Material, low: int, high: int) -> tuple[NDArray[Any], ...]:
    """(text, page, articles, flags), by text, most frequent first; flags are those of the titles that are the text."""
    rows = material.connection.execute(
        f"SELECT text, target, sum(articles)::BIGINT AS articles FROM pairs WHERE {material.where()}"
        f" AND text >= {low} AND text < {high} GROUP BY text, target"
    ).fetchnumpy()
    titles = material.title_anchors
    first, last = np.searchsorted(titles.anchor, (low, high))
    text = np.concatenate((rows["text"], titles.anchor[first:last])).astype(np.int64)
    page = np.concatenate((rows["target"], titles.page[first:last])).astype(np.int64)
    articles = np.concatenate((rows["articles"], np.zeros(last - first, np.int64)))
    flags = np.concatenate((np.zeros(len(rows["text"]), np.uint8), titles.flags[first:last]))
    wanted = ~material.unwanted[page]
    text, page, articles, flags = text[wanted], page[wanted], articles[wanted], flags[wanted]
    pairs, inverse = np.unique(np.stack((text, page)), axis=1, return_inverse=True)
    inverse = inverse.ravel()
    total = np.bincount(inverse, articles, pairs.shape[1]).astype(np.int64)
    united = np.zeros(pairs.shape[1], np.uint8)
    np.bitwise_or.at(united, inverse, flags)
    order = np.lexsort((pairs[1], -united.astype(np.int64) * (total == 0), -total, pairs[0]))
    return pairs[0][order], pairs[1][order], total[order], united[order]


def _jaro(material: Material, text: NDArray[Any], page: NDArray[Any]) -> NDArray[np.float64]:
    language = material.site.language
    name, title = material.texts.restore_key, material.titles.trie.restore_key
    pairs = zip(text.tolist(), page.tolist(), strict=True)
    return np.rint([255 * Levenshtein.jaro(name(a), fold(title(b), language)) for a, b in pairs])


def _concatenated(parts: Sequence[Built]) -> Built:
    shifts = np.cumsum([0] + [len(part.candidates) for part in parts])
    offsets = [part.offsets[:-1] + shift for part, shift in zip(parts, shifts[:-1], strict=True)]
    return Built(
        np.concatenate([part.texts for part in parts]),
        np.concatenate([part.anchors for part in parts]),
        np.concatenate([part.candidates for part in parts]),
        np.concatenate([*offsets, shifts[-1:]]),
    )


# files


def write_table(path: Path, rows: Iterable[tuple[int, bytes]]) -> None:
    """Write a table that linking.lookups reads; keys must come in order, so that pages fill up from front to end."""
    connection = sqlite3.connect(path, isolation_level=None)
    for pragma in ("journal_mode=OFF", "synchronous=OFF", "locking_mode=EXCLUSIVE"):
        connection.execute(f"PRAGMA {pragma}")
    connection.execute("CREATE TABLE unnamed (key INTEGER PRIMARY KEY, value BLOB)")
    connection.execute("BEGIN")
    connection.executemany("INSERT INTO unnamed VALUES (?, ?)", rows)
    connection.execute("COMMIT")
    connection.close()


def _write_anchors(material: Material, built: Built, directory: Path) -> int:
    """Write the anchors' trie and table; returns the length of the longest."""
    restore = material.texts.restore_key
    trie = marisa_trie.Trie(restore(number) for number in built.texts.tolist())
    trie.save(str(directory / ANCHOR_TRIE))
    place = np.full(len(material.texts), -1, np.int64)
    place[built.texts] = np.arange(len(built.texts))
    longest = 0

    def rows() -> Iterator[tuple[int, bytes]]:
        nonlocal longest
        for key in range(len(trie)):
            text = trie.restore_key(key)
            longest = max(longest, len(text))
            index = place[material.texts[text]]
            candidates = built.candidates[built.offsets[index] : built.offsets[index + 1]]
            yield key, built.anchors[index].tobytes() + candidates.tobytes()

    write_table(directory / f"{ANCHORS}.sqlite", rows())
    return longest


def _write_pages(material: Material, built: Built, directory: Path) -> None:
    titles, size = material.titles, len(material.titles.trie)
    edges = material.connection.execute(
        f"SELECT source, target FROM edges WHERE {material.where()} AND source >= 0 ORDER BY source, target"
    ).fetchnumpy()
    source, target = edges["source"].astype(np.int64), edges["target"].astype(np.int64)
    pages = np.zeros(size, PAGE)
    pages["incoming"] = np.bincount(target, minlength=size)
    pages["outgoing"] = np.minimum(np.bincount(source, minlength=size), 65535)
    pages["link_rate"] = _link_rates(built, size)
    pages["length"] = np.log1p(titles.length)
    pages["vector"] = target_vectors(link_matrix(source, target, size), material.seed)
    meant = titles.target.astype("<u4")

    def rows() -> Iterator[tuple[int, bytes]]:
        for key, target in enumerate(meant.tolist()):
            if material.unwanted[target]:
                continue
            yield key, pages[key].tobytes() if target == key else meant[key].tobytes()

    write_table(directory / f"{PAGES}.sqlite", rows())


def _link_rates(built: Built, size: int) -> NDArray[np.float64]:
    """Of the articles in which a page is the top candidate of some text, the share that link it there."""
    top = built.candidates["page"][built.offsets[:-1]]
    linked = np.bincount(top, built.anchors["link_articles"], size)
    return np.asarray(link_probability(linked, np.bincount(top, built.anchors["text_articles"], size)))


def _write_words(material: Material, directory: Path) -> None:
    rows = material.connection.execute(
        f"SELECT word, sum(uses)::BIGINT, sum(before)::BIGINT, sum(behind)::BIGINT FROM words WHERE {material.where()}"
        f" GROUP BY word HAVING sum(uses) >= {RARE_WORD} ORDER BY sum(uses) DESC, word LIMIT {MOST_WORDS}"
    ).fetchall()
    records = [(word, (_word_byte(before, uses), _word_byte(behind, uses))) for word, uses, before, behind in rows]
    marisa_trie.RecordTrie(WORD_FORMAT, sorted(records)).save(str(directory / WORD_TRIE))


def _word_byte(links: int, uses: int) -> int:
    return int(probability_byte((links + 0.24) / (uses + 3)))


def _write_affixes(material: Material, directory: Path) -> int:
    rows = material.connection.execute(
        f"SELECT kind, letters, sum(uses)::BIGINT FROM affixes WHERE {material.where()}"
        f" GROUP BY kind, letters HAVING sum(uses) >= {RARE_AFFIX} ORDER BY kind, letters"
    ).fetchall()
    affixes = {name: {letters: uses for found, letters, uses in rows if found == kind} for name, kind in _KINDS}
    (directory / "affixes.json").write_text(json.dumps(affixes, ensure_ascii=False, indent=1) + "\n")
    return len(rows)


_KINDS = (("suffixes", "s"), ("prefixes", "p"))
