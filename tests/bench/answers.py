"""Saves the answers for real articles, and compares the answers of another version of the program with them."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import asdict
from pathlib import Path
from typing import Any

from linking.bundle.bundle import open_bundle
from linking.recommender import RecommendationQuery, Recommender
from tests.bench.articles import ArticleSet

_THRESHOLD = 0.3  # low enough for most articles to have links to compare


def answers(data_dir: Path, sets: Iterable[ArticleSet]) -> dict[str, Any]:
    """Return the recommended links by set and title."""
    found = {}
    for one in sets:
        recommender = Recommender.open(open_bundle(data_dir, one.articles[0].wiki))
        for article in one.articles:
            answer = recommender.recommend(RecommendationQuery(article.title, article.wikitext, threshold=_THRESHOLD))
            found[f"{one.name}: {article.title}"] = [asdict(link) for link in answer.links]
        recommender.close()
    return found


def save(file: Path, found: dict[str, Any]) -> None:
    """Write answers to a file."""
    file.write_text(json.dumps(found, ensure_ascii=False, indent=0) + "\n", encoding="utf-8")


def differing(file: Path, found: dict[str, Any]) -> list[str]:
    """Return the articles whose answers differ from those in the file."""
    saved = json.loads(file.read_text(encoding="utf-8"))
    return sorted(name for name in saved.keys() | found.keys() if saved.get(name) != found.get(name))
