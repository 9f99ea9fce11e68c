"""Downloads a wiki's newest complete dump and verifies its checksums. An interrupted download is resumed.

References:
    https://dumps.wikimedia.org/backup-index.html
"""

from __future__ import annotations

import hashlib
import json
import logging
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from linking.bundle.atomic_files import write_atomically
from linking.bundle.names import check_wiki_name
from training.dumps.file_names import CHECKSUMS, PAGE_PROPS, parse_articles_file
from training.dumps.http_mirror import Mirror
from training.errors import ChecksumMismatchError, FetchError, NoCompleteDumpError
from training.runtime.progress import Progress

logger = logging.getLogger(__name__)

# The jobs that write the articles, preferred first: multistream files can be decompressed on many cores.
_ARTICLE_JOBS = ("articlesmultistreamdump", "articlesdump")
_PAGE_PROPS_JOB = "pagepropstable"
_DATE = re.compile(r'href="(?:[^"]*/)?([0-9]{8})/?"')
_SHA1 = re.compile(r"[0-9a-f]{40}")


@dataclass(frozen=True, slots=True)
class FetchOptions:
    """What to download.

    Attributes:
        wiki: Database name.
        directory: Directory for the files.
        mirror: The server to download from.
        date: Date of the dump as "YYYYMMDD", or None for the newest complete one.
    """

    wiki: str
    directory: Path
    mirror: Mirror
    date: str | None = None


@dataclass(frozen=True, slots=True)
class FetchedDump:
    """The verified files of a dump.

    Attributes:
        wiki: Database name.
        date: Date of the dump as "YYYYMMDD".
        articles: The files with the pages, in order of page id.
        page_props: The dump of the table page_props.
    """

    wiki: str
    date: str
    articles: tuple[Path, ...]
    page_props: Path


def fetch(options: FetchOptions) -> FetchedDump:
    """Download the files of a dump that are not in the directory yet.

    A file gets its final name after its checksum is verified.

    Raises:
        FetchError: A file cannot be downloaded, or the mirror lists no checksum for it.
        NoCompleteDumpError: The mirror has no complete dump of the wiki.
        ChecksumMismatchError: A downloaded file has the wrong checksum.
    """
    wiki = check_wiki_name(options.wiki)
    date, files = _choose_dump(options)
    names = [*files.articles, files.page_props]
    listing = _read_listing(options.mirror, wiki, date)
    checksums = _parse_checksums(listing)
    options.directory.mkdir(parents=True, exist_ok=True)
    # `run` reads in this list which files belong to the dump, so that it notices an interrupted download.
    write_atomically(options.directory / f"{wiki}-{date}-{CHECKSUMS}", listing)
    for name in names:
        if name not in checksums:
            raise FetchError(f"{wiki}/{date}/{name}", "the mirror's list of checksums does not contain this file")
    paths = [_fetch_file(options, f"{wiki}/{date}/{name}", files.sizes.get(name), checksums[name]) for name in names]
    return FetchedDump(wiki, date, tuple(paths[:-1]), paths[-1])


@dataclass(frozen=True, slots=True)
class _DumpFiles:
    """Names of a dump's files, and their sizes in bytes as far as they are known."""

    articles: tuple[str, ...]
    page_props: str
    sizes: Mapping[str, int]


def _choose_dump(options: FetchOptions) -> tuple[str, _DumpFiles]:
    listing = options.mirror.read(f"{options.wiki}/") or b""
    dates = sorted(set(_DATE.findall(listing.decode("utf-8", "replace"))), reverse=True)
    for date in dates if options.date is None else [options.date]:
        status = options.mirror.read(f"{options.wiki}/{date}/dumpstatus.json")
        files = _completed_files(f"{options.wiki}-{date}-", status)
        if files is not None:
            return date, files
        logger.info("The dump of %s of %s is incomplete", options.wiki, date)
    raise NoCompleteDumpError(f"{options.mirror.address}/{options.wiki}/", dates)


def _completed_files(prefix: str, status: bytes | None) -> _DumpFiles | None:
    """Return the files of a dump, or None if the articles or the page properties are not complete."""
    try:
        jobs = json.loads(status or b"{}").get("jobs", {})
        article_jobs = [_files_of_job(jobs, job) for job in _ARTICLE_JOBS]
        properties = _files_of_job(jobs, _PAGE_PROPS_JOB)
        files = [*article_jobs, properties]
        sizes = {name: int(data.get("size", 0)) for job_files in files for name, data in job_files.items()}
    except (ValueError, AttributeError, TypeError):
        return None
    page_props = prefix + PAGE_PROPS
    for names in article_jobs:
        articles = _article_files(prefix, names)
        if articles and page_props in properties:
            return _DumpFiles(articles, page_props, sizes)
    return None


def _files_of_job(jobs: Mapping[str, Any], job: str) -> Mapping[str, Any]:
    found = jobs.get(job, {})
    files: Mapping[str, Any] = found.get("files", {}) if found.get("status") == "done" else {}
    return files


def _article_files(prefix: str, names: Iterable[str]) -> tuple[str, ...]:
    """Return the files with articles in order of part and first page. Other files are indexes.

    Only names of the known form are accepted, because they become local paths.
    """
    found = {name: file for name in names if (file := parse_articles_file(name)) and file.prefix == prefix}
    return tuple(sorted(found, key=lambda name: (found[name].part, found[name].first)))


def _read_listing(mirror: Mirror, wiki: str, date: str) -> bytes:
    path = f"{wiki}/{date}/{wiki}-{date}-{CHECKSUMS}"
    content = mirror.read(path)
    if content is None:
        raise FetchError(f"{mirror.address}/{path}", "the mirror has no list of checksums for this dump")
    return content


def _parse_checksums(content: bytes) -> dict[str, str]:
    pairs = (line.split() for line in content.decode("utf-8", "replace").splitlines())
    return {pair[1].lstrip("*"): pair[0] for pair in pairs if len(pair) == 2 and _SHA1.fullmatch(pair[0])}


def _fetch_file(options: FetchOptions, path: str, size: int | None, checksum: str) -> Path:
    target = options.directory / path.rpartition("/")[2]
    if target.exists() and _sha1(target) == checksum:
        logger.info("%s has been downloaded before", target)
        return target
    part = target.with_name(target.name + ".part")
    resumed = part.exists()
    found = _download(options.mirror, path, part, size)
    if found != checksum and resumed:
        # The part may belong to another file: download the whole file, once.
        part.unlink()
        found = _download(options.mirror, path, part, size)
    if found != checksum:
        part.unlink()
        raise ChecksumMismatchError(f"{options.mirror.address}/{path}", checksum, found)
    part.replace(target)
    return target


def _download(mirror: Mirror, path: str, part: Path, size: int | None) -> str:
    """Download the file and return its SHA-1."""
    with Progress(f"Fetching {part.name.removesuffix('.part')}", size or None, unit="B") as progress:
        mirror.download(path, part, progress.move_to)
    return _sha1(part)


def _sha1(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, lambda: hashlib.sha1(usedforsecurity=False)).hexdigest()
