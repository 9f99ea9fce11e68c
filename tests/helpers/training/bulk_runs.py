"""Runs of `training recommend` on a small dump, and the answers of the service to compare them with."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

from api.__main__ import open_catalog
from api.app import create_app
from api.serving.bundle_cache import BundleCache
from api.settings.definitions import Config
from tests.helpers.linking.complete_bundle import ARTICLES
from tests.helpers.training.exports import page

WIKI = "kwwiki"
TEXTS = (ARTICLES["Capitals"], ARTICLES["Kernow"], "Nothing here.", "Rome.")


def articles(count: int) -> list[tuple[str, str]]:
    """Return (title, wikitext) of some articles."""
    return [(f"Article {number}", TEXTS[number % 4]) for number in range(count)]


def pages(found: list[tuple[str, str]]) -> list[str]:
    """Return the articles as pages of an export."""
    return [page(title, text, number=number) for number, (title, text) in enumerate(found, 1)]


def words(data_dir: Path, dump: Path | str, out: Path, *more: str) -> list[str]:
    """Return the arguments of the command."""
    return ["recommend", "--wiki", WIKI, "--data-dir", str(data_dir), "--dump", str(dump), "--out", str(out), *more]


def served(data_dir: Path, found: list[tuple[str, str]], **parameters: object) -> Iterator[Any]:
    """Yield the service's answer for each article."""
    config = Config(data_dir=data_dir)
    cache = BundleCache(open_catalog(config), config.max_models)
    client = create_app(config, cache).test_client()
    for number, (title, text) in enumerate(found, 1):
        body = {"wikitext": text, "pageid": number, "revid": number + 1000}
        path = f"/v1/linkrecommendations/{WIKI}/{quote(title, safe='')}"
        yield client.post(path, query_string=parameters, json=body).json
    cache.close()


def written(out: Path) -> Iterator[Any]:
    """Yield the answers in the output of the command, completed by the `meta` that they have in common."""
    common = json.loads(Path(f"{out}.meta.json").read_text(encoding="utf-8"))
    for line in out.read_bytes().splitlines():
        answer = json.loads(line)
        yield {**answer, "meta": common | answer.get("meta", {})}
