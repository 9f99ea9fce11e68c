"""Answers as JSON, in the format of docs/client.md and spec/openapi.yaml: over HTTP, and from the bulk command."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from linking.recommender import Answer, Recommendation
from linking.rules.suppression import SuppressedLink

FORMAT_VERSION = 1


@dataclass(frozen=True, slots=True)
class Page:
    """A revision of an article, from the body of the request or from the wiki.

    Attributes:
        title: The normalised title.
        pageid: MediaWiki's id of the page.
        revid: MediaWiki's id of the revision.
        wikitext: The content.
    """

    title: str
    pageid: int
    revid: int
    wikitext: str


def write_answer(page: Page, answer: Answer, dataset_checksums: Mapping[str, str], application_version: str) -> bytes:
    """Serialize an answer as JSON in UTF-8."""
    meta: dict[str, Any] = {
        "application_version": application_version,
        "format_version": FORMAT_VERSION,
        "dataset_checksums": dict(dataset_checksums),
    }
    if answer.truncated:
        meta["truncated"] = True
    if answer.too_complex:
        meta["too_complex"] = True
    members: dict[str, Any] = {
        "page_title": page.title,
        "pageid": page.pageid,
        "revid": page.revid,
        "links_count": len(answer.links),
        "links": [_link(link) for link in answer.links],
        "meta": meta,
    }
    if answer.suppressed is not None:
        members["held_back"] = [_suppressed_link(link) for link in answer.suppressed]
    return json.dumps(members, ensure_ascii=False, allow_nan=False).encode()


def _link(link: Recommendation) -> dict[str, Any]:
    members: dict[str, Any] = {
        "link_text": link.link_text,
        "link_target": link.link_target,
        "match_index": link.match_index,
        "wikitext_offset": link.wikitext_offset,
        "score": link.score,
        "context_before": link.context_before,
        "context_after": link.context_after,
        "link_index": link.link_index,
    }
    if link.explanation is not None:
        members["explanation"] = dict(link.explanation)
    return members


def _suppressed_link(link: SuppressedLink) -> dict[str, Any]:
    return {
        "link_text": link.link_text,
        "link_target": link.link_target,
        "score": link.score,
        "wikitext_offset": link.wikitext_offset,
        **link.reason.to_json(),
    }
