"""A wiki whose log is imported: its dump, its log, and the file of suggestions that was loaded into it."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path

from tests.helpers.training.exports import export, page
from tests.helpers.training.submission_logs import Row

KERNOW = "😀 Truru is in Kernow, and Penzance too."
PAGES = (
    page("Kernow", KERNOW, number=1),
    page("Truru", number=2),
    page("Penzance", number=3),
    page("Old name", "#REDIRECT [[Middle name]]", number=4, extra='<redirect title="Middle name" />'),
    page("Middle name", "#REDIRECT [[Truru]]", number=5, extra='<redirect title="Truru" />'),
    page("Talk", "#REDIRECT [[Restren:X.png]]", number=6, extra='<redirect title="Restren:X.png" />'),
    page("Restren:X.png", number=7, namespace=6),
    page("Ann & Bob", "Truru", number=8).replace("Ann & Bob", "Ann &amp; Bob"),
)
"""Pages of a dump. The revision id of a page is 1000 higher than its page id."""

TRURU, PENZANCE = 2, 26
"""Offsets in KERNOW."""

POOL: Sequence[Mapping[str, object]] = (
    {
        "page_title": "Kernow",
        "pageid": 1,
        "revid": 900,
        "links": [
            {"link_text": "Truru", "link_target": "Old name", "wikitext_offset": 40, "score": 0.75},
            {"link_text": "Pensans", "link_target": "Penzance", "wikitext_offset": 60, "score": 0.5},
        ],
    },
    {
        "page_title": "Kernow",
        "pageid": 1,
        "revid": 1001,
        "links": [{"link_text": "Truru", "link_target": "Truru", "wikitext_offset": TRURU, "score": 0.9}],
    },
    {"page_title": "Gone", "pageid": 99, "revid": 999, "links": []},
)

LOG: Sequence[Row] = (
    # page, revision, edit, user, target, offset, length, feedback
    (1, 1001, None, 42, 2, TRURU, 5, "r"),  # the revision of the dump, and in the pool
    (1, 1001, None, 43, 3, PENZANCE, 8, "s"),  # the revision of the dump alone
    (1, 900, 1001, 42, 4, 40, 5, "a"),  # in the pool; the target became a redirect
    (1, 900, 1001, 42, 3, 0, 0, "a"),  # an old row that is in the pool
    (8, 700, 1008, 44, 2, 0, 0, "a"),  # an old row that is not
    (8, 700, 1008, 44, 2, 0, 5, "a"),  # another revision
    (1, 900, 1001, 42, 3, 61, 7, "a"),  # not the offset of the suggestion in the pool
    (99, 999, None, 42, 2, 0, 5, "r"),  # no such article
    (1, 1001, None, 42, 98, TRURU, 5, "r"),  # no such target
    (1, 1001, None, 42, 7, TRURU, 5, "r"),  # the target is a file
    (1, 1001, None, 42, 6, TRURU, 5, "r"),  # the target is a redirect to a file
    (1, 1001, None, 42, 2, 38, 5, "r"),  # behind the end of the text
    (1, 1001, None, 42, 2, 1, 1, "r"),  # a space
    (1, 1001, None, 42, 2, TRURU, 6, "x"),  # an unknown letter
    (8, 1008, None, 0, 2, 0, 5, "a"),  # the revision of the dump; the user is unknown
)


def write_dump(path: Path) -> Path:
    """Write the dump and return its path."""
    path.write_bytes(export(*PAGES))
    return path


def write_pool(path: Path, version: str = "20260101T000000Z") -> Path:
    """Write the file of suggestions and what `recommend` writes beside it, and return its path."""
    path.write_text("".join(json.dumps(line) + "\n" for line in POOL))
    path.with_name(f"{path.name}.run.json").write_text(json.dumps({"wiki": "kwwiki", "version": version}))
    return path
