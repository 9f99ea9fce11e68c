"""The contract, spec/openapi.yaml, as this server serves it: with its own address, and examples that work on it."""

from __future__ import annotations

import json
import logging
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from flask import Request, Response

from api.errors import ServiceError
from api.serving.api_address import own_api_url
from api.serving.service import Service
from api.stores.catalog import LoadedBundle
from linking.bundle.names import REPORT_HTML
from linking.errors import LinkingError
from linking.text.database_names import WIKIPEDIA
from linking.text.titles import Site

SPEC_FILE = Path(__file__).resolve().parents[2] / "spec" / "openapi.yaml"
SAMPLE_WIKI, SAMPLE_DOMAIN, SAMPLE_TITLE, SAMPLE_LANGUAGE = "samplewiki", "sample", "Prague", "en"
"""What the contract's own examples name."""

MAX_WIKIS_TRIED = 20
YAML_TYPES = ("application/yaml", "application/x-yaml", "text/yaml")

_MENTIONED_TITLES = 12
_log = logging.getLogger("linkrecommendation.contract")


@dataclass(frozen=True, slots=True)
class ExampleArticle:
    """The article of the examples.

    Attributes:
        wiki: Database name.
        language: Code of the wiki's language.
        title: Title of an article of the wiki.
        wikitext: A text with mentions of other articles.
        reachable: Whether the service knows the address of the wiki's API, and so can fetch the article.
        has_report: Whether the wiki's bundle has a report.
    """

    wiki: str
    language: str
    title: str
    wikitext: str
    reachable: bool
    has_report: bool = True


@cache
def load_contract() -> Mapping[str, Any]:
    """Return the content of SPEC_FILE."""
    spec: Mapping[str, Any] = yaml.load(SPEC_FILE.read_bytes(), Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))  # noqa: S506
    return spec


def contract_response(service: Service, request: Request) -> Response:
    """Return the contract in the format that the caller prefers, with the server's address as the caller sees it."""
    content = {**contract_with_examples(find_example(service)), "servers": [{"url": request.script_root or "/"}]}
    best = request.accept_mimetypes.best_match(("application/json", *YAML_TYPES), "application/json")
    if request.args.get("format") == "yaml" or best in YAML_TYPES:
        text = yaml.dump(content, Dumper=_NoAliasDumper, allow_unicode=True, sort_keys=False)
        return Response(text, content_type="application/yaml")
    return Response(json.dumps(content, ensure_ascii=False), content_type="application/json")


def find_example(service: Service) -> ExampleArticle | None:
    """Return an article of a wiki that the service can serve; None if it can serve none.

    A wiki whose articles the service can fetch is preferred, and then the sample wiki.
    """
    first = None
    wikis = sorted(service.bundles.wikis(), key=lambda wiki: wiki != SAMPLE_WIKI)[:MAX_WIKIS_TRIED]
    for wiki in wikis:
        try:
            with service.bundles.use(wiki) as bundle:
                found = _example(bundle, _is_reachable(service.config.mediawiki_api_url, bundle.site))
        except (LinkingError, ServiceError) as error:
            _log.warning("no example from a wiki", extra={"wiki": wiki, "error.message": str(error)})
            continue
        if found.reachable:
            return found
        first = first or found
    return first


def contract_with_examples(example: ExampleArticle | None) -> Mapping[str, Any]:
    """Return the contract with its examples about another article."""
    contract = load_contract()
    if example is None:
        return contract
    if example.wiki != SAMPLE_WIKI:
        words = {
            SAMPLE_WIKI: example.wiki,
            f"/{SAMPLE_WIKI}/": f"/{example.wiki}/",
            SAMPLE_DOMAIN: example.wiki.removesuffix(WIKIPEDIA),
            SAMPLE_TITLE: example.title,
            SAMPLE_LANGUAGE: example.language,
            _sample_text(contract): example.wikitext,
            contract["components"]["examples"]["batch"]["value"]: _batch(example),
        }
        contract = _replace(contract, words)
    if not example.has_report:
        contract = _without_monitoring(contract, "/wikis/{wiki}/report")
    return contract if example.reachable else _with_notes(contract, example.wiki)


def _is_reachable(api: str, site: Site) -> bool:
    """Return whether the service knows the address of a wiki's API. No server has the sample wiki."""
    return own_api_url(api, site) is not None and (site.wiki != SAMPLE_WIKI or bool(api))


def _example(bundle: LoadedBundle, reachable: bool) -> ExampleArticle:
    site = bundle.site
    has_report = REPORT_HTML in bundle.manifest.files
    if site.wiki == SAMPLE_WIKI:
        text = _sample_text(load_contract())
        return ExampleArticle(SAMPLE_WIKI, SAMPLE_LANGUAGE, SAMPLE_TITLE, text, reachable, has_report)
    titles = [*bundle.recommender.example_titles(1 + _MENTIONED_TITLES)] or [SAMPLE_TITLE]
    title = min(titles, key=lambda title: " " in title)  # programs differ in how they encode a space in a path
    mentioned = ", ".join(other for other in titles if other != title)
    return ExampleArticle(site.wiki, site.language, title, f"'''{title}''': {mentioned}.", reachable, has_report)


def _batch(example: ExampleArticle) -> str:
    lines = ({"title": example.title, "wikitext": example.wikitext, "max_recommendations": count} for count in (5, 1))
    return "".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines)


def _sample_text(contract: Mapping[str, Any]) -> str:
    text: str = contract["components"]["examples"]["text"]["value"]["wikitext"]
    return text


def _replace(value: Any, words: Mapping[str, str]) -> Any:
    """Return JSON in which these strings, where they are whole values or keys, are replaced."""
    if isinstance(value, str):
        return words.get(value, value)
    if isinstance(value, Mapping):
        return {words.get(key, key): _replace(member, words) for key, member in value.items()}
    return [_replace(item, words) for item in value] if isinstance(value, list) else value


def _without_monitoring(contract: Mapping[str, Any], prefix: str) -> Mapping[str, Any]:
    """Return the contract without monitoring of the paths with a prefix, whose examples this server cannot answer."""
    paths = {
        path: {"get": {**item["get"], "x-monitor": False}} if path.startswith(prefix) else item
        for path, item in contract["paths"].items()
    }
    return {**contract, "paths": paths}


def _with_notes(contract: Mapping[str, Any], wiki: str) -> Mapping[str, Any]:
    """Return the contract with a note on each operation that fetches an article, which this server cannot do."""
    note = (
        f"**Not on this server:** it does not know the address of the API of {wiki}, so it cannot fetch articles. Send "
        "the text with POST, or set `MEDIAWIKI_API_URL`."
    )
    paths = dict(contract["paths"])
    for path, item in paths.items():
        operation = item.get("get", {})
        if "recommendations" in operation.get("tags", ()):
            description = "\n\n".join(filter(None, [operation.get("description"), note]))
            paths[path] = {**item, "get": {**operation, "description": description}}
    return {**contract, "paths": paths}


class _NoAliasDumper(yaml.SafeDumper):
    """Writes repeated values in full, because some readers do not support YAML's aliases."""

    def ignore_aliases(self, data: Any) -> bool:  # noqa: ARG002
        return True
