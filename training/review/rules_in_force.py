"""Which decisions are about links that the wiki's rules suppress already."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path

import duckdb

from linking.rules.compiler import compile_rules, resolve_titles
from linking.rules.page_classes import fetch_page_classes
from linking.rules.yaml_loader import load_wiki_rules
from training.review.target_classes import open_wiki
from training.runtime.database import create_table, fetch_rows

_PAIRS_AT_ONCE = 1000
_COLUMNS = {"text": "VARCHAR", "link_target": "VARCHAR"}

Pair = tuple[str, str]
"""A link text without its case, and a target."""


def cover_suppressed(connection: duckdb.DuckDBPyConnection, data_dir: Path, wiki: str) -> int:
    """Let decisions about links that rules suppress already count for no proposed rule.

    Args:
        connection: The database after `training.review.rule_proposals.load_evidence`.
        data_dir: The directory with all bundles and the rules.
        wiki: The wiki.

    Returns:
        The number of these decisions.

    Raises:
        LinkingError: The rules or the bundle cannot be used.
    """
    cursor = connection.cursor()
    pairs = fetch_rows(cursor.execute("SELECT DISTINCT text, link_target FROM evidence"))
    create_table(connection, "suppressed", _COLUMNS, suppressed_pairs(data_dir, wiki, pairs))
    connection.execute(
        "UPDATE evidence SET covered = TRUE WHERE (text, link_target) IN (SELECT (text, link_target) FROM suppressed)"
    )
    return int(connection.execute("SELECT count(*) FROM evidence WHERE covered").fetchall()[0][0])


def suppressed_pairs(data_dir: Path, wiki: str, pairs: Iterable[Pair]) -> Iterator[Pair]:
    """Yield the pairs that a rule about texts, targets or classes suppresses, whatever their score.

    Raises:
        LinkingError: The rules or the bundle cannot be used.
    """
    rules = load_wiki_rules(data_dir, wiki).rules
    if not rules:
        return
    remaining = iter(pairs)
    with open_wiki(data_dir, wiki) as (site, lookups):
        compiled = compile_rules(rules, site, lookups)
        while batch := list(islice(remaining, _PAIRS_AT_ONCE)):
            titles = resolve_titles({target for _, target in batch}, site, lookups)
            pages = {raw: lookups.tries.titles.get(title) for raw, title in titles.items()}
            classes = fetch_page_classes(lookups, {page for page in pages.values() if page is not None})
            for text, target in batch:
                page = pages[target]
                numbers = classes.get(page, ()) if page is not None else ()
                if compiled.match(text, titles[target], numbers, 1.0) is not None:
                    yield text, target
