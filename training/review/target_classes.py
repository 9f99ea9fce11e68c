"""The page classes of link targets, from the wikis' bundles."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager
from itertools import islice
from pathlib import Path

import duckdb

from linking.analysis import SITE
from linking.bundle.bundle import open_bundle
from linking.rules.compiler import resolve_titles
from linking.rules.page_classes import fetch_page_classes
from linking.store.lookups import Lookups, open_sqlite
from linking.text.titles import Site
from training.runtime.database import create_table, fetch_rows, insert_rows

_TITLES_AT_ONCE = 1000
_COLUMNS = {"wiki": "VARCHAR", "link_target": "VARCHAR", "class": "VARCHAR"}


@contextmanager
def open_wiki(data_dir: Path, wiki: str) -> Iterator[tuple[Site, Lookups]]:
    """Open the lookups of a wiki's current bundle.

    Raises:
        BundleError: The wiki has no bundle, or it cannot be used.
        LookupFailedError: A table of the bundle is damaged.
    """
    bundle = open_bundle(data_dir, wiki)
    site = Site.from_json(json.loads(bundle.path(SITE).read_text(encoding="utf-8")))
    with closing(open_sqlite(bundle.directory)) as lookups:
        yield site, lookups


def create_class_table(connection: duckdb.DuckDBPyConnection) -> None:
    """Create the table classes(wiki, link_target, class)."""
    create_table(connection, "classes", _COLUMNS)


def load_classes(connection: duckdb.DuckDBPyConnection, data_dir: Path, wiki: str) -> None:
    """Insert the classes of the targets of a wiki's decisions, given a database of `decision_table`.

    Raises:
        BundleError: The wiki has no bundle, or it cannot be used.
        LookupFailedError: A table of the bundle is damaged.
    """
    cursor = connection.cursor()
    cursor.execute("SELECT DISTINCT link_target FROM decisions WHERE wiki = ?", [wiki])
    targets = (target for (target,) in fetch_rows(cursor))
    rows = ((wiki, target, name) for target, name in read_target_classes(data_dir, wiki, targets))
    insert_rows(connection, "classes", _COLUMNS, rows)


def read_target_classes(data_dir: Path, wiki: str, targets: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Yield (target, name of a class) for each class of the targets, with redirects resolved.

    Raises:
        BundleError: The wiki has no bundle, or it cannot be used.
        LookupFailedError: A table of the bundle is damaged.
    """
    remaining = iter(targets)
    with open_wiki(data_dir, wiki) as (site, lookups):
        class_names = lookups.tries.classes
        while batch := list(islice(remaining, _TITLES_AT_ONCE)):
            titles = resolve_titles(batch, site, lookups)
            pages = {raw: lookups.tries.titles.get(title) for raw, title in titles.items()}
            classes = fetch_page_classes(lookups, {page for page in pages.values() if page is not None})
            for raw, page in pages.items():
                for number in classes.get(page, ()) if page is not None else ():
                    yield raw, class_names.restore_key(number)
