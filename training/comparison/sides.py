"""The two bundles of a comparison, as the command line names them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from linking.bundle.bundle import list_versions, list_wikis, open_bundle, open_version
from linking.bundle.manifest import Manifest
from linking.bundle.names import is_version_name, is_wiki_name
from training.errors import TrainingError

CURRENT = "current"


class UnknownVersionError(TrainingError):
    """A wiki has no such version, or no bundle at all.

    Attributes:
        wiki: The wiki's database name.
        version: The version that was asked for.
        versions: The versions that it has.
    """

    exit_code = 1

    def __init__(self, wiki: str, version: str, versions: Sequence[str], wikis: Sequence[str]) -> None:
        if versions:
            there = f"there are: {', '.join(versions)}"
        else:
            there = f"the wiki has no bundle here; there are bundles of: {', '.join(wikis) or 'none'}"
        super().__init__(f"{wiki} has no version {version}; {there}")
        self.wiki, self.version, self.versions = wiki, version, tuple(versions)


class SideNameError(TrainingError):
    """A word names neither a version nor a wiki.

    Attributes:
        name: The word.
    """

    exit_code = 2

    def __init__(self, name: str) -> None:
        super().__init__(
            f"{name!r} is neither a version (such as 20261123T101500Z, or {CURRENT}) nor a wiki, nor WIKI/VERSION"
        )
        self.name = name


@dataclass(frozen=True, slots=True)
class HeldOutFigures:
    """What a version's own evaluation found, on links that it had not seen.

    Attributes:
        protocol: Which links were taken out: those of first sentences, of whole articles, or half of them.
        threshold: The lowest score of a link.
        precision: The share of right links among those recommended.
        recall: The share of links that were recommended among those taken out.
        articles: The number of articles.
    """

    protocol: str
    threshold: float
    precision: float
    recall: float
    articles: int


@dataclass(frozen=True, slots=True)
class Side:
    """One of the two bundles.

    Attributes:
        wiki: Database name of its wiki.
        version: Its version.
        dump: Name of the dump that it was trained on.
        articles: Number of articles of the wiki; None if unknown.
        figures: What its own evaluation found.
    """

    wiki: str
    version: str
    dump: str
    articles: int | None
    figures: tuple[HeldOutFigures, ...]


def find_side(data_dir: Path, wiki: str, name: str) -> Side:
    """Find a bundle.

    Args:
        data_dir: The directory with all bundles.
        wiki: The wiki of a version that is named alone.
        name: A version, "current", a wiki for its current version, or WIKI/VERSION.

    Raises:
        SideNameError: If the name is none of these.
        UnknownVersionError: If there is no such bundle.
        LinkingError: If the bundle cannot be used.
    """
    first, slash, version = name.partition("/")
    if not slash and (first == CURRENT or is_version_name(first)):
        first, version = wiki, first
    version = version or CURRENT
    if not is_wiki_name(first) or not (version == CURRENT or is_version_name(version)):
        raise SideNameError(name)
    versions = list_versions(data_dir, first)
    if not versions or (version != CURRENT and version not in versions):
        raise UnknownVersionError(first, version, versions, list_wikis(data_dir))
    bundle = open_bundle(data_dir, first) if version == CURRENT else open_version(data_dir, first, version)
    return _side(bundle.manifest)


def _side(manifest: Manifest) -> Side:
    trials = manifest.training.get("trials", [])
    return Side(
        wiki=manifest.wiki,
        version=manifest.version,
        dump=manifest.dump.name,
        articles=manifest.counts.get("articles"),
        figures=tuple(
            HeldOutFigures(
                trial["protocol"], trial["threshold"], trial["precision"], trial["recall"], trial["articles"]
            )
            for trial in (trials if isinstance(trials, list) else [])
        ),
    )
