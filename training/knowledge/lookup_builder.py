"""Step 5: build a bundle's lookups from the counts of some groups of articles.

The same code builds the published lookups, those that training examples are read with (which exclude the examples' own
cross-validation fold) and those that are evaluated (which exclude the validation articles).
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from linking.analysis import SITE
from linking.store.lookups import TITLE_TRIE
from linking.store.tries import trie_files
from linking.template_links import LINK_PARAMETERS
from linking.text.titles import Site
from training.corpus.joined_parts import read_part_counts
from training.corpus.title_index import open_dictionary, open_titles
from training.knowledge.anchors import write_anchors
from training.knowledge.build_inputs import LookupInputs
from training.knowledge.link_context import write_affixes, write_tokens
from training.knowledge.page_table import write_pages
from training.runtime.database import database
from training.runtime.output_files import copy, write_text

SUMS, COUNTS, EXCLUDED = "sums.duckdb", "counts.json", "excluded.npy"


@dataclass(frozen=True, slots=True, kw_only=True)
class LookupTask:
    """Lookups for one worker to build.

    Attributes:
        sums: Directory of the database with the corpus counts.
        titles: Directory of the title index and the dictionary.
        output: Directory to write the lookups to.
        site: The wiki.
        groups: Groups of articles to add up the counts of.
        seed: Seed of the random numbers.
        memory_mb: Memory limit of the database in megabytes.
    """

    sums: Path
    titles: Path
    output: Path
    site: Site
    groups: Sequence[int]
    seed: int
    memory_mb: int


def build(task: LookupTask) -> Path:
    """Build the lookups of a task, and return their directory."""
    texts, title_anchors = open_dictionary(task.titles)
    with database(task.sums / SUMS, memory_mb=task.memory_mb, threads=1, read_only=True) as connection:
        inputs = LookupInputs(
            connection=connection,
            site=task.site,
            titles=open_titles(task.titles),
            texts=texts,
            title_anchors=title_anchors,
            parts=read_part_counts(task.titles),
            excluded=np.load(task.titles / EXCLUDED) > 0,
            groups=task.groups,
            seed=task.seed,
        )
        counts = build_lookups(inputs, task.output)
    for path in trie_files(task.titles, TITLE_TRIE):
        copy(path, task.output / path.name)
    copy(task.titles / LINK_PARAMETERS, task.output / LINK_PARAMETERS)
    write_text(task.output / COUNTS, json.dumps(counts))
    return task.output


def build_lookups(inputs: LookupInputs, directory: Path) -> dict[str, int]:
    """Write all lookups except the trie of titles, and return the counts for the manifest."""
    anchors = write_anchors(inputs, directory)
    write_pages(inputs, anchors.page_link_probability(), directory)
    write_tokens(inputs, directory)
    affixes = write_affixes(inputs, directory)
    site = json.dumps(inputs.site.to_json(), ensure_ascii=False, indent=1) + "\n"
    write_text(directory / SITE, site)
    articles = int(inputs.titles.is_article.sum())
    return {
        "articles": articles,
        "redirects": len(inputs.titles.trie) - articles,
        "anchors": anchors.anchors,
        "pairs": anchors.candidates,
        "links": anchors.links,
        "affixes": affixes,
        "longest_anchor": anchors.longest,
    }
