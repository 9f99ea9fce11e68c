"""`list`: shows which versions of which wikis there are."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Mapping

from linking.bundle.bundle import list_versions, open_version
from linking.bundle.errors import BundleError
from linking.bundle.manifest import Manifest
from linking.bundle.wiki_index import current_versions
from linking.dataset_checksums import answers_checksum
from linking.rules.model import Rule, RulesError
from linking.rules.yaml_loader import load_wiki_rules
from training.cli import arguments
from training.pipeline.publication import VERDICT

NAME = "list"
HELP = "list the versions of each wiki's bundle, with verdicts and checksums; * marks the current one"


_WIKI_WIDTH = 16
_HEADER = f"  {'wiki':<{_WIKI_WIDTH}}  {'version':<16}  {'size':>12}  verdict  {'checksum of answers':<64}  dump\n"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the command's arguments."""
    arguments.add_data_dir(parser)
    arguments.add_wikis(parser)


def run(args: argparse.Namespace) -> int:
    """Write a table with one line per version, under a header.

    The columns are the wiki, the version, its size, the verdict of its evaluation, the checksum that its answers report
    with the rules now in force, and the dump.

    Returns:
        1 if a wiki has no version, or a version or the rules of a wiki cannot be used.
    """
    current = current_versions(args.data_dir)
    problems = 0
    sys.stdout.write(_HEADER)
    for wiki in arguments.chosen_wikis(args):
        versions = list_versions(args.data_dir, wiki)
        if not versions:
            problems += 1
            sys.stderr.write(f"{wiki}: there is no bundle in {args.data_dir}\n")
            continue
        rules: tuple[Rule, ...] | None
        try:
            rules = load_wiki_rules(args.data_dir, wiki).rules
        except (RulesError, OSError) as error:
            problems += 1
            rules = None
            sys.stderr.write(f"{wiki}: no checksums, because its rules cannot be used: {error}\n")
        for version in versions:
            mark = "*" if current.get(wiki) == version else " "
            try:
                facts = _facts(open_version(args.data_dir, wiki, version).manifest, rules)
            except BundleError as error:
                problems += 1
                facts = f"damaged: {error}"
            sys.stdout.write(f"{mark} {wiki:<{_WIKI_WIDTH}}  {version}  {facts}\n")
    return 1 if problems else 0


def _facts(manifest: Manifest, rules: tuple[Rule, ...] | None) -> str:
    """The columns after the version."""
    size = sum(entry.size for entry in manifest.files.values()) / 1e6
    checksum = "-" if rules is None else answers_checksum(manifest, rules)
    dump = f"{manifest.dump.date} {manifest.dump.name}".strip()
    return f"{size:9.1f} MB  {_verdict(manifest):<7}  {checksum:<64}  {dump}".rstrip()


def _verdict(manifest: Manifest) -> str:
    """Return "fit" or "unfit", as the evaluation found the bundle, or "-" for a bundle that was not evaluated."""
    found = manifest.training.get(VERDICT)
    if not isinstance(found, Mapping):
        return "-"
    return "fit" if found.get("publishable") is True else "unfit"
