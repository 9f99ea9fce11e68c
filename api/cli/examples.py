"""An example of each command, which its help shows."""

from __future__ import annotations

import argparse
from collections.abc import Mapping

EXIT_CODES = """\
exit codes: 0 done; 1 failed, with the reason on standard error; 2 wrong command line, or the
articles of another wiki."""

EXAMPLES: Mapping[str, str] = {
    "query": "query --data-dir data --wiki kwwiki --title Kernow --wikitext-file article.txt",
    "rules check": "rules check data/kwwiki/rules.yaml",
    "rules try": "rules try --wiki kwwiki --test articles.jsonl --rules new-rules.yaml --data-dir data",
    "rules publish": "rules publish rules.yaml --wiki kwwiki --to mysql://lr@db.example.org/linkrecommendation",
    "sync": "sync --from https://example.org/data --to data",
    "schema": "schema",
    "settings": "settings",
}
"""Command -> its words, beginning with its name."""


def add_examples(parser: argparse.ArgumentParser, name: str = "") -> None:
    """End the help of each command, and of commands in it, with its example and the exit codes."""
    for action in parser._actions:
        if not isinstance(action, argparse._SubParsersAction):
            continue
        for word, command in action.choices.items():
            full_name = f"{name} {word}".strip()
            add_examples(command, full_name)
            if full_name in EXAMPLES:
                command.formatter_class = argparse.RawDescriptionHelpFormatter
                command.epilog = f"example: python -m api {EXAMPLES[full_name]}\n\n{EXIT_CODES}"
