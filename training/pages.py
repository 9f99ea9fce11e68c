"""The table of pages: what is known of each article, and where redirects lead."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from linking.context import link_probability
from linking.lookups import PAGES
from linking.records import PAGE, REDIRECT
from training.anchors import Anchors
from training.material import Material
from training.tables import write_table
from training.vectors import link_matrix, target_vectors

_MOST = np.iinfo(np.uint16).max


def write_pages(material: Material, built: Anchors, directory: Path) -> None:
    """Write the pages that are worth linking and the redirects to them, by their keys in the trie of titles."""
    pages = page_records(material, built)
    meant = material.titles.target.astype(REDIRECT)

    def rows() -> Iterator[tuple[int, bytes]]:
        for key, target in enumerate(map(int, meant)):
            if not material.unwanted[target]:
                yield key, pages[key].tobytes() if target == key else meant[key].tobytes()

    write_table(directory / f"{PAGES}.sqlite", rows())


def page_records(material: Material, built: Anchors) -> NDArray[np.void]:
    """A PAGE record for each title, shape (titles,); those of redirects mean nothing."""
    size = len(material.titles.trie)
    source, target = material.columns(
        f"SELECT source, target FROM edges WHERE {material.where()} AND source >= 0 ORDER BY source, target"
    )
    source, target = source.astype(np.int64), target.astype(np.int64)
    pages = np.zeros(size, PAGE)
    pages["incoming"] = np.bincount(target, minlength=size)
    pages["outgoing"] = np.minimum(np.bincount(source, minlength=size), _MOST)
    pages["link_rate"] = _link_rates(built, size)
    pages["length"] = np.log1p(material.titles.length)
    pages["vector"] = target_vectors(link_matrix(source, target, size), material.seed)
    return pages


def _link_rates(built: Anchors, size: int) -> NDArray[np.float64]:
    """Of the articles in which a page is the top candidate of some text, the share that link it there."""
    top = built.candidates["page"][built.offsets[:-1]]
    linked = np.bincount(top, built.anchors["link_articles"], size)
    return np.asarray(link_probability(linked, np.bincount(top, built.anchors["text_articles"], size)))
