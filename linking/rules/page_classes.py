"""The page classes that rules test: values of Wikidata's "instance of", and categories.

A class has a number: that of its name in the trie `classes.trie`. The table `classes` holds the packed numbers of each
page that has a class. A bundle without any classes has neither.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

import numpy as np

from linking.rules.matcher import normalise_class
from linking.store.lookups import Lookups
from linking.store.tries import Trie
from linking.text.titles import Site, category_name

CATEGORY_PREFIX = "Category:"


def stored_class_name(site: Site, raw: str) -> str:
    """Return the name under which a bundle stores a class.

    This is a Wikidata id such as "Q6256", or a category with the English prefix, which every wiki knows.

    Args:
        site: The wiki.
        raw: The class as a rule names it.
    """
    category = category_name(site, raw)
    return normalise_class(raw) if category is None else CATEGORY_PREFIX + category


def find_class_number(site: Site, trie: Trie, raw: str) -> int | None:
    """Return the number of a class that a rule names, or None if no page of the bundle has the class."""
    return trie.get(stored_class_name(site, raw))


def class_number_dtype(class_count: int) -> np.dtype[np.unsignedinteger]:
    """Return the type in which a bundle with this number of classes packs their numbers."""
    return np.dtype("<u2" if class_count <= 1 << 16 else "<u4")


def fetch_page_classes(lookups: Lookups, pages: Collection[int]) -> Mapping[int, Sequence[int]]:
    """Return the numbers of the classes of pages, in one query. Pages without classes are left out.

    Raises:
        LookupFailedError: If the store does not answer.
    """
    if lookups.classes is None or not pages:
        return {}
    dtype = class_number_dtype(len(lookups.tries.classes))
    found = lookups.classes.get_many(pages)
    return {page: np.frombuffer(value, dtype).tolist() for page, value in found.items()}
