"""An example of each command, which its help shows."""

from __future__ import annotations

from collections.abc import Mapping

EXIT_CODES = """\
exit codes: 0 done; 1 a bundle, a name or one of several wikis failed; 2 wrong command line or wiki;
3 not fit to publish; 65, 66 the dump cannot be used; 69 a download failed; 70 a step failed;
73, 74 a file cannot be written; 130 interrupted.
docs/reference/commands.md explains each."""

EXAMPLES: Mapping[str, str] = {
    "run": "run --wiki kwwiki --dump dumps --data-dir data",
    "fleet": "fleet --wikis wikis.yaml --data-dir data --keep 2",
    "recommend": "recommend --wiki kwwiki --dump dumps --data-dir data --out kwwiki.jsonl --threshold 0.6",
    "sample-suggestions": "sample-suggestions --wiki kwwiki --dump dumps --data-dir data --out review.json --count 200",
    "compare": "compare --wiki kwwiki --versions 20261101T020304Z current --dump dumps --data-dir data",
    "default-model": "default-model --dump kwwiki.xml.bz2 mwlwiki.xml.bz2 --work-dir work",
    "default-acceptance": "default-acceptance --reviewed reviewed.jsonl --articles articles --data-dir data",
    "decisions check": "decisions check decisions.jsonl",
    "decisions summary": "decisions summary --data-dir data decisions.jsonl",
    "decisions import": (
        "decisions import --wiki kwwiki --growth submissions.tsv --dump dumps --pool kwwiki.jsonl --out decisions.jsonl"
    ),
    "decisions propose-rules": "decisions propose-rules --data-dir data --out proposed.yaml decisions.jsonl",
    "publish": "publish --wiki kwwiki --data-dir data --version 20261128T170302Z",
    "list": "list --data-dir data --wiki kwwiki",
    "rollback": "rollback --wiki kwwiki --data-dir data",
    "prune": "prune --data-dir data --keep 2",
    "unpublish": "unpublish --wiki kwwiki --data-dir data",
    "inspect": "inspect --wiki kwwiki --data-dir data --anchor paris",
    "import": "import --wiki kwwiki --from downloads --dump kwwiki.xml.bz2 --data-dir data",
    "fetch": "fetch --wiki kwwiki --to dumps --classes",
    "classes": "classes --wikidata latest-all.json.bz2 --date 20261120 --to dumps",
}
"""Command -> its arguments, beginning with its name."""

GROUPS: Mapping[str, str] = {"decisions": "decisions check"}
"""Command that has commands of its own -> the one whose example its help shows."""


def epilog(command: str) -> str:
    """Return what the help of a command ends with."""
    return f"example: python -m training {EXAMPLES[GROUPS.get(command, command)]}\n\n{EXIT_CODES}"
