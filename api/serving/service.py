"""Answering one request: what the HTTP route and the `query` command share."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from typing import Any

from api.errors import DeadlineError, ParameterError, StoreError
from api.serving import article_preview
from api.serving.action_api import ActionApi
from api.serving.api_address import OFF
from api.serving.article_preview import ArticlePreview
from api.serving.bounded_http import Download
from api.serving.bundle_cache import BundleCache
from api.serving.concurrency import RequestLimiter
from api.serving.public_reason import public_reason
from api.serving.request_parsing import RecommendationRequest, check_title
from api.serving.request_trace import current_trace
from api.serving.target_check import TargetCheck
from api.serving.title_search import TitleSearch
from api.serving.verification import Verification, verify
from api.serving.wiki_overview import WikiOverviews
from api.settings.definitions import Config
from api.stores.catalog import LoadedBundle
from linking.analysis import StageInterval
from linking.recommender import Answer
from linking.response import Page, common_meta, write_answer
from linking.rules.model import Rule
from linking.store.lookups import LookupFailedError
from linking.wikitext.article import parse
from linking.wikitext.excerpts import article_start

_log = logging.getLogger("linkrecommendation.serving")


@dataclass(frozen=True, slots=True)
class ServedAnswer:
    """An answer, and the facts that the log and the metrics record.

    Attributes:
        body: The answer as JSON.
        revid: Revision that the answer is for.
        links: Number of recommended links.
        truncated: Whether the time did not suffice for the whole article.
        seconds: Time by stage; includes `fetch` if the service fetched the article.
    """

    body: bytes
    revid: int
    links: int
    truncated: bool
    seconds: Mapping[str, float]

    def log_fields(self) -> dict[str, Any]:
        """Return the fields for the request's log line, with times in milliseconds."""
        times = {f"linkrecommendation.{stage}_ms": round(1000 * value, 3) for stage, value in self.seconds.items()}
        return {"revid": self.revid, "links_count": self.links, "truncated": self.truncated, **times}


