"""Fetches the pages of a wiki without dumps, and writes the files that a dump would have.

Each answer of the wiki is appended as a compressed stream of its own, and then the position is saved. An interrupted
download continues there. Files get their names when they are complete.
"""

from __future__ import annotations

import bz2
import gzip
import json
import logging
import os
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from linking.bundle.atomic_files import naming_file, write_atomically
from linking.bundle.names import check_wiki_name, wiki_word
from training.dumps.action_api import ActionApi, Continue, PageBatch
from training.dumps.dump import read_site
from training.dumps.file_names import PAGE_PROPS
from training.errors import FetchError, OtherWikiError
from training.runtime.output_files import write_bytes
from training.runtime.progress import Progress

logger = logging.getLogger(__name__)

ARTICLES = "pages-articles.xml.bz2"
_STATE = "api-state.json"
_PART = ".part"
_HEADER_END, _END = "</siteinfo>", "</mediawiki>"
_PAGE = "<page>"


@dataclass(frozen=True, slots=True)
class _State:
    """How far a download has come.

    Attributes:
        api: The address of the API.
        date: The day on which the download began, as "YYYYMMDD".
        sizes: The bytes of each unfinished file that are right.
        namespace: The place of the current namespace in the list.
        position: What continues the query.
        pages: The number of pages so far.
    """

    api: str
    date: str
    sizes: Mapping[str, int] = field(default_factory=dict)
    namespace: int = 0
    position: Continue = field(default_factory=dict)
    pages: int = 0


def fetch_export(api: ActionApi, wiki: str, directory: Path, namespaces: Iterable[int]) -> list[Path]:
    """Fetch all pages of some namespaces.

    Args:
        api: The wiki's API.
        wiki: Database name of the wiki.
        directory: Directory for the files.
        namespaces: The numbers of the namespaces, in order.

    Returns:
        The export, and the table of page properties.

    Raises:
        FetchError: The wiki cannot be reached, or answers with an error.
        OtherWikiError: It is the API of another wiki.
        OSError: A file cannot be written.
    """
    check_wiki_name(wiki)
    directory.mkdir(parents=True, exist_ok=True)
    download = _Download(api, wiki, directory, tuple(namespaces))
    return download.run()


@dataclass(frozen=True, slots=True)
class _Download:
    api: ActionApi
    wiki: str
    directory: Path
    namespaces: tuple[int, ...]

    def run(self) -> list[Path]:
        state = self._load()
        finished = [self._path(state, name) for name in (ARTICLES, PAGE_PROPS)]
        if all(path.exists() for path in finished):
            logger.info("%s has been fetched before; remove it to fetch it again", finished[0])
            return finished
        with Progress(f"fetch {self.wiki}", unit="pages") as progress:
            progress.move_to(state.pages)
            for number in range(state.namespace, len(self.namespaces)):
                for batch in self.api.pages(self.namespaces[number], state.position):
                    state = self._append(state, batch)
                    progress.move_to(state.pages)
                state = replace(state, namespace=number + 1, position={})
                self._save(state)
        return self._finish(state)

    def _load(self) -> _State:
        """Return the state of an interrupted download, after cutting off what it does not cover, or a new one."""
        fresh = _State(self.api.address, datetime.now(UTC).strftime("%Y%m%d"))
        try:
            content: dict[str, Any] = json.loads(self._state_file.read_bytes())
            state = _State(**content)
        except (OSError, ValueError, TypeError):
            return self._begin(fresh)
        if state.api != self.api.address:
            return self._begin(fresh)
        for name, size in state.sizes.items():
            part = self._part(state, name)
            if not part.exists() or part.stat().st_size < size:
                return self._begin(fresh)
            os.truncate(part, size)
        logger.info("continuing after %d pages", state.pages)
        return state

    def _begin(self, state: _State) -> _State:
        for name in (ARTICLES, PAGE_PROPS):
            self._part(state, name).unlink(missing_ok=True)
        return state

    def _append(self, state: _State, batch: PageBatch) -> _State:
        """Append a batch to the files, and save the state after it."""
        header, _, rest = batch.export.partition(_HEADER_END)
        pages = rest.rpartition(_END)[0].strip("\n")
        text = f"{pages}\n" if pages.strip() else ""
        if batch.export and not state.sizes:
            text = f"{header}{_HEADER_END}\n{text}"
        sizes = {
            ARTICLES: self._write(state, ARTICLES, bz2.compress(text.encode()) if text else b""),
            PAGE_PROPS: self._write(state, PAGE_PROPS, gzip.compress(self._properties(state, batch), mtime=0)),
        }
        if not state.sizes:
            self._check_wiki(state)
        following = batch.following or {}
        state = replace(state, sizes=sizes, position=following, pages=state.pages + text.count(_PAGE))
        if batch.following is not None:
            self._save(state)
        return state

    def _properties(self, state: _State, batch: PageBatch) -> bytes:
        # A table without any row looks like another kind of file, so it begins with a row that nobody asks for.
        start = f"-- Host: {self.api.address}    Database: {self.wiki}\n{_insert([(0, 'fetched', '')])}"
        return f"{'' if state.sizes else start}{_insert(batch.properties)}".encode()

    def _write(self, state: _State, name: str, content: bytes) -> int:
        part = self._part(state, name)
        with naming_file(part), part.open("ab") as file:
            file.write(content)
        return part.stat().st_size

    def _check_wiki(self, state: _State) -> None:
        """Check the database name of the first answer."""
        part = self._part(state, ARTICLES)
        complete = part.with_suffix(".header")
        write_bytes(complete, part.read_bytes() + bz2.compress(_END.encode()))
        try:
            found = read_site([str(complete)]).dbname
        finally:
            complete.unlink()
        if found and wiki_word(found) != wiki_word(self.wiki):
            for name in (ARTICLES, PAGE_PROPS):
                self._part(state, name).unlink(missing_ok=True)
            raise OtherWikiError(self.api.address, found, self.wiki)

    def _finish(self, state: _State) -> list[Path]:
        if not state.sizes:
            raise FetchError(self.api.address, "the wiki has no pages")
        self._write(state, ARTICLES, bz2.compress(f"{_END}\n".encode()))
        # The articles come last: without them, a directory has no complete dump.
        paths = [self._path(state, name) for name in (PAGE_PROPS, ARTICLES)]
        for path in paths:
            path.with_name(path.name + _PART).replace(path)
        self._state_file.unlink()
        return paths[::-1]

    def _save(self, state: _State) -> None:
        write_atomically(self._state_file, json.dumps(asdict(state)).encode())

    @property
    def _state_file(self) -> Path:
        return self.directory / f"{self.wiki}-{_STATE}"

    def _path(self, state: _State, name: str) -> Path:
        return self.directory / f"{self.wiki}-{state.date}-{name}"

    def _part(self, state: _State, name: str) -> Path:
        path = self._path(state, name)
        return path.with_name(path.name + _PART)


def _insert(properties: Iterable[tuple[int, str, str]]) -> str:
    """Return the SQL of some rows of the table page_props."""
    rows = ",".join(f"({page},'{_escaped(name)}','{_escaped(value)}',NULL)" for page, name, value in properties)
    return f"INSERT INTO `page_props` VALUES {rows};\n" if rows else ""


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace("'", "\\'")
