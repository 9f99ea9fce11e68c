"""`import`: converts the data sets that the older service, mwaddlink, publishes into a bundle."""

from __future__ import annotations

import argparse
import shutil
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import numpy as np
import xgboost

from linking.bundle.manifest import DumpName, Limits
from linking.features.definitions import Feature
from linking.features.legacy_mwaddlink import SEVEN_FEATURES, SIX_FEATURES
from linking.recommender import MODEL
from linking.text.folding import FOLDING_VERSION
from linking.text.titles import Site
from training.cli import arguments
from training.dumps.dump import read_site
from training.dumps.dump_files import find_dump_files
from training.dumps.wiki_identity import check_dumps, check_stream
from training.importing import published
from training.importing.lookups import LookupImport, import_lookups
from training.importing.published import PublishedFileError, PublishedFiles
from training.knowledge.anchors import CANDIDATES_PER_ANCHOR
from training.pipeline.bundle_versions import Draft, publish, write_bundle
from training.runtime.output_files import write_bytes

NAME = "import"
HELP = "convert a wiki's published mwaddlink data sets (WIKI.linkmodel.json, WIKI.anchors.sqlite, ...) into a bundle"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the command's arguments."""
    arguments.add_wiki(parser)
    arguments.add_data_dir(parser)
    parser.add_argument(
        "--from", dest="source", type=Path, required=True, metavar="DIR", help="directory with the files"
    )
    parser.add_argument("--language", help="language code (default: from the wiki's name)")
    parser.add_argument(
        "--dump",
        nargs="+",
        metavar="FILE",
        help="a dump of the wiki, or the directory of one, from which the names of its namespaces are read",
    )
    arguments.add_allow_other_dbname(parser)
    parser.add_argument("--no-publish", action="store_true", help="write the bundle without making it current")


def run(args: argparse.Namespace) -> int:
    """Import and publish.

    Raises:
        TrainingError: A data set is missing or damaged.
        LinkingError: The bundle cannot be published.
        OSError: A file cannot be read or written.
        sqlite3.Error: A table cannot be read or written.
    """
    site = _site(args)
    with _temporary_directory(args.data_dir / f".work-import-{args.wiki}") as work:
        directory = work / "bundle"
        directory.mkdir()
        files = PublishedFiles.open(args.source, args.wiki, work)
        features = import_model(files.paths[published.MODEL], directory / MODEL)
        imported = import_lookups(LookupImport(files, site, directory, work))
        draft = Draft(
            wiki=args.wiki,
            language=site.language,
            features=tuple(feature.name for feature in features),
            folding=FOLDING_VERSION,
            limits=Limits(max(1, imported.longest_anchor), CANDIDATES_PER_ANCHOR),
            counts=imported.counts,
            dump=DumpName(f"published data sets of {args.wiki}", ""),
            training={"imported": True, "checksums_compared": files.checked},
        )
        bundle = write_bundle(args.data_dir, draft, directory)
    if not args.no_publish:
        publish(args.data_dir, args.wiki, bundle.manifest.version)
    state = "is written but not published" if args.no_publish else "is current"
    sys.stdout.write(f"{args.wiki}: {bundle.manifest.version} {state} in {args.data_dir}\n")
    return 0


@contextmanager
def _temporary_directory(directory: Path) -> Iterator[Path]:
    """Create an empty directory, and delete it after the block. Files of an interrupted import are deleted first."""
    shutil.rmtree(directory, ignore_errors=True)
    directory.mkdir(parents=True)
    try:
        yield directory
    finally:
        shutil.rmtree(directory, ignore_errors=True)


def import_model(source: Path, destination: Path) -> Sequence[Feature]:
    """Convert a model to the format of a bundle.

    Returns:
        The model's features.

    Raises:
        PublishedFileError: The file is not a usable model.
    """
    booster = xgboost.Booster()
    try:
        booster.load_model(source)
        columns = booster.num_features()
        features = {len(known): known for known in (SIX_FEATURES, SEVEN_FEATURES)}.get(columns)
        if features is None:
            raise PublishedFileError(source, f"has {columns} features, neither 6 nor 7")
        booster.feature_names = None
        scores = booster.inplace_predict(np.zeros((1, columns), np.float32), validate_features=False)
    except (xgboost.core.XGBoostError, ValueError) as error:
        raise PublishedFileError(source, f"not an XGBoost model: {str(error).splitlines()[0]}") from error
    if scores.shape != (1,) or not 0 <= scores[0] <= 1:
        raise PublishedFileError(source, "does not return one probability per row")
    write_bytes(destination, booster.save_raw("ubj"))
    return features


def _site(args: argparse.Namespace) -> Site:
    if args.dump:
        dumps, allow_other = find_dump_files(args.dump, args.wiki).articles, args.allow_other_dbname
        check_dumps(dumps, args.wiki, allow_other=allow_other)
        header = read_site(dumps)
        check_stream(dumps, header, args.wiki, allow_other=allow_other)
        return replace(header.site, wiki=args.wiki, language=args.language or header.site.language)
    return Site(args.wiki, args.language or args.wiki.removesuffix("wiki").replace("_", "-"))
