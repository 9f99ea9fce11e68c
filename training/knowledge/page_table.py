"""The page table: features of each article, and the targets of redirects."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from linking.store.lookups import PAGES
from linking.store.record_layout import PAGE, REDIRECT
from training.knowledge.build_inputs import LookupInputs
from training.knowledge.page_vectors import MAX_SOURCES, factorize, link_matrix
from training.runtime.lookup_files import write_table

_MAX_OUTGOING = np.iinfo(np.uint16).max
_ROWS_AT_ONCE = 50_000
_KNUTH_MULTIPLIER = 2_654_435_761


def write_pages(inputs: LookupInputs, link_probability: NDArray[np.float64], directory: Path) -> None:
    """Write the pages that are worth linking, and the redirects to them, by their keys in the title index.

    Args:
        inputs: What to build from.
        link_probability: Of the anchors whose top candidate is the page; shape (titles,).
        directory: Directory for the table.
    """
    write_table(directory / f"{PAGES}.sqlite", _rows(inputs, page_records(inputs, link_probability)))


def page_records(inputs: LookupInputs, link_probability: NDArray[np.float64]) -> Iterator[NDArray[np.void]]:
    """Yield PAGE records in blocks, in order of key. The records of redirects have no meaning."""
    size = len(inputs.titles.trie)
    incoming, outgoing = _count_links(inputs, "target"), _count_links(inputs, "source")
    vectors = factorize(link_matrix(*_sample_links(inputs, outgoing), incoming), inputs.seed)
    for low in range(0, size, _ROWS_AT_ONCE):
        high = min(low + _ROWS_AT_ONCE, size)
        pages = np.zeros(high - low, PAGE)
        pages["incoming"] = incoming[low:high]
        pages["outgoing"] = np.minimum(outgoing[low:high], _MAX_OUTGOING)
        pages["link_rate"] = link_probability[low:high]
        pages["length"] = np.log1p(inputs.titles.length[low:high])
        pages["vector"] = vectors.of_targets(low, high)
        yield pages


def _rows(inputs: LookupInputs, blocks: Iterable[NDArray[np.void]]) -> Iterator[tuple[int, bytes]]:
    low = 0
    for pages in blocks:
        target = inputs.titles.target[low : low + len(pages)].astype(REDIRECT)
        for index in np.flatnonzero(~inputs.excluded[target]).tolist():
            key = low + index
            yield key, pages[index].tobytes() if target[index] == key else target[index].tobytes()
        low += len(pages)


def _count_links(inputs: LookupInputs, end: str) -> NDArray[np.uint32]:
    """Return the number of links whose "source" or "target" is the title; shape (titles,)."""
    keys, counts = inputs.fetch_columns(
        f"SELECT {end}, count(*)::UINTEGER FROM page_links WHERE {inputs.group_condition} AND source >= 0"
        f" GROUP BY {end}"
    )
    links = np.zeros(len(inputs.titles.trie), np.uint32)
    links[keys] = counts
    return links


def _sample_links(inputs: LookupInputs, outgoing: NDArray[np.uint32]) -> tuple[NDArray[Any], NDArray[Any]]:
    """Return the sources and the targets of the links of about MAX_SOURCES articles, sorted by target."""
    share = MAX_SOURCES / max(1, int(np.count_nonzero(outgoing)))
    # Knuth's multiplicative hash is as good as a random sample, and the same on every machine.
    in_sample = f"source::UBIGINT * {_KNUTH_MULTIPLIER} % {1 << 32} < {int(share * (1 << 32))}"
    source, target = inputs.fetch_columns(
        f"SELECT source, target FROM page_links WHERE {inputs.group_condition} AND source >= 0 AND {in_sample}"
        " ORDER BY target, source"
    )
    return source, target
