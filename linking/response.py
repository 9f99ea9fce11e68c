"""Answers as JSON, in the format of docs/client.md and spec/openapi.yaml: over HTTP, and from the bulk command."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from linking.recommender import Answer, Recommendation
from linking.rules.suppression import SuppressedLink

FORMAT_VERSION = 1

_ENCODER = json.JSONEncoder(ensure_ascii=False, allow_nan=False)  # `json.dumps` would make one for each answer


@dataclass(frozen=True, slots=True)
class Page:
    """A revision of an article, from the body of the request or from the wiki.

    Attributes:
        title: The normalised title.
        pageid: MediaWiki's id of the page.
        revid: MediaWiki's id of the revision.
        wikitext: The content.
        timestamp: When the revision was saved, as MediaWiki writes it (2026-01-31T12:00:00Z); empty if unknown.
    """

    title: str
    pageid: int
    revid: int
    wikitext: str
    timestamp: str = ""


def common_meta(dataset_checksums: Mapping[str, str], application_version: str) -> dict[str, Any]:
    """Return the members of `meta` that all answers from the same bundle and rules have in common."""
    return {
        "application_version": application_version,
        "format_version": FORMAT_VERSION,
        "dataset_checksums": dict(dataset_checksums),
    }


def write_answer(page: Page, answer: Answer, common: Mapping[str, Any]) -> bytes:
    """Serialize an answer as JSON in UTF-8.

    Args:
        page: The article.
        answer: The answer.
        common: What `common_meta` returns, or nothing to write only the members of `meta` that concern this answer. An
            empty `meta` is omitted.
    """
    meta = dict(common)
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
    }
    if meta:
        members["meta"] = meta
    if answer.suppressed is not None:
        members["held_back"] = [_suppressed_link(link) for link in answer.suppressed]
    return _ENCODER.encode(members).encode()


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
