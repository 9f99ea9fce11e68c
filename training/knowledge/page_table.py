"""The table of pages: what is known of each article, and where redirects lead."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from linking.store.lookups import PAGES
from linking.store.record_layout import PAGE, REDIRECT
from training.knowledge.build_inputs import Material
from training.knowledge.page_vectors import MOST_SOURCES, directions, link_matrix
from training.runtime.lookup_files import write_table

_MOST = np.iinfo(np.uint16).max
_BLOCK = 50_000
_KNUTH = 2_654_435_761


def write_pages(material: Material, rates: NDArray[np.float64], directory: Path) -> None:
    """Write the pages that are worth linking and the redirects to them, by their keys in the trie of titles.

    rates: by key, of the articles in which a page is the top candidate of some text, the share that link it there.
    """
    write_table(directory / f"{PAGES}.sqlite", _rows(material, page_records(material, rates)))


def page_records(material: Material, rates: NDArray[np.float64]) -> Iterator[NDArray[np.void]]:
    """A PAGE record for each title, in blocks of _BLOCK in order; those of redirects mean nothing."""
    size = len(material.titles.trie)
    incoming, outgoing = _degrees(material, "target"), _degrees(material, "source")
    pointing = directions(link_matrix(*_sampled_links(material, outgoing), incoming), material.seed)
    for low in range(0, size, _BLOCK):
        high = min(low + _BLOCK, size)
        pages = np.zeros(high - low, PAGE)
        pages["incoming"] = incoming[low:high]
        pages["outgoing"] = np.minimum(outgoing[low:high], _MOST)
        pages["link_rate"] = rates[low:high]
        pages["length"] = np.log1p(material.titles.length[low:high])
        pages["vector"] = pointing.vectors(low, high)
        yield pages


def _rows(material: Material, blocks: Iterable[NDArray[np.void]]) -> Iterator[tuple[int, bytes]]:
    low = 0
    for pages in blocks:
        meant = material.titles.target[low : low + len(pages)].astype(REDIRECT)
        wanted = ~material.unwanted[meant]
        for place in np.flatnonzero(wanted).tolist():
            key = low + place
            yield key, pages[place].tobytes() if meant[place] == key else meant[place].tobytes()
        low += len(pages)


def _degrees(material: Material, end: str) -> NDArray[np.uint32]:
    """How many links each title is the `end` of, "source" or "target"; shape (titles,)."""
    keys, counts = material.columns(
        f"SELECT {end}, count(*)::UINTEGER FROM edges WHERE {material.where()} AND source >= 0 GROUP BY {end}"
    )
    degrees = np.zeros(len(material.titles.trie), np.uint32)
    degrees[keys] = counts
    return degrees


def _sampled_links(material: Material, outgoing: NDArray[np.uint32]) -> tuple[NDArray[Any], NDArray[Any]]:
    """Sources and targets of the links of MOST_SOURCES articles, or of all where there are less, sorted by target."""
    most = MOST_SOURCES / max(1, int(np.count_nonzero(outgoing)))
    # Knuth's multiplicative hash: as good as drawn, and the same in every engine
    sampled = f"source::UBIGINT * {_KNUTH} % {1 << 32} < {int(most * (1 << 32))}"
    source, target = material.columns(
        f"SELECT source, target FROM edges WHERE {material.where()} AND source >= 0 AND {sampled}"
        " ORDER BY target, source"
    )
    return source, target
