"""Chunks: files of a few hundred parsed articles each, passed from step to step and read by one worker at a time."""

from __future__ import annotations

import gzip
import json
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path

from training.corpus.plain_text import PlainText
from training.runtime.output_files import write_bytes

BUCKETS = 10_000
_DECODER = json.JSONDecoder()


@dataclass(frozen=True, slots=True)
class ChunkArticle:
    """An article as the later steps need it.

    Attributes:
        title: The normalized title.
        bucket: A number in range(BUCKETS) that depends on the title only. It decides the article's split.
        wikitext: The source.
        plain: The running text.
    """

    title: str
    bucket: int
    wikitext: str
    plain: PlainText


def bucket_of(title: str) -> int:
    """Return the article's bucket, which is the same in every run and on every machine."""
    return int.from_bytes(blake2b(title.encode(), digest_size=8).digest(), "big") % BUCKETS


def chunk_number(path: Path) -> int:
    """Return the number in the name of a chunk's file, which counts the chunks of a dump."""
    return int(path.name.partition("-")[2].partition(".")[0])


def chunk_line(article: ChunkArticle) -> bytes:
    """Return an article as a line of a chunk."""
    row = [article.title, article.wikitext, article.plain.to_json()]
    return json.dumps(row, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "surrogatepass") + b"\n"


def write_lines(path: Path, lines: Iterable[bytes]) -> None:
    """Write compressed lines, such as those of `chunk_line`. The same lines always give the same bytes."""
    write_bytes(path, gzip.compress(b"".join(lines), compresslevel=1, mtime=0))


def read_lines(path: Path) -> list[bytes]:
    """Return the lines of a compressed file of JSON, in which the only control characters are the ends of lines."""
    return gzip.decompress(path.read_bytes()).splitlines(keepends=True)


def chunk_article(line: bytes) -> ChunkArticle:
    """Return the article of a line."""
    title, wikitext, plain = json.loads(line.decode("utf-8", "surrogatepass"))
    return ChunkArticle(title, bucket_of(title), wikitext, PlainText.from_json(plain))


def read_articles(path: Path, lines: Collection[int]) -> Iterator[ChunkArticle]:
    """Yield the articles on some lines of a chunk, numbered from 0, in the order of the dump."""
    if not lines:
        return
    found = read_lines(path)
    yield from (chunk_article(found[number]) for number in sorted(lines))


def read_chunk(path: Path, wanted: Callable[[int], bool] = lambda _: True) -> Iterator[ChunkArticle]:
    """Yield the articles of a chunk whose buckets are wanted, in the order of the dump.

    Only the titles of the other articles are decoded.
    """
    with gzip.open(path, "rb") as file:
        for line in file:
            content = line.decode("utf-8", "surrogatepass")
            title, _ = _DECODER.raw_decode(content, 1)
            bucket = bucket_of(title)
            if wanted(bucket):
                _, wikitext, plain = json.loads(content)
                yield ChunkArticle(title, bucket, wikitext, PlainText.from_json(plain))
