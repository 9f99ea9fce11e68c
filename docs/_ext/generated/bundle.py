"""The manifest of a bundle, as the program writes it."""

from __future__ import annotations

from generated.markup import block
from linking.bundle.manifest import DumpName, FileEntry, Limits, Manifest
from linking.features.definitions import NAMES
from linking.text.folding import FOLDING_VERSION

SHA256 = "0123456789abcdef" * 4


def manifest_example() -> str:
    """A manifest with every field, its features and files cut short."""
    example = Manifest(
        wiki="kwwiki",
        language="kw",
        version="20261123T101500Z",
        features=NAMES[:3],
        folding=FOLDING_VERSION,
        limits=Limits(longest_anchor=81, candidates_per_anchor=10),
        files={"anchors.sqlite": FileEntry(1150976, SHA256), "model.ubj": FileEntry(553216, SHA256)},
        counts={"articles": 5475, "anchors": 8112},
        dump=DumpName("kwwiki-20261101-pages-articles-multistream.xml.bz2", "2026-11-01"),
        training={"seed": 0, "default_model": False},
    )
    return block("json", example.dumps().decode())
