"""Examples to try: articles of the sample wiki, and the one that the landing page leads to."""

from __future__ import annotations

import base64
import json
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from flask import url_for

from api.serving.api_address import own_api_url
from api.serving.service import Service
from api.serving.wiki_overview import WikiOverview

SAMPLE_WIKI = "samplewiki"

_SAMPLE_EXAMPLES = Path(__file__).with_name("sample_examples.json")
_RAW_DEFLATE = -15
"""Window bits of zlib for a stream without header, as the playground's script reads it."""


@dataclass(frozen=True, slots=True)
class Example:
    """An article to try.

    Attributes:
        wiki: Database name of its wiki.
        title: Its title; empty if none is known.
        address: Address of the playground with the article.
    """

    wiki: str
    title: str
    address: str


@cache
def sample_examples() -> Sequence[Mapping[str, str]]:
    """Return the articles of the sample wiki, which no server has, with some of their links removed."""
    examples: Sequence[Mapping[str, str]] = json.loads(_SAMPLE_EXAMPLES.read_bytes())
    return examples


def choose_example(service: Service, overviews: Sequence[WikiOverview], languages: Sequence[str]) -> Example | None:
    """Return the example for a reader: of a wiki in the reader's language, or else of the one with the most tasks.

    Args:
        service: The service.
        overviews: The wikis.
        languages: Codes of the languages that the reader reads, the preferred one first.

    Returns:
        None if no wiki can be used.
    """
    codes = [tag.lower().partition("-")[0] for tag in languages]

    def preference(overview: WikiOverview) -> tuple[int, float]:
        language = overview.manifest.language if overview.manifest else ""
        pool = overview.report.pool.value if overview.report and overview.report.pool else 0.0
        return codes.index(language) if language in codes else len(codes), -pool

    usable = sorted((overview for overview in overviews if overview.manifest and overview.usable), key=preference)
    found = next((example for overview in usable if (example := _article(service, overview))), None)
    if found or not usable:
        return found
    return Example(usable[0].wiki, "", url_for("playground.page", wiki=usable[0].wiki))


def _article(service: Service, overview: WikiOverview) -> Example | None:
    """Return an article of a wiki; None if none is known, or if the service cannot fetch articles from the wiki."""
    wiki = overview.wiki
    if wiki == SAMPLE_WIKI:
        example = sample_examples()[0]
        address = url_for("playground.page", wiki=wiki, title=example["title"])
        return Example(wiki, example["title"], f"{address}#text={_packed(example['wikitext'])}")
    title = overview.report.example if overview.report else ""
    if not title or overview.site is None or own_api_url(service.config.mediawiki_api_url, overview.site) is None:
        return None
    return Example(wiki, title, url_for("playground.page", wiki=wiki, title=title))


def _packed(wikitext: str) -> str:
    """Return a text as the playground reads it from the fragment of its address."""
    compressor = zlib.compressobj(9, zlib.DEFLATED, _RAW_DEFLATE)
    compressed = compressor.compress(wikitext.encode()) + compressor.flush()
    return base64.urlsafe_b64encode(compressed).decode().rstrip("=")
