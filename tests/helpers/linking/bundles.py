"""Bundles with the right files and invalid contents, for tests that only move or check files."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from linking.bundle.bundle import Bundle, describe_files, open_bundle
from linking.bundle.manifest import DumpName, Limits, Manifest
from linking.bundle.names import MANIFEST

VERSION = "20260101T000000Z"
CONTENTS = {"site.json": b"{}", "model.ubj": b"model" * 100, "anchors.sqlite": b"anchors" * 1000}


def make_manifest(directory: Path, wiki: str = "kwwiki", version: str = VERSION) -> Manifest:
    """Return a manifest of the files in a directory."""
    names = [entry.name for entry in directory.iterdir() if entry.name != MANIFEST]
    return Manifest(
        wiki=wiki,
        language="kw",
        version=version,
        features=("words", "frequency"),
        folding=1,
        limits=Limits(longest_anchor=100, candidates_per_anchor=10),
        files=describe_files(directory, names),
        counts={"articles": 3},
        dump=DumpName("kwwiki-pages-articles.xml.bz2", "2026-01-01"),
        training={"precision": 0.5, "rows": {"train": 10}},
    )


def write_bundle_files(
    data_dir: Path, wiki: str = "kwwiki", version: str = VERSION, contents: Mapping[str, bytes] = CONTENTS
) -> Bundle:
    """Write a version, and make it the current one."""
    directory = data_dir / wiki / version
    directory.mkdir(parents=True)
    for name, content in contents.items():
        (directory / name).write_bytes(content)
    manifest = make_manifest(directory, wiki, version)
    for path in (directory / MANIFEST, data_dir / wiki / MANIFEST):
        path.write_bytes(manifest.dumps())
    return Bundle(directory, manifest)


def add_files(data_dir: Path, wiki: str, files: Mapping[str, bytes], language: str = "") -> None:
    """Add files to the current bundle of a wiki, and change its language if one is given."""
    bundle = open_bundle(data_dir, wiki)
    for name, content in files.items():
        (bundle.directory / name).write_bytes(content)
    listed = describe_files(bundle.directory, [*bundle.manifest.files, *files])
    manifest = replace(bundle.manifest, files=listed, language=language or bundle.manifest.language)
    for directory in (bundle.directory, data_dir / wiki):
        (directory / MANIFEST).write_bytes(manifest.dumps())
