"""Step 5: build a bundle's look-ups from the sums over chosen groups of articles.

The same code makes the look-ups that are published, those that training examples are read with (without their own
fold) and those that are evaluated (without the validation articles).
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from linking.recommender import SITE
from linking.store.lookups import TITLE_TRIE
from linking.store.tries import trie_files
from linking.text.titles import Site
from training.corpus.title_index import open_dictionary, open_titles
from training.knowledge.anchors import write_anchors
from training.knowledge.build_inputs import Material
from training.knowledge.link_context import write_affixes, write_words
from training.knowledge.page_table import write_pages
from training.runtime.database import database

SUMS, COUNTS, UNWANTED = "sums.duckdb", "counts.json", "unwanted.npy"


@dataclass(frozen=True, slots=True)
class LookupTask:
    """Look-ups to build in a worker. sums, titles: what those steps left. memory_mb: for the database."""

    sums: Path
    titles: Path
    output: Path
    site: Site
    groups: Sequence[int]
    seed: int
    memory_mb: int


def build(task: LookupTask) -> Path:
    """Build the look-ups of a task into its directory."""
    texts, title_anchors = open_dictionary(task.titles)
    with database(task.sums / SUMS, memory_mb=task.memory_mb, threads=1, read_only=True) as connection:
        material = Material(
            connection,
            task.site,
            open_titles(task.titles),
            texts,
            title_anchors,
            np.load(task.titles / UNWANTED),
            task.groups,
            task.seed,
        )
        counts = build_lookups(material, task.output)
    for path in trie_files(task.titles, TITLE_TRIE):
        shutil.copyfile(path, task.output / path.name)
    (task.output / COUNTS).write_text(json.dumps(counts), encoding="utf-8")
    return task.output


def build_lookups(material: Material, directory: Path) -> dict[str, int]:
    """Write the look-ups, but for the titles' trie, into a directory; returns the counts for the manifest."""
    anchors = write_anchors(material, directory)
    write_pages(material, anchors.link_rates(), directory)
    write_words(material, directory)
    affixes = write_affixes(material, directory)
    site = json.dumps(material.site.to_json(), ensure_ascii=False, indent=1) + "\n"
    (directory / SITE).write_text(site, encoding="utf-8")
    articles = int(material.titles.is_article.sum())
    return {
        "articles": articles,
        "redirects": len(material.titles.trie) - articles,
        "anchors": anchors.anchors,
        "pairs": anchors.pairs,
        "affixes": affixes,
        "longest_anchor": anchors.longest,
    }