class Service:
    """Recommends links for articles of all wikis that have a bundle. Thread-safe."""

    def __init__(self, config: Config, bundles: BundleCache, action_api: ActionApi) -> None:
        self.config = config
        self.bundles = bundles
        self.overviews = WikiOverviews(bundles)
        self._action_api = action_api
        self._titles = TitleSearch(action_api)
        self._targets = TargetCheck(action_api)
        self._limiter = RequestLimiter(
            config.max_concurrent_requests, config.max_concurrent_fetches, config.max_concurrent_batches
        )

    def recommend(
        self,
        bundle: LoadedBundle,
        raw_title: str,
        request: RecommendationRequest,
        instead: Sequence[Rule] | None = None,
        *,
        in_batch: bool = False,
    ) -> ServedAnswer:
        """Answer one request.

        Args:
            bundle: The wiki's bundle, in use until this method returns.
            raw_title: The article's title as the caller wrote it.
            request: The validated request.
            instead: Rules to use instead of those in force on the wiki.
            in_batch: Whether the request is part of a batch, which has a slot already.

        Raises:
            ServiceError: If the request cannot be answered.
        """
        if request.verify and self.config.mediawiki_api_url == OFF:
            raise ParameterError("verify", "is not possible: this service asks no wiki")
        deadline = time.monotonic() + self.config.request_deadline
        seconds: dict[str, float] = {}
        asks = request.wikitext is None or request.verify
        with nullcontext() if in_batch else self._limiter.slot(fetches=asks):
            title = _normalised_title(bundle, raw_title)
            if request.wikitext is not None:
                page = Page(title, request.pageid, request.revid, request.wikitext)
            else:
                with _timed("fetch", seconds):
                    page = self._action_api.fetch(bundle.site, title, request.revision, deadline)
            article = _Article(bundle, request, page, deadline, instead)
            meta = common_meta(bundle.checksums, self.config.application_version)
            if request.verify:
                answer, verification = self._verify(article, seconds)
                meta["verified"] = verification.to_json()
            else:
                answer = self._recommend(article)
        return ServedAnswer(
            body=write_answer(page, answer, meta),
            revid=page.revid,
            links=len(answer.links),
            truncated=answer.truncated,
            seconds={**answer.seconds, **seconds},
        )

    def _recommend(self, article: _Article, more: Sequence[Rule] = ()) -> Answer:
        begin = time.perf_counter()
        with self._limiter.compute_slot(article.deadline):
            wait = StageInterval("wait", begin, time.perf_counter())
            answer = article.recommend(more)
        current_trace.get().add_stages([wait, *answer.intervals])
        if answer.truncated and not article.request.partial:
            raise DeadlineError(self.config.request_deadline)
        return answer

    def _verify(self, article: _Article, seconds: dict[str, float]) -> tuple[Answer, Verification]:
        site = article.bundle.site

        def look_up(titles: Sequence[str]) -> Mapping[str, str | None]:
            with _timed("verify", seconds):
                return self._targets.look_up(site, titles, article.deadline)

        return verify(site, article.page, lambda rules: self._recommend(article, rules), look_up)

    def take_batch_slot(self) -> Callable[[], None]:
        """Begin a batch, and return a function that ends it; see `RequestLimiter.take_batch_slot`."""
        return self._limiter.take_batch_slot()

    @contextmanager
    def computing(self) -> Iterator[None]:
        """Take a slot for a computation that is not a recommendation, such as one about an article that was fetched.

        Raises:
            OverloadedError: If there is none.
        """
        deadline = time.monotonic() + self.config.request_deadline
        with self._limiter.slot(fetches=False), self._limiter.compute_slot(deadline):
            yield

    def random_titles(self, bundle: LoadedBundle, count: int) -> Sequence[str]:
        """Return titles of random articles of the bundle's wiki; see `article_preview`.

        Raises:
            ServiceError: If the wiki cannot be asked.
        """
        deadline = time.monotonic() + self.config.request_deadline
        with self._limiter.slot(fetches=True):
            return article_preview.random_titles(self._action_api, bundle.site, count, deadline)

    def preview_article(self, bundle: LoadedBundle, raw_title: str) -> tuple[ArticlePreview, str]:
        """Return an article of the bundle's wiki, after redirects, and its start as a reader sees it.

        Raises:
            ServiceError: If the article cannot be fetched.
        """
        deadline = time.monotonic() + self.config.request_deadline
        with self._limiter.slot(fetches=True):
            title = _normalised_title(bundle, raw_title)
            found = article_preview.fetch_preview(self._action_api, bundle.site, title, deadline)
            with self._limiter.compute_slot(deadline):
                return found, article_start(parse(found.wikitext, bundle.site.language), bundle.site)

    def fetch_image(self, bundle: LoadedBundle, raw_title: str) -> Download:
        """Fetch the image of an article of the bundle's wiki.

        Raises:
            ServiceError: If there is no image, or it cannot be fetched.
        """
        deadline = time.monotonic() + self.config.request_deadline
        with self._limiter.slot(fetches=True):
            title = _normalised_title(bundle, raw_title)
            return article_preview.fetch_image(self._action_api, bundle.site, title, deadline)

    def find_titles(self, bundle: LoadedBundle, prefix: str) -> Sequence[str]:
        """Return titles of the bundle's wiki that begin with a text; see `TitleSearch.find`.

        Raises:
            ServiceError: If the wiki cannot be asked.
        """
        deadline = time.monotonic() + self.config.request_deadline
        with self._limiter.slot(fetches=True):
            return self._titles.find(bundle.site, prefix, deadline)

    def fetch_article(self, bundle: LoadedBundle, raw_title: str) -> Page:
        """Fetch the current revision of an article from its wiki.

        Raises:
            ServiceError: If the article cannot be fetched.
        """
        deadline = time.monotonic() + self.config.request_deadline
        with self._limiter.slot(fetches=True):
            return self._action_api.fetch(bundle.site, _normalised_title(bundle, raw_title), deadline=deadline)


@contextmanager
def _timed(stage: str, seconds: dict[str, float]) -> Iterator[None]:
    """Add the duration of the block to a stage that asks a wiki."""
    start = time.monotonic()
    try:
        with current_trace.get().stage(stage):
            yield
    finally:
        seconds[stage] = seconds.get(stage, 0.0) + time.monotonic() - start


def _normalised_title(bundle: LoadedBundle, raw: str) -> str:
    return check_title(bundle.normalise_title(check_title(raw)))


@dataclass(frozen=True, slots=True)
class _Article:
    """An article and what is asked about it.

    Attributes:
        bundle: The wiki's bundle.
        request: The request.
        page: The article.
        deadline: When the time is over, as a `time.monotonic()` value.
        instead: Rules to use instead of those in force on the wiki; None to use those.
    """

    bundle: LoadedBundle
    request: RecommendationRequest
    page: Page
    deadline: float
    instead: Sequence[Rule] | None

    def recommend(self, more: Sequence[Rule]) -> Answer:
        """Recommend links under the rules that apply, and some more."""
        recommender = self.bundle.recommender
        try:
            rules = self.bundle.rules if self.instead is None else recommender.compile_rules(self.instead)
            for added in (self.request.rules, more):
                rules = recommender.compile_rules(added, parent=rules) if added else rules
            return recommender.recommend(
                self.request.new_query(self.page.title, self.page.wikitext, deadline=self.deadline, rules=rules)
            )
        except LookupFailedError as error:
            _log.error("lookup failed", extra={"error.message": str(error)})
            raise StoreError(public_reason(error), error.kind) from error
