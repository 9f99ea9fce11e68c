"""`list`: shows which versions of which wikis there are."""

from __future__ import annotations

import argparse
import sys

from linking.bundle.bundle import list_versions, open_version
from linking.bundle.errors import BundleError
from linking.bundle.wiki_index import current_versions
from linking.dataset_checksums import answers_checksum
from linking.rules.model import Rule, RulesError
from linking.rules.yaml_loader import load_wiki_rules
from training.cli import arguments

NAME = "list"
HELP = "list the versions of each wiki's bundle; * marks the current one"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the command's arguments."""
    arguments.add_data_dir(parser)
    arguments.add_wikis(parser)


def run(args: argparse.Namespace) -> int:
    """Write one line per version. The exit code is 1 if a version or the rules of a wiki cannot be used.

    A line has the wiki, the version, its size, the checksum that its answers report with the rules now in force, and
    the dump.
    """
    current = current_versions(args.data_dir)
    problems = 0
    for wiki in arguments.chosen_wikis(args):
        rules: tuple[Rule, ...] | None
        try:
            rules = load_wiki_rules(args.data_dir, wiki).rules
        except (RulesError, OSError) as error:
            problems += 1
            rules = None
            sys.stderr.write(f"{wiki}: no checksums, because its rules cannot be used: {error}\n")
        for version in list_versions(args.data_dir, wiki):
            mark = "*" if current.get(wiki) == version else " "
            try:
                manifest = open_version(args.data_dir, wiki, version).manifest
                size = sum(entry.size for entry in manifest.files.values())
                checksum = "-" if rules is None else answers_checksum(manifest, rules)
                facts = f"{size / 1e6:9.1f} MB  {checksum}  {manifest.dump.date} {manifest.dump.name}".rstrip()
            except BundleError as error:
                problems += 1
                facts = f"damaged: {error}"
            sys.stdout.write(f"{mark} {wiki}  {version}  {facts}\n")
    return 1 if problems else 0
