"""Answers as they go out, over HTTP and in bulk: the shape of docs/client.md and spec/openapi.yaml."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from linking.bundle.bundle import Bundle
from linking.recommender import Answer, Recommendation
from linking.rules.suppression import HeldBack

FORMAT_VERSION = 1


@dataclass(frozen=True, slots=True)
class Page:
    """An article: of the request's body, or as the wiki has it."""

    title: str
    pageid: int
    revid: int
    wikitext: str


def checksums(bundle: Bundle) -> Mapping[str, str]:
    """SHA-256 of each file of the bundle; clients look for the one of `model`, whatever format it is saved in."""
    return {_dataset(name): entry.sha256 for name, entry in bundle.manifest.files.items()}


def write_answer(page: Page, answer: Answer, dataset_checksums: Mapping[str, str], application_version: str) -> bytes:
    """The answer as JSON, UTF-8."""
    meta: dict[str, Any] = {
        "application_version": application_version,
        "format_version": FORMAT_VERSION,
        "dataset_checksums": dict(dataset_checksums),
    }
    if answer.truncated:
        meta["truncated"] = True
    members: dict[str, Any] = {
        "page_title": page.title,
        "pageid": page.pageid,
        "revid": page.revid,
        "links_count": len(answer.links),
        "links": [_link(link) for link in answer.links],
        "meta": meta,
    }
    if answer.held_back is not None:
        members["held_back"] = [_held_back(link) for link in answer.held_back]
    return json.dumps(members, ensure_ascii=False, allow_nan=False).encode()


def _dataset(file: str) -> str:
    return "model" if file.startswith("model.") else file


def _held_back(link: HeldBack) -> dict[str, Any]:
    return {
        "link_text": link.link_text,
        "link_target": link.link_target,
        "score": link.score,
        "wikitext_offset": link.wikitext_offset,
        **link.reason.to_json(),
    }


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
