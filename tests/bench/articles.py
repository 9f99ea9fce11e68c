"""The articles to measure with: from files, or from the sample wiki."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from linking.bundle.bundle import list_wikis
from linking.bundle.names import MANIFEST
from tests.helpers.programs.running import ROOT
from training.dumps.dump import Dump
from training.sample.export import EXPORT

SAMPLE = "samplewiki"
_SUFFIX = "-test.jsonl"


@dataclass(frozen=True, slots=True)
class Article:
    """An article, and the JSON body of the request for its recommendations."""

    wiki: str
    title: str
    wikitext: str
    body: bytes

    @property
    def path(self) -> str:
        """The path of the request."""
        return f"/v1/linkrecommendations/{self.wiki}/{quote(self.title.replace(' ', '_'), safe='')}"


@dataclass(frozen=True, slots=True)
class ArticleSet:
    """Articles that are measured together.

    Attributes:
        name: The name of the set.
        articles: The articles.
        own: Whether they belong to the wiki whose bundle is used.
    """

    name: str
    articles: Sequence[Article]
    own: bool = True


def of_directory(directory: Path, data_dir: Path, limit: int) -> Iterator[ArticleSet]:
    """Yield the articles in the files WIKI-test.jsonl of wikis that have a bundle."""
    for wiki in list_wikis(data_dir):
        file = directory / f"{wiki}{_SUFFIX}"
        if file.exists():
            yield ArticleSet(file.stem, _read(file, wiki, limit))


def of_file(text: str, limit: int) -> ArticleSet:
    """Return the articles that WIKI=FILE names."""
    wiki, _, file = text.partition("=")
    return ArticleSet(f"{Path(file).stem} on {wiki}", _read(Path(file), wiki, limit), own=False)


def of_sample(limit: int) -> ArticleSet:
    """Return articles of the sample wiki."""
    with Dump([str(EXPORT)], namespaces=[0]) as dump:
        pages = [page for page in dump if page.redirect is None]
    return ArticleSet(SAMPLE, [_article(SAMPLE, p.title, p.id, p.revision, p.text) for p in pages[:limit]])


def sample_file(directory: Path) -> Path:
    """Write the articles of the sample wiki to a file of this directory, as JSON Lines, and return it."""
    directory.mkdir(parents=True, exist_ok=True)
    file = directory / f"{SAMPLE}.jsonl"
    articles = [{"title": one.title, "wikitext": one.wikitext} for one in of_sample(200).articles]
    file.write_text("".join(json.dumps(one, ensure_ascii=False) + "\n" for one in articles), encoding="utf-8")
    return file


def train_sample(data_dir: Path) -> None:
    """Train the sample wiki if it has no bundle yet."""
    if not (data_dir / SAMPLE / MANIFEST).exists():
        command = [sys.executable, "-m", "training", "run", "--wiki", SAMPLE, "--dump", str(EXPORT)]
        subprocess.run([*command, "--data-dir", str(data_dir)], cwd=ROOT, check=True, stdout=sys.stderr)


def _read(file: Path, wiki: str, limit: int) -> list[Article]:
    pages = map(json.loads, file.read_text(encoding="utf-8").splitlines()[:limit])
    return [_article(wiki, page["title"], page["pageid"], page["revid"], page["wikitext"]) for page in pages]


def _article(wiki: str, title: str, pageid: int, revid: int, wikitext: str) -> Article:
    body = json.dumps({"pageid": pageid, "revid": revid, "wikitext": wikitext}, ensure_ascii=False)
    return Article(wiki, title, wikitext, body.encode())
