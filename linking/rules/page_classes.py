"""Classes of pages, by which rules may hold links back: values of Wikidata's "instance of", and categories.

A class's number is its name's in the trie `classes.trie`; the table `classes` has the packed numbers of each page that
has any. Both are missing from a bundle that knows none.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

import numpy as np

from linking.rules.matcher import class_name
from linking.store.lookups import Lookups
from linking.store.tries import Trie
from linking.text.titles import Site, category_name

CATEGORY_PREFIX = "Category:"


def class_key(site: Site, raw: str) -> str:
    """The name of a class as training stores it: "Q6256", or a category with the prefix that every wiki knows."""
    category = category_name(site, raw)
    return class_name(raw) if category is None else CATEGORY_PREFIX + category


def class_number(site: Site, trie: Trie, raw: str) -> int | None:
    """The number of a class that a rule names; None where no page of the bundle has it."""
    return trie.get(class_key(site, raw))


def number_layout(classes: int) -> np.dtype[np.unsignedinteger]:
    """How numbers are packed where there are so many classes."""
    return np.dtype("<u2" if classes <= 1 << 16 else "<u4")


def classes_of(lookups: Lookups, pages: Collection[int]) -> Mapping[int, Sequence[int]]:
    """Numbers of the classes of those pages that have any, in one query. Raises LookupFailed."""
    if lookups.classes is None or not pages:
        return {}
    layout = number_layout(len(lookups.tries.classes))
    found = lookups.classes.get_many(pages)
    return {page: np.frombuffer(value, layout).tolist() for page, value in found.items()}
