"""What a fleet run does with each wiki."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from training.dumps.dump_files import DumpFiles, find_dump_files
from training.settings import Cluster, RunSettings, file_identity


@dataclass(frozen=True, slots=True, kw_only=True)
class WikiOptions:
    """The options of one wiki. Most are those of the command `run`.

    Attributes:
        wiki: The wiki's database name.
        dump: Files, or a directory with dumps.
        fetch: Whether to download the newest dump into the directory first.
        page_props: The dump of the table page_props, if it is not beside the dump.
        instance_of: The table of Wikidata classes, if it is not beside the dump.
        decisions: Files with decisions of the wiki's reviewers.
        allow_other_dbname: Whether to accept a dump of another wiki.
        allow_truncated: Whether to accept a dump that is cut off.
        strict: Whether to write no bundle unless it is fit to publish.
        publish: Whether to make the bundle current if nothing speaks against it.
        publish_anyway: Whether to make it current whatever speaks against it.
        keep: How many versions to keep, or None for all.
        seed: The seed of all random choices.
    """

    wiki: str
    dump: tuple[str, ...]
    fetch: bool = False
    page_props: Path | None = None
    instance_of: Path | None = None
    decisions: tuple[str, ...] = ()
    allow_other_dbname: bool = False
    allow_truncated: bool = False
    strict: bool = False
    publish: bool = True
    publish_anyway: bool = False
    keep: int | None = None
    seed: int = 0

    def files(self) -> DumpFiles:
        """Find the files of the dump. The errors are those of `find_dump_files`."""
        return find_dump_files(self.dump, self.wiki, needs_page_props=self.page_props is None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Download:
    """Where dumps come from.

    Attributes:
        mirror: The URL of the mirror.
        user_agent: How to introduce this program.
    """

    mirror: str
    user_agent: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FleetOptions:
    """A run for many wikis.

    Attributes:
        wikis: The wikis.
        data_dir: The directory with all bundles.
        state_dir: The directory for results and logs.
        download: Where dumps come from.
        jobs: The number of processes that compute at a time.
        memory: Bytes for all processes together.
        work_dir: The directory for the checkpoints of all wikis, or None for the default of `run`.
        since: The directory with what earlier runs kept of each wiki, or None.
        cluster: The Spark cluster to run on, or None for this machine.
        again: Whether to train wikis again that have a result for the same dump and options.
    """

    wikis: Sequence[WikiOptions]
    data_dir: Path
    state_dir: Path
    download: Download
    jobs: int
    memory: int
    work_dir: Path | None = None
    since: Path | None = None
    cluster: Cluster | None = None
    again: bool = False

    def settings(self, options: WikiOptions, files: DumpFiles, *, jobs: int, memory: int) -> RunSettings:
        """Return the settings for the training of a wiki."""
        return RunSettings(
            wiki=options.wiki,
            dumps=files.articles,
            data_dir=self.data_dir,
            cluster=self.cluster,
            work_dir=self.work_dir,
            page_props=options.page_props or files.page_props,
            instance_of=options.instance_of or files.instance_of,
            decisions=options.decisions,
            since=self.since,
            allow_other_dbname=options.allow_other_dbname,
            allow_truncated=options.allow_truncated,
            strict=options.strict,
            publish=options.publish,
            publish_anyway=options.publish_anyway,
            seed=options.seed,
            jobs=jobs,
            memory=memory,
        )


def fingerprint(settings: RunSettings, options: WikiOptions) -> dict[str, object]:
    """Return everything that the result of a wiki depends on."""
    decided = {"strict": options.strict, "publish": options.publish, "publish_anyway": options.publish_anyway}
    decisions = [file_identity(file) for file in options.decisions]
    return {**settings.fingerprint(), **decided, "keep": options.keep, "decisions": decisions}
