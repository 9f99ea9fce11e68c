"""Downloading a wiki's newest complete dump, checked and resumable (https://dumps.wikimedia.org/backup-index.html)."""

from __future__ import annotations

import argparse
import hashlib
import json
import logging
import re
import sys
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from linking.bundle.names import wiki_name
from training.dumps.http_mirror import Mirror
from training.errors import ChecksumMismatch, FetchError, NoCompleteDump
from training.runtime.progress import Progress

logger = logging.getLogger(__name__)

WIKIMEDIA = "https://dumps.wikimedia.org"
USER_AGENT = "linkrecommendation-training/0.1 (MediaWiki link recommendations)"

# Jobs that write the articles, preferred first: multistream files are decompressed on many cores.
_ARTICLE_JOBS = ("articlesmultistreamdump", "articlesdump")
_PAGE_PROPS_JOB = "pagepropstable"
_ARTICLE_FILE = re.compile(r"pages-articles(-multistream)?([0-9]*)\.xml(-p([0-9]+)p[0-9]+)?\.bz2")
_PAGE_PROPS_FILE = "page_props.sql.gz"
_DATE = re.compile(r'href="(?:[^"]*/)?([0-9]{8})/?"')
_SHA1 = re.compile(r"[0-9a-f]{40}")


@dataclass(frozen=True, slots=True)
class FetchOptions:
    """Which wiki's dump to put where. date: "YYYYMMDD"; None: the newest that is complete."""

    wiki: str
    directory: Path
    mirror: Mirror
    date: str | None = None


@dataclass(frozen=True, slots=True)
class FetchedDump:
    """Files of a dump, verified. articles: in the order of their pages."""

    wiki: str
    date: str
    articles: tuple[Path, ...]
    page_props: Path


NAME, HELP = "fetch", "download a wiki's newest complete dump, checked"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the command's options."""
    parser.add_argument("--wiki", required=True, help="database name, for instance simplewiki")
    parser.add_argument("--to", required=True, type=Path, metavar="DIR", help="directory for the files")
    parser.add_argument(
        "--mirror", default=WIKIMEDIA, metavar="URL", help="web server with dumps (default: %(default)s)"
    )
    parser.add_argument(
        "--date", type=_date, metavar="YYYYMMDD", help="take this dump (default: the newest that is complete)"
    )
    parser.add_argument(
        "--user-agent", default=USER_AGENT, help="please name a way to contact you (default: %(default)s)"
    )


def run(args: argparse.Namespace) -> int:
    """Download; prints where the files are. Raises what `fetch` raises."""
    fetched = fetch(options_of(args))
    for path in (*fetched.articles, fetched.page_props):
        sys.stdout.write(f"{path}\n")
    return 0


def options_of(arguments: argparse.Namespace) -> FetchOptions:
    """The options that were given. Raises NameInvalidError, FetchError where one cannot be right."""
    mirror = Mirror(arguments.mirror, arguments.user_agent)
    return FetchOptions(wiki_name(arguments.wiki), arguments.to, mirror, arguments.date)


def fetch(options: FetchOptions) -> FetchedDump:
    """Download what is not there yet; files have their names only once their checksums were right.

    Raises FetchError, NoCompleteDump, ChecksumMismatch.
    """
    wiki = wiki_name(options.wiki)
    date, files = _choose_dump(options)
    names = [*files.articles, files.page_props]
    checksums = _read_checksums(options.mirror, wiki, date)
    options.directory.mkdir(parents=True, exist_ok=True)
    for name in names:
        if name not in checksums:
            raise FetchError(f"{wiki}/{date}/{name}", "is not in the mirror's list of checksums")
    paths = [_fetch_file(options, f"{wiki}/{date}/{name}", files.sizes.get(name), checksums[name]) for name in names]
    return FetchedDump(wiki, date, tuple(paths[:-1]), paths[-1])


def _date(text: str) -> str:
    if not re.fullmatch("[0-9]{8}", text):
        raise argparse.ArgumentTypeError(f"not a date like 20260101: {text!r}")
    return text


