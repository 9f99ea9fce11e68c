"""The routes that recommend links for a batch of articles: JSON Lines in, JSON Lines out, in order, one at a time."""

from __future__ import annotations

import io
import logging
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass

from flask import Blueprint, Response, request
from werkzeug.datastructures import MultiDict
from werkzeug.exceptions import RequestEntityTooLarge
from werkzeug.wsgi import get_input_stream

from api.errors import ParameterError, Problem, ServiceError, problem_for, problem_for_status
from api.observability.metrics import Metrics
from api.observability.request_context import RequestContext, request_context
from api.serving.batch_lines import BatchEndedError, BatchLimits, Line, LineStream, parse_line, read_lines
from api.serving.request_parsing import parse_request
from api.serving.service import Service
from api.web.recommendations import ROOT, count_failure
from linking.text.database_names import names_of_domain, names_of_wiki

CONTENT_TYPE = "application/jsonl"
SUFFIX = ":batch"
"""End of the path of a batch, after the wiki."""

_log = logging.getLogger("linkrecommendation.batch")


def batches(service: Service, metrics: Metrics) -> Blueprint:
    """Return the blueprint of the routes."""
    blueprint = Blueprint("batches", __name__, url_prefix=ROOT)
    config = service.config
    limits = BatchLimits(config.max_content_length, config.max_batch_articles, config.max_batch_length)

    @blueprint.post(f"/wikipedia/<domain>{SUFFIX}")
    def by_domain(domain: str) -> Response:
        return answer(names_of_domain(domain))

    @blueprint.post(f"/<wiki>{SUFFIX}")
    def by_database(wiki: str) -> Response:
        return answer(names_of_wiki(wiki))

    def answer(names: Sequence[str]) -> Response:
        """Answer a batch about the first of these wikis that has a bundle."""
        parameters = request.args
        if "revision" in parameters:
            raise ParameterError("revision", "belongs into the lines of a batch: each article has its own")
        parse_request(parameters, b"")  # what is wrong with a parameter concerns the whole batch
        if (request.content_length or 0) > limits.total:
            raise RequestEntityTooLarge(f"the batch has more than {limits.total} bytes")
        context = request_context(request.environ)
        wiki = service.bundles.find(names)
        with service.bundles.use(wiki):
            context.set_wiki(wiki)
        release = service.take_batch_slot()
        batch = _Batch(service, metrics, context, wiki, MultiDict(parameters), release)
        response = Response(batch.answers(_body(), limits), content_type=CONTENT_TYPE)
        response.call_on_close(release)  # also if nobody asks for the first answer
        return response

    return blueprint


def _body() -> LineStream:
    """Return the request's body, which is read while the answer is sent."""
    stream = get_input_stream(request.environ)
    return stream if isinstance(stream, io.BufferedReader | io.BytesIO) else io.BufferedReader(stream)  # type: ignore[type-var]


@dataclass(slots=True)
class _Batch:
    """A batch that is being answered.

    Attributes:
        service: Answers each article.
        metrics: Count each article.
        context: The request's context.
        wiki: Name of the wiki, which has a bundle.
        parameters: The query's parameters.
        release: Gives the batch slot back.
    """

    service: Service
    metrics: Metrics
    context: RequestContext
    wiki: str
    parameters: MultiDict[str, str]
    release: Callable[[], None]
    _answered: int = 0
    _failed: int = 0

    def answers(self, body: LineStream, limits: BatchLimits) -> Iterator[bytes]:
        """Yield a line for each article: what a single request would answer, or a problem document.

        The work ends when the caller goes away: the server then closes this generator.
        """
        try:
            for line in read_lines(body, limits):
                yield self._answer(line)
        except BatchEndedError as error:
            problem = problem_for_status(error.status, error.detail, self.context.trace_id, line=error.line)
            yield self._problem(problem)
        finally:
            self.release()  # before the client knows that this was the last answer, so that it can send another batch
            self.context.log_fields.update({"batch.answered": self._answered, "batch.failed": self._failed})

    def _answer(self, line: Line) -> bytes:
        trace_id, number = self.context.trace_id, line.number
        if line.content is None:
            return self._problem(problem_for_status(413, "the line is too long", trace_id, line=number))
        try:
            title, parsed = parse_line(self.parameters, line.content)
            with self._article(number), self.service.bundles.use(self.wiki) as bundle:
                answer = self.service.recommend(bundle, title, parsed, in_batch=True)
        except ServiceError as error:
            count_failure(self.metrics, error)
            return self._problem(problem_for(error, trace_id, line=number))
        except Exception as error:  # noqa: BLE001 - one article must not end the batch
            _log.error("article of a batch failed", exc_info=error, extra={"line": number})
            detail = "the service failed; its log says more"
            return self._problem(problem_for_status(500, detail, trace_id, line=number))
        self._answered += 1
        self.metrics.count_answer(answer.links, answer.truncated, answer.seconds)
        self.metrics.count_batch_article(self.wiki, 200)
        return answer.body + b"\n"

    def _article(self, number: int) -> AbstractContextManager[None]:
        return self.context.spans.article(number) if self.context.spans else nullcontext()

    def _problem(self, problem: Problem) -> bytes:
        self._failed += 1
        self.metrics.count_batch_article(self.wiki, problem.status)
        return problem.body + b"\n"
