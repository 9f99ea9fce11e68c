"""Generates the sample wiki's export, or prints a request that returns recommendations for a sample text."""

from __future__ import annotations

import argparse
import json
import sys

from training.sample.articles import pages
from training.sample.export import EXPORT, export
from training.sample.facts import Facts

_EXAMPLE = (
    "Vienna lies on the Danube, and Wolfgang Amadeus Mozart lived there before Ludwig van Beethoven came from Bonn. "
    "In the night sky Mercury is hard to see, but Galileo Galilei found moons of Jupiter with a telescope."
)


def main() -> None:
    """Run the command."""
    parser = argparse.ArgumentParser(prog="python -m training.sample", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    commands.add_parser("write", help="generate the export from the tables of facts")
    curl = commands.add_parser("curl", help="print a request to send to a running service")
    curl.add_argument("--url", required=True, help="URL of the service")
    arguments = parser.parse_args()
    if arguments.command == "write":
        EXPORT.write_text("".join(export(pages(Facts.read()))), encoding="utf-8")
    else:
        sys.stdout.write(_request(arguments.url))


def _request(url: str) -> str:
    body = json.dumps({"wikitext": _EXAMPLE})
    return f"""\
Once the service has started, try:

curl -s {url}/v1/linkrecommendations/samplewiki/Sandbox \\
  -H 'Content-Type: application/json' -d '{body}'

"""


if __name__ == "__main__":
    main()
