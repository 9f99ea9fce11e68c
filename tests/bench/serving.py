"""`make bench`: measures what serving costs, and prints a table.

With real wikis: `python -m tests.bench.serving --data-dir DIR --articles DIR --file WIKI=FILE`. The default is the
sample wiki, whose articles are short, so its ratios are less meaningful. Files of articles have one JSON object per
line: title, pageid, revid, wikitext. With --save and --compare, answers are saved and compared instead.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

from tests.bench import answers, batching, lookups, memory, speed, table
from tests.bench.articles import ArticleSet, of_directory, of_file, of_sample, train_sample
from tests.helpers.programs.running import ROOT

SAMPLE_DATA = ROOT / "data"
_PREFERRED = "mwlwiki"  # the goal for throughput is about this wiki


def main(words: Sequence[str] | None = None) -> int:
    """Measure and print.

    Returns:
        1 if answers differ from the saved ones, or with --strict if a goal is missed.
    """
    options = _parser().parse_args(words)
    data_dir, sets = _subject(options)
    if options.save:
        answers.save(options.save, answers.answers(data_dir, sets))
        return 0
    if options.compare:
        found = answers.differing(options.compare, answers.answers(data_dir, sets))
        sys.stdout.write("\n".join([*found, f"{len(found)} answers differ", ""]))
        return int(bool(found))
    rows = []
    for row in _rows(data_dir, sets):
        rows.append(row)
        sys.stderr.write(f"{row.what}: {row.value:.4g} {row.unit}\n")
    sys.stdout.write(table.text(rows))
    return int(options.strict and not all(row.holds for row in rows))


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m tests.bench.serving", description="Measures what serving costs.")
    parser.add_argument("--data-dir", type=Path, help="directory with bundles (default: the sample wiki)")
    parser.add_argument("--articles", type=Path, help="directory with files WIKI-test.jsonl of articles")
    parser.add_argument(
        "--file", action="append", default=[], metavar="WIKI=FILE", help="more articles, for the bundle of WIKI"
    )
    parser.add_argument("--limit", type=int, default=200, help="maximum number of articles per file")
    parser.add_argument("--strict", action="store_true", help="fail if a goal is missed")
    parser.add_argument("--save", type=Path, metavar="FILE", help="only save the answers for the articles")
    parser.add_argument("--compare", type=Path, metavar="FILE", help="only compare the answers with saved ones")
    return parser


def _subject(options: argparse.Namespace) -> tuple[Path, list[ArticleSet]]:
    if options.data_dir is None:
        train_sample(SAMPLE_DATA)
        return SAMPLE_DATA, [of_sample(options.limit)]
    sets = list(of_directory(options.articles, options.data_dir, options.limit)) if options.articles else []
    sets += [of_file(text, options.limit) for text in options.file]
    if not sets:
        raise SystemExit("no articles: use --articles or --file")
    return options.data_dir, sets


def _rows(data_dir: Path, sets: Sequence[ArticleSet]) -> Iterator[table.Row]:
    own = [one for one in sets if one.own] or list(sets)
    yield from speed.ratios(data_dir, sets)
    preferred = next((one for one in own if one.articles[0].wiki == _PREFERRED), own[-1])
    yield speed.scaling(data_dir, preferred)
    yield batching.batches(data_dir, preferred)
    yield from memory.growth(data_dir, own)
    yield from memory.many_wikis(data_dir, own[0].articles[0])
    for one in sets:
        yield from lookups.queries(data_dir, one)
    for wiki in sorted({one.articles[0].wiki for one in sets}):
        yield from lookups.size(data_dir, wiki)


if __name__ == "__main__":
    sys.exit(main())
