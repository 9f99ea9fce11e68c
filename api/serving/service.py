"""From an article's name to recommendations as JSON: what the route and the `query` command share."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from api.errors import DeadlineError, StoreError
from api.serving.action_api import ActionApi
from api.serving.bundle_cache import Registry
from api.serving.concurrency import Gate
from api.serving.request_parsing import Ask, check_title
from api.settings.config import Config
from api.stores.catalog import Opened
from linking.recommender import Answer
from linking.response import Page, write_answer
from linking.store.lookups import LookupFailed


@dataclass(frozen=True, slots=True)
class Served:
    """An answer and what there is to say of it. seconds: time by stage, `fetch` too where the wiki was asked."""

    body: bytes
    revid: int
    links: int
    truncated: bool
    seconds: Mapping[str, float]

    def log_fields(self) -> dict[str, Any]:
        """For the request's log line; times in milliseconds."""
        times = {f"linkrecommendation.{stage}_ms": round(1000 * value, 3) for stage, value in self.seconds.items()}
        return {"revid": self.revid, "links_count": self.links, "truncated": self.truncated, **times}


class Service:
    """Recommends for any wiki that the registry has. Safe for threads."""

    def __init__(self, config: Config, registry: Registry, api: ActionApi) -> None:
        self.config = config
        self.registry = registry
        self._api = api
        self._gate = Gate(config.max_concurrent_requests)

    def serve(self, opened: Opened, wiki: str, raw_title: str, ask: Ask) -> Served:
        """Answer one request. opened: the wiki's, of the registry. Raises ServiceError."""
        deadline = time.monotonic() + self.config.request_deadline
        with self._gate.place():
            title = _title(opened, raw_title)
            start = time.monotonic()
            page = self._page(wiki, title, ask, deadline)
            fetched = time.monotonic() - start
            with self._gate.turn(deadline):
                answer = _recommend(opened, ask, page, deadline)
        if answer.truncated and not answer.links:
            raise DeadlineError(f"nothing was found within {self.config.request_deadline:g} s")
        seconds = dict(answer.seconds)
        if ask.wikitext is None:
            seconds["fetch"] = fetched
        body = write_answer(page, answer, opened.checksums, self.config.application_version)
        return Served(body, page.revid, len(answer.links), answer.truncated, seconds)

    def article(self, opened: Opened, wiki: str, raw_title: str) -> Page:
        """The article as its wiki has it now. Raises ServiceError."""
        deadline = time.monotonic() + self.config.request_deadline
        with self._gate.place():
            return self._api.fetch(wiki, _title(opened, raw_title), deadline=deadline)

    def _page(self, wiki: str, title: str, ask: Ask, deadline: float) -> Page:
        if ask.wikitext is not None:
            return Page(title, ask.pageid, ask.revid, ask.wikitext)
        return self._api.fetch(wiki, title, ask.revision, deadline)


def _title(opened: Opened, raw: str) -> str:
    return check_title(opened.title(check_title(raw)))


def _recommend(opened: Opened, ask: Ask, page: Page, deadline: float) -> Answer:
    try:
        rules = opened.recommender.rule_book(ask.rules, opened.rules) if ask.rules else opened.rules
        return opened.recommender.recommend(ask.request(page, deadline, rules))
    except LookupFailed as error:
        raise StoreError(str(error)) from error
