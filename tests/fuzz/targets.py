"""The fuzz targets: each takes the bytes of one input and raises an error if a promise of the service is broken.

- `articles`: the input is the wikitext of an article, posted to the service. The other parameters follow from it.
- `requests`: the first line of the input is a method and an address; the rest is the body.
- `rules`: the input is a file of rules, which is refused with its problems or applied to an article.
"""

from __future__ import annotations

import io
import json
import logging
import random
import re
import zlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from unittest.mock import patch
from urllib.parse import quote, unquote_to_bytes, urlencode

import yaml
from werkzeug.test import run_wsgi_app

from api.app import create_app
from api.errors import PROBLEM_TYPE
from api.serving.request_parsing import MAX_SECTION_LENGTH
from api.settings.definitions import Config
from linking.analysis import open_analyzer
from linking.bundle.bundle import open_bundle
from linking.recommender import RecommendationQuery, Recommender
from linking.rules import yaml_document, yaml_loader
from linking.rules.model import RulesError
from tests.fuzz.mutation import decode
from tests.fuzz.promises import ArticleRequest, BrokenPromiseError, check_answer

DEADLINE = 60.0
"""Seconds: no answer is cut because the machine is busy."""

DOCUMENTED_SERVER_ERRORS = {502: "wiki-api-failed", 503: "", 504: "wiki-api-timeout"}
REPEATED = 0.2
"""Share of the articles that are posted a second time."""
TITLES = ("Sandbox", "Vienna", "danube", "A/B?", "Zürich_\U0001f600", "A" * 250)
LANGUAGES = (None, None, "tr", "de", "el", "zh-hant")
MAX_TEXT = 20_000
_HEADING = re.compile(r"^=+(.+?)=+\s*$", re.MULTILINE)
_SURROGATE = re.compile("[\ud800-\udfff]")

Target = Callable[[bytes], None]


class _LastError(logging.Handler):
    """Keeps the exception that the service logged, so that a failure names its place."""

    error: BaseException | None = None

    def emit(self, record: logging.LogRecord) -> None:
        if record.exc_info:
            self.error = record.exc_info[1]


@dataclass(frozen=True)
class Reply:
    """A response of the service."""

    status: int
    content_type: str
    body: bytes