@dataclass(frozen=True, slots=True)
class _DumpFiles:
    articles: tuple[str, ...]
    page_props: str
    sizes: Mapping[str, int]


def _choose_dump(options: FetchOptions) -> tuple[str, _DumpFiles]:
    listing = options.mirror.read(f"{options.wiki}/") or b""
    dates = sorted(set(_DATE.findall(listing.decode("utf-8", "replace"))), reverse=True)
    for date in dates if options.date is None else [options.date]:
        status = options.mirror.read(f"{options.wiki}/{date}/dumpstatus.json")
        files = _files_of(f"{options.wiki}-{date}-", status)
        if files is not None:
            return date, files
        logger.info("the dump of %s of %s is not complete", options.wiki, date)
    raise NoCompleteDump(f"{options.mirror.address}/{options.wiki}/", dates)


def _files_of(prefix: str, status: bytes | None) -> _DumpFiles | None:
    """The files to get of a dump; None where the articles or the page properties are not done."""
    try:
        jobs = json.loads(status or b"{}").get("jobs", {})
        listed = [_files_done(jobs, job) for job in _ARTICLE_JOBS]
        properties = _files_done(jobs, _PAGE_PROPS_JOB)
        sizes = {name: int(data.get("size", 0)) for files in (*listed, properties) for name, data in files.items()}
    except (ValueError, AttributeError, TypeError):
        return None
    page_props = prefix + _PAGE_PROPS_FILE
    for files in listed:
        articles = _in_page_order(prefix, files)
        if articles and page_props in properties:
            return _DumpFiles(articles, page_props, sizes)
    return None


def _files_done(jobs: Mapping[str, Any], job: str) -> Mapping[str, Any]:
    found = jobs.get(job, {})
    files: Mapping[str, Any] = found.get("files", {}) if found.get("status") == "done" else {}
    return files


def _in_page_order(prefix: str, names: Iterable[str]) -> tuple[str, ...]:
    """The files with articles among `names` (others are indexes); by part and first page.

    Only names of the known form are taken: they become paths.
    """
    found = {}
    for name in names:
        match = _ARTICLE_FILE.fullmatch(name.removeprefix(prefix)) if name.startswith(prefix) else None
        if match:
            found[name] = (int(match.group(2) or 0), int(match.group(4) or 0))
    return tuple(sorted(found, key=found.__getitem__))


def _read_checksums(mirror: Mirror, wiki: str, date: str) -> dict[str, str]:
    path = f"{wiki}/{date}/{wiki}-{date}-sha1sums.txt"
    content = mirror.read(path)
    if content is None:
        raise FetchError(f"{mirror.address}/{path}", "there is no list of checksums")
    pairs = (line.split() for line in content.decode("utf-8", "replace").splitlines())
    return {pair[1].lstrip("*"): pair[0] for pair in pairs if len(pair) == 2 and _SHA1.fullmatch(pair[0])}


def _fetch_file(options: FetchOptions, path: str, size: int | None, checksum: str) -> Path:
    target = options.directory / path.rpartition("/")[2]
    if target.exists() and _sha1(target) == checksum:
        logger.info("%s is there already", target)
        return target
    part = target.with_name(target.name + ".part")
    resumed = part.exists()
    found = _download(options.mirror, path, part, size)
    if found != checksum and resumed:
        # what an earlier run left may be of another file: begin anew, once
        part.unlink()
        found = _download(options.mirror, path, part, size)
    if found != checksum:
        part.unlink()
        raise ChecksumMismatch(f"{options.mirror.address}/{path}", checksum, found)
    part.replace(target)
    return target


def _download(mirror: Mirror, path: str, part: Path, size: int | None) -> str:
    """Get the file; returns its SHA-1."""
    with Progress(f"Fetching {part.name.removesuffix('.part')}", size or None, unit="B") as progress:
        mirror.download(path, part, progress.move_to)
    return _sha1(part)


def _sha1(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, lambda: hashlib.sha1(usedforsecurity=False)).hexdigest()
