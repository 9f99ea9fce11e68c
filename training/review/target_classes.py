"""The page classes of link targets, from the wikis' bundles."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from contextlib import closing
from itertools import islice
from pathlib import Path

from linking.analysis import SITE
from linking.bundle.bundle import open_bundle
from linking.rules.compiler import resolve_titles
from linking.rules.page_classes import fetch_page_classes
from linking.store.lookups import open_sqlite
from linking.text.titles import Site

_TITLES_AT_ONCE = 1000


def read_target_classes(data_dir: Path, wiki: str, targets: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Yield (target, name of a class) for each class of the targets, with redirects resolved.

    Raises:
        BundleError: The wiki has no bundle, or it cannot be used.
        LookupFailedError: A table of the bundle is damaged.
    """
    bundle = open_bundle(data_dir, wiki)
    site = Site.from_json(json.loads(bundle.path(SITE).read_text(encoding="utf-8")))
    remaining = iter(targets)
    with closing(open_sqlite(bundle.directory)) as lookups:
        class_names = lookups.tries.classes
        while batch := list(islice(remaining, _TITLES_AT_ONCE)):
            titles = resolve_titles(batch, site, lookups)
            pages = {raw: lookups.tries.titles.get(title) for raw, title in titles.items()}
            classes = fetch_page_classes(lookups, {page for page in pages.values() if page is not None})
            for raw, page in pages.items():
                for number in classes.get(page, ()) if page is not None else ():
                    yield raw, class_names.restore_key(number)