class FuzzedService:
    """The service over one bundle, called without a server.

    Args:
        data_dir: A data directory.
        wiki: The wiki whose bundle is used.
    """

    def __init__(self, data_dir: Path, wiki: str) -> None:
        self._wiki = wiki
        config = Config(
            data_dir=data_dir,
            application_version="fuzz",
            mediawiki_api_url="http://127.0.0.1:9/{domain}/api.php",  # nothing listens there
            request_deadline=DEADLINE,
        )
        self._app = create_app(config)
        self._log = _LastError()
        logging.getLogger("linkrecommendation").handlers[:] = [self._log]
        logging.getLogger("linkrecommendation").propagate = False
        bundle = open_bundle(data_dir, wiki)
        self.analyzer = open_analyzer(bundle.directory, bundle.manifest.limits.longest_anchor)
        self._recommender = Recommender.open(bundle)

    @property
    def targets(self) -> Mapping[str, Target]:
        """The targets by name."""
        return {"articles": self.article, "requests": self.request, "rules": self.rules}

    def article(self, data: bytes) -> None:
        """Post an article, and check every promise on the answer."""
        # In JSON, the halves of a surrogate pair side by side are one character.
        wikitext = json.loads(json.dumps(decode(data)[:MAX_TEXT]))
        chance = random.Random(zlib.crc32(data))
        headings = [heading.strip()[:MAX_SECTION_LENGTH] for heading in _HEADING.findall(wikitext)]
        asked = ArticleRequest(
            title=chance.choice(TITLES),
            wikitext=wikitext,
            threshold=chance.choice((0, 0, 0.2, 0.5)),
            max_recommendations=chance.choice((1, 3, 15, 1000)),
            sections_to_exclude=tuple(chance.sample([*headings, "%LEAD%", ""], k=min(2, len(headings)))),
        )
        language = chance.choice(LANGUAGES)
        parameters = {
            "threshold": str(asked.threshold),
            "max_recommendations": str(asked.max_recommendations),
            **({"language_code": language} if language else {}),
        }
        body = {
            "pageid": asked.pageid,
            "revid": asked.revid,
            "wikitext": wikitext,
            "sections_to_exclude": list(asked.sections_to_exclude),
        }
        address = f"/v1/linkrecommendations/{self._wiki}/{quote(asked.title, safe='')}?{urlencode(parameters)}"
        reply = self.send("POST", address.encode(), json.dumps(body).encode())
        if _SURROGATE.search(wikitext):
            _demand(reply.status == 400, "half a surrogate pair is refused with 400", reply)
            return
        _demand(reply.status == 200, "any text is answered", reply)
        check_answer(json.loads(reply.body), asked, self.analyzer)
        if chance.random() > REPEATED:
            return
        again = self.send("POST", address.encode(), json.dumps(body).encode())
        _demand(again == reply, "the same request has the same answer", (reply, again))

    def request(self, data: bytes) -> None:
        """Send any request: it is answered, or refused by a problem document."""
        line, _, body = data.partition(b"\n")
        method, _, address = line.partition(b" ")
        reply = self.send("POST" if method.strip() != b"GET" else "GET", address, body)
        _demand(reply.status < 500 or reply.status in DOCUMENTED_SERVER_ERRORS, "no undocumented 5xx", reply)
        if reply.status >= 400:
            _demand(reply.content_type == PROBLEM_TYPE, "an error is a problem document", reply)
            problem = json.loads(reply.body)
            _demand(problem["status"] == reply.status and problem["title"], "a problem has status and title", problem)
            kind = DOCUMENTED_SERVER_ERRORS.get(reply.status, "")
            _demand(problem["type"].endswith(kind), "the problem has a documented type", problem)
        elif reply.content_type == "application/json":
            json.loads(reply.body)

    def rules(self, data: bytes) -> None:
        """Read a file of rules by both of PyYAML's parsers, and apply them."""
        text = decode(data)
        for loader in (getattr(yaml, "CSafeLoader", yaml.SafeLoader), yaml.SafeLoader):
            try:
                with patch.object(yaml_document, "_Loader", loader):
                    rules = yaml_loader.parse_yaml_rules(text, "wiki").rules
            except RulesError as error:
                _demand(error.problems and str(error), "rules are refused with their problems", error)
                continue
            compiled = self._recommender.compile_rules(rules)
            article = "Vienna lies on the Danube.\n== Rome ==\n" + text
            self._recommender.recommend(
                RecommendationQuery("Sandbox", article, threshold=0, rules=compiled, explain=True)
            )

    def send(self, method: str, address: bytes, body: bytes) -> Reply:
        """Send a request, as a WSGI server hands it on. A response with status 500 raises the error behind it."""
        path, _, query = address.partition(b"?")
        environ = {
            "REQUEST_METHOD": method,
            "SCRIPT_NAME": "",
            "PATH_INFO": unquote_to_bytes(path).decode("latin-1"),
            "QUERY_STRING": query.decode("latin-1"),
            "SERVER_NAME": "localhost",
            "SERVER_PORT": "80",
            "SERVER_PROTOCOL": "HTTP/1.1",
            "CONTENT_TYPE": "application/json",
            "CONTENT_LENGTH": str(len(body)),
            "wsgi.input": io.BytesIO(body),
            "wsgi.url_scheme": "http",
        }
        self._log.error = None
        parts, status, headers = run_wsgi_app(self._app.wsgi_app, environ, buffered=True)
        reply = Reply(int(status.split()[0]), headers.get("Content-Type", ""), b"".join(parts))
        if reply.status == 500 and self._log.error is not None:
            raise self._log.error
        return reply


def _demand(holds: object, promise: str, detail: Any = "") -> None:
    if not holds:
        raise BrokenPromiseError(promise, detail)
