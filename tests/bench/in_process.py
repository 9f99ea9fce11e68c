"""Measures, in its own process, how long recommending takes in units of parsing.

`python tests/bench/in_process.py TREE DATA_DIR LIMIT WIKI=FILE...` measures the code of the working tree TREE with at
most LIMIT articles of each file, and prints JSON: the ratio for each file. It is a script, so that it can measure
another version of the program than the one it is in.
"""

from __future__ import annotations

import gc
import json
import sys
import time
from collections.abc import Callable
from pathlib import Path

_REPEATS = 6


def main(tree: str, data_dir: str, files: list[str], limit: int) -> None:
    """Measure and print."""
    sys.path.insert(0, tree)
    found = {}
    for text in files:
        wiki, _, file = text.partition("=")
        found[f"{Path(file).stem} on {wiki}"] = _ratio(Path(data_dir), wiki, Path(file), limit)
    sys.stdout.write(json.dumps(found) + "\n")


def _ratio(data_dir: Path, wiki: str, file: Path, limit: int) -> float:
    import mwparserfromhell

    from linking.bundle.bundle import open_bundle
    from linking.recommender import RecommendationQuery, Recommender

    recommender = Recommender.open(open_bundle(data_dir, wiki))
    with file.open(encoding="utf-8") as lines:
        articles = [json.loads(line) for _, line in zip(range(limit), lines, strict=False)]
    queries = [RecommendationQuery(article["title"], article["wikitext"]) for article in articles]
    gc.collect()
    gc.freeze()
    answering = parsing = 0.0
    for query in queries:
        parsing += _best(lambda: mwparserfromhell.parse(query.wikitext))  # noqa: B023 - called before the next one
        answering += _best(lambda: recommender.recommend(query))  # noqa: B023
    return answering / parsing


def _best(work: Callable[[], object]) -> float:
    seconds = []
    for _ in range(_REPEATS):
        start = time.process_time()  # waiting for the processor does not count
        work()
        seconds.append(time.process_time() - start)
    return min(seconds)


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], sys.argv[4:], int(sys.argv[3]))
