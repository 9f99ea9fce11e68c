"""Articles between the steps of a training run: files of some hundred articles each, read by one worker at a time."""

from __future__ import annotations

import gzip
import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path

from training.corpus.plain_text import PlainText

BUCKETS = 10_000
_DECODER = json.JSONDecoder()


@dataclass(frozen=True, slots=True)
class ChunkArticle:
    """An article as the later steps need it. bucket: in range(BUCKETS), by the title alone; decides its split."""

    title: str
    bucket: int
    wikitext: str
    plain: PlainText


def bucket_of(title: str) -> int:
    """The article's bucket, the same in each run and on each machine."""
    return int.from_bytes(blake2b(title.encode(), digest_size=8).digest(), "big") % BUCKETS


def write_chunk(path: Path, articles: Iterable[ChunkArticle]) -> None:
    """Write a chunk; the same articles give the same bytes."""
    with path.open("wb") as raw, gzip.GzipFile(fileobj=raw, mode="wb", compresslevel=1, mtime=0) as file:
        for article in articles:
            row = [article.title, article.wikitext, article.plain.to_json()]
            file.write(
                json.dumps(row, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "surrogatepass") + b"\n"
            )


def read_chunk(path: Path, wanted: Callable[[int], bool] = lambda _: True) -> Iterator[ChunkArticle]:
    """The articles of a chunk whose buckets are wanted, in the order of the dump; of others only titles are read."""
    with gzip.open(path, "rb") as file:
        for line in file:
            content = line.decode("utf-8", "surrogatepass")
            title, _ = _DECODER.raw_decode(content, 1)
            bucket = bucket_of(title)
            if wanted(bucket):
                _, wikitext, plain = json.loads(content)
                yield ChunkArticle(title, bucket, wikitext, PlainText.from_json(plain))
