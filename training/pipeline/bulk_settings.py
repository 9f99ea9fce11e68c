"""The settings of a run that recommends links for every article of a dump."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from linking.rules.model import Rule
from training.settings import Cluster, file_identity


@dataclass(frozen=True, slots=True)
class RecommendationOptions:
    """What to recommend for each article.

    Attributes:
        threshold: The lowest score, in [0, 1].
        max_recommendations: The largest number of links in an article.
        sections_to_exclude: The titles of sections without recommendations.
        application_version: The version to name in the answers.
        min_links: Articles with fewer links get no line.
        exclude_categories: Categories of articles in which nothing is recommended.
        exclude_templates: Templates of such articles. Redirects to them in the dump count too.
        underlinked_first: Whether the articles that need links most come first. Articles without links get no line.
    """

    threshold: float
    max_recommendations: int
    sections_to_exclude: tuple[str, ...]
    application_version: str
    min_links: int = 0
    exclude_categories: tuple[str, ...] = ()
    exclude_templates: tuple[str, ...] = ()
    underlinked_first: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class BulkSettings:
    """A bulk run with the wiki's current bundle.

    Attributes:
        wiki: The wiki's database name.
        dumps: The files of the dump.
        data_dir: The directory with all bundles.
        out: The file to write.
        options: What to recommend.
        jobs: The number of worker processes.
        allow_truncated: Whether to accept a dump that is cut off.
        allow_other_dbname: Whether to accept a dump of another wiki.
        cluster: The Spark cluster to run on, or None for this machine.
    """

    wiki: str
    dumps: tuple[str, ...]
    data_dir: Path
    out: Path
    options: RecommendationOptions
    jobs: int
    allow_truncated: bool = False
    allow_other_dbname: bool = False
    cluster: Cluster | None = None

    @property
    def unordered(self) -> Path:
        """The file with all answers in the order of the dump, which is `out` unless they are put in another order."""
        return self.out.with_name(self.out.name + ".unordered") if self.options.underlinked_first else self.out

    @property
    def meta_file(self) -> Path:
        """The file with the `meta` that all answers have in common."""
        return self.out.with_name(self.out.name + ".meta.json")

    def fingerprint(self, version: str, rules: Sequence[Rule], meta: Mapping[str, object]) -> dict[str, object]:
        """Return everything that the output depends on."""
        return {
            "meta": meta,
            "wiki": self.wiki,
            "version": version,
            "rules": [asdict(rule) for rule in rules],
            "dumps": [file_identity(dump) for dump in self.dumps],
            "threshold": self.options.threshold,
            "max_recommendations": self.options.max_recommendations,
            "sections_to_exclude": list(self.options.sections_to_exclude),
            "min_links": self.options.min_links,
            "exclude": [list(self.options.exclude_categories), list(self.options.exclude_templates)],
            "underlinked_first": self.options.underlinked_first,
        }
