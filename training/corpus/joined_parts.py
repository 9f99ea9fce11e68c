"""Count what the wiki's links do with the parts of joined words, such as `l'` in `l'Espagne` (linking.text.affixes)."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path

import duckdb

from linking.text.affixes import (
    AFTER,
    BEFORE,
    MIN_PART_LINKS,
    Affixes,
    PartCounts,
    PartKind,
    PartLinks,
    elisions,
    endings,
    is_short_number,
    part_key,
    part_kinds,
)
from linking.text.folding import casefold_text
from linking.text.joined_words import JOINERS, MAX_PART, is_joined, part_after, part_before
from training.corpus.chunks import ChunkArticle
from training.corpus.plain_text import TextLink
from training.runtime.database import csv_source
from training.runtime.output_files import write_text

JOINED_PARTS = "joined-parts.json"
TABLE = "parts"
_COLUMNS = {"side": "VARCHAR", "part": "VARCHAR", "links": "VARCHAR"}
_TITLE_END = (" (", "（")


def part_rows(article: ChunkArticle, language: str) -> Iterator[tuple[str, str, str]]:
    """Yield (side, key of a part, field of PartLinks) for each part next to a link of the article, or in its label."""
    folded = casefold_text(article.plain.text, language)
    for link in article.plain.links:
        if is_joined(folded, link.word_start):
            yield from _row(BEFORE, part_before(folded, link.word_start), "separate")
        if is_joined(folded, link.word_end):
            yield from _row(AFTER, part_after(folded, link.word_end), "separate")
        yield from _parts_of_label(folded, link, _title(link.target, language))


def _parts_of_label(folded: str, link: TextLink, title: str) -> Iterator[tuple[str, str, str]]:
    """Yield rows for the parts with which a label begins and ends, if the rest or the whole is the target's title."""
    first, last = link.word_start, link.word_end
    whole = folded[first:last]
    for offset in range(first + 1, last - 1):
        if folded[offset] not in JOINERS:
            continue
        if is_joined(folded, offset) and part_after(folded, offset) == folded[offset:last]:
            yield from _label_row(AFTER, folded[offset:last], rest=folded[first:offset], whole=whole, title=title)
        start = offset + 1
        if is_joined(folded, start) and part_before(folded, start) == folded[first:start]:
            yield from _label_row(BEFORE, folded[first:start], rest=folded[start:last], whole=whole, title=title)


def _label_row(side: str, part: str, *, rest: str, whole: str, title: str) -> Iterator[tuple[str, str, str]]:
    if rest == title:
        yield from _row(side, part, "inflected")
    elif whole == title:
        yield from _row(side, part, "names")


def _row(side: str, part: str, links: str) -> Iterator[tuple[str, str, str]]:
    letters = part.strip(JOINERS)
    if len(letters) < len(part) <= MAX_PART and not is_short_number(letters):
        yield side, part_key(part), links


def _title(target: str, language: str) -> str:
    for separator in _TITLE_END:
        target = target.partition(separator)[0]
    return casefold_text(target, language)


def write_part_counts(connection: duckdb.DuckDBPyConnection, extracted: Path, language: str, directory: Path) -> None:
    """Add up the rows of all chunks. Parts that too few links separate or inflect are left out."""
    source = csv_source(extracted, TABLE, _COLUMNS)
    sums = ", ".join(f"count(*) FILTER (links = '{field}')" for field in PartLinks._fields)
    counts: dict[str, dict[str, list[int]]] = {BEFORE: {}, AFTER: {}}
    known = {BEFORE: elisions(language), AFTER: endings(language)}
    for side, part, *numbers in connection.execute(
        f"SELECT side, part, {sums} FROM {source} GROUP BY side, part ORDER BY side, part"
    ).fetchall():
        links = PartLinks(*numbers)
        if links.separate + links.inflected >= MIN_PART_LINKS or part in known[side]:
            counts[side][part] = list(links)
    text = json.dumps(counts, ensure_ascii=False, indent=1) + "\n"
    write_text(directory / JOINED_PARTS, text)


def read_part_counts(directory: Path) -> PartCounts:
    """Read what `write_part_counts` wrote."""
    counts: PartCounts = json.loads((directory / JOINED_PARTS).read_text(encoding="utf-8"))
    return counts


def separate_parts(counts: PartCounts, language: str) -> Affixes:
    """Return the parts that are separate, without any inflection: what texts are counted with."""
    before, after = part_kinds(counts[BEFORE], elisions(language)), part_kinds(counts[AFTER], endings(language))
    return Affixes(parts_before=_separate(before), parts_after=_separate(after))


def _separate(kinds: Mapping[str, PartKind]) -> dict[str, PartKind]:
    return {part: kind for part, kind in kinds.items() if kind is PartKind.SEPARATE}
