"""Keeps the answers to real articles, and compares those of another state of the program with them."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import asdict
from pathlib import Path
from typing import Any

from linking.bundle.bundle import open_bundle
from linking.recommender import Recommender, Request
from tests.bench.articles import ArticleSet

_THRESHOLD = 0.3  # low, so that most articles have something to compare


def answers(data_dir: Path, sets: Iterable[ArticleSet]) -> dict[str, Any]:
    """By set and title, the links that are recommended."""
    found = {}
    for one in sets:
        recommender = Recommender.open(open_bundle(data_dir, one.articles[0].wiki))
        for article in one.articles:
            answer = recommender.recommend(Request(article.title, article.wikitext, threshold=_THRESHOLD))
            found[f"{one.name}: {article.title}"] = [asdict(link) for link in answer.links]
        recommender.close()
    return found


def save(file: Path, found: dict[str, Any]) -> None:
    """Write the answers to a file."""
    file.write_text(json.dumps(found, ensure_ascii=False, indent=0) + "\n", encoding="utf-8")


def different(file: Path, found: dict[str, Any]) -> list[str]:
    """The articles whose answers are not those of the file, bit by bit."""
    kept = json.loads(file.read_text(encoding="utf-8"))
    return sorted(name for name in kept.keys() | found.keys() if kept.get(name) != found.get(name))
