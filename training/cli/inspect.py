"""`inspect`: shows the content of a bundle."""

from __future__ import annotations

import argparse
import json
import sqlite3
import sys
from collections.abc import Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sqlitedict import SqliteDict

from linking.analysis import SITE
from linking.bundle.bundle import Bundle, open_bundle, open_version
from linking.errors import LinkingError
from linking.store.lookups import ANCHORS, PAGES, LookupFailedError, Lookups, open_sqlite
from linking.store.record_layout import (
    IMPORTED_VECTOR,
    REDIRECT_TITLE,
    TITLE,
    TITLE_WITHOUT_PARENTHESES,
    decode_anchors,
    decode_pages,
    decode_redirect,
    is_redirect,
)
from linking.text.folding import casefold_text
from linking.text.titles import Site, normalise
from training.cli import arguments

NAME = "inspect"
HELP = "show a bundle: its manifest and counts, the candidates of an anchor, the pages nearest to a page"

_BATCH_PAGES = 100_000
_FLAGS = {
    TITLE: "its title",
    TITLE_WITHOUT_PARENTHESES: "its title without brackets",
    REDIRECT_TITLE: "a redirect's title",
}


class NotInBundleError(LinkingError):
    """The bundle does not contain the requested anchor or article.

    Attributes:
        kind: "anchor" or "article".
        name: The anchor or title.
    """

    def __init__(self, kind: str, name: str) -> None:
        super().__init__(f"no such {kind} in the bundle: {name!r:.200}")
        self.kind = kind
        self.name = name


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the command's arguments."""
    arguments.add_data_dir(parser)
    arguments.add_wiki(parser)
    parser.add_argument("--version", type=arguments.version, help="version to show (default: the current one)")
    parser.add_argument("--anchor", metavar="TEXT", help="show the candidates of an anchor")
    parser.add_argument(
        "--page", metavar="TITLE", help="show the pages whose vectors are nearest to the vector of this page"
    )
    parser.add_argument(
        "--nearest",
        type=arguments.positive,
        default=10,
        metavar="N",
        help="how many pages to show (default: %(default)s)",
    )


def run(args: argparse.Namespace) -> int:
    """Write JSON to standard output.

    Raises:
        LinkingError: There is no such wiki, anchor or article, or the bundle is damaged.
    """
    if args.version:
        bundle = open_version(args.data_dir, args.wiki, args.version)
    else:
        bundle = open_bundle(args.data_dir, args.wiki)
    lookups = open_sqlite(bundle.directory)
    try:
        shown: dict[str, object] = {}
        if args.anchor is not None:
            shown["anchor"] = show_anchor(bundle, lookups, args.anchor)
        if args.page is not None:
            shown["page"] = show_page(bundle, lookups, args.page, args.nearest)
    finally:
        lookups.close()
    sys.stdout.write(json.dumps(shown or bundle.manifest.to_json(), ensure_ascii=False, indent=1) + "\n")
    return 0


def show_anchor(bundle: Bundle, lookups: Lookups, text: str) -> dict[str, object]:
    """Return the counts and the candidates of an anchor, the most frequent candidate first.

    Raises:
        NotInBundleError: There is no such anchor.
        LookupFailedError: The bundle is damaged.
    """
    anchor = casefold_text(text, bundle.manifest.language)
    key = lookups.tries.anchors.get(anchor)
    value = None if key is None else _read_value(bundle, ANCHORS, key)
    if value is None:
        raise NotInBundleError("anchor", text)
    rows = decode_anchors([value])
    counts = {name: int(rows.anchors[0][name]) for name in ("link_articles", "text_articles")}
    candidates = [
        {
            "target": lookups.tries.titles.restore_key(int(row["page"])),
            "articles": int(row["articles"]),
            "text_is": [meaning for bit, meaning in _FLAGS.items() if row["flags"] & bit],
        }
        for row in rows.candidates
    ]
    return {"text": anchor, **counts, "candidates": candidates}


def show_page(bundle: Bundle, lookups: Lookups, title: str, nearest: int) -> dict[str, object]:
    """Return the counts of an article and the articles whose vectors have the largest cosine with its vector.

    Raises:
        NotInBundleError: There is no such article.
        LookupFailedError: The bundle is damaged.
    """
    site = Site.from_json(json.loads(bundle.path(SITE).read_text(encoding="utf-8")))
    key = lookups.tries.titles.get(normalise(site, title))
    value = None if key is None else _read_value(bundle, PAGES, key)
    if value is not None and is_redirect(value):
        key = decode_redirect(value)
        value = _read_value(bundle, PAGES, key)
    if key is None or value is None:
        raise NotInBundleError("article", title)
    record = decode_pages([value])
    title_of = lookups.tries.titles.restore_key
    found = [
        {"title": title_of(page), "cosine": round(cosine, 4)}
        for cosine, page in _nearest(lookups, key, record, nearest)
    ]
    counts = {field: int(record[0][field]) for field in ("incoming", "outgoing")}
    return {"title": title_of(key), **counts, "nearest": found}


def _read_value(bundle: Bundle, table: str, key: int) -> bytes | None:
    name = f"{table}.sqlite"
    try:
        with SqliteDict(str(bundle.path(name)), flag="r", decode=bytes) as values:
            value: bytes | None = values.get(key)
            return value
    except sqlite3.Error as error:
        raise LookupFailedError(name, str(error)) from error


def _nearest(lookups: Lookups, own: int, record: NDArray[Any], number: int) -> list[tuple[float, int]]:
    vector = _unit(record)[0]
    best: list[tuple[float, int]] = []
    for keys, vectors in _vectors(lookups):
        cosines = vectors @ vector
        cosines[keys == own] = -np.inf
        first = [row for row in np.argsort(-cosines)[:number].tolist() if keys[row] != own]
        best += [(float(cosines[row]), int(keys[row])) for row in first]
        best = sorted(best, key=lambda pair: (-pair[0], pair[1]))[:number]
    return best


def _vectors(lookups: Lookups) -> Iterator[tuple[NDArray[np.int64], NDArray[np.float32]]]:
    """Yield the keys of all articles, shape (articles,), and their unit vectors, in batches."""
    size = len(lookups.tries.titles)
    for start in range(0, size, _BATCH_PAGES):
        rows = lookups.pages.get_many(range(start, min(start + _BATCH_PAGES, size)))
        articles = {key: value for key, value in rows.items() if not is_redirect(value)}
        if articles:
            yield np.array(list(articles), np.int64), _unit(decode_pages(articles.values()))


def _unit(records: NDArray[Any]) -> NDArray[np.float32]:
    names = records.dtype.names or ()
    vectors = records[IMPORTED_VECTOR if IMPORTED_VECTOR in names else "vector"].astype(np.float32)
    return vectors / (np.linalg.norm(vectors, axis=1, keepdims=True) + np.float32(1e-9))
