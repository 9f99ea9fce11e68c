"""Trying a file of rules on one article: the answer that the service would give with it, or what is wrong with it."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from werkzeug.datastructures import MultiDict

from api.errors import BodyError, BundleUnavailableError, RulesFileError
from api.serving.public_reason import public_reason
from api.serving.request_parsing import parse_request
from api.serving.service import Service
from api.stores.catalog import LoadedBundle
from api.stores.rules import ALL_WIKIS, RulesStore
from linking.errors import LinkingError
from linking.rules.model import Rules, RulesError, merge_rules
from linking.rules.yaml_loader import parse_yaml_rules

MAX_FILE_LENGTH = 200_000
"""Characters. The largest file of a community has some thousand."""

MAX_NAMED_PROBLEMS = 50


def try_rules(service: Service, bundle: LoadedBundle, title: str, body: bytes) -> bytes:
    """Recommend links for an article as if a file of rules took the place of the wiki's own.

    Rules for all wikis stay in force unless the file lifts them. Nothing is stored.

    Args:
        service: The service.
        bundle: The wiki's bundle.
        title: The article's title.
        body: JSON with `file`, the content of the file, and the members of a request for recommendations.

    Returns:
        JSON with `rules` and `lifted`, the numbers of the file's rules and lifts, `unknown_lifts`, the names of rules
        that the file lifts in vain, and `answer`, as the service answers.

    Raises:
        RulesFileError: With every problem of the file and its line.
        ServiceError: If the request cannot be answered.
    """
    members, text = _split(body)
    rules = _read(text)
    effective = merge_rules(_read_for_all(service.bundles.catalog.rules), rules)
    request = parse_request(MultiDict(), json.dumps(members).encode())
    if request.wikitext is None:
        raise BodyError("wikitext", "is missing")
    answer = service.recommend(bundle, title, request, instead=effective.rules)
    facts = {
        "rules": len(rules.rules),
        "lifted": len(rules.lift) - len(effective.unknown_lifts),
        "unknown_lifts": [lift.rule for lift in effective.unknown_lifts],
    }
    return json.dumps(facts, ensure_ascii=False).encode()[:-1] + b', "answer": ' + answer.body + b"}"


def _split(body: bytes) -> tuple[Mapping[str, Any], str]:
    """Return the members of a request for recommendations, and the file."""
    try:
        members = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise BodyError("body", "is not JSON in UTF-8") from error
    if not isinstance(members, dict):
        raise BodyError("body", "must be a JSON object")
    text = members.pop("file", None)
    if not isinstance(text, str):
        raise BodyError("file", "must be the text of a file of rules")
    if len(text) > MAX_FILE_LENGTH:
        raise BodyError("file", f"has more than {MAX_FILE_LENGTH} characters")
    return members, text.removeprefix("\ufeff")


def _read(text: str) -> Rules:
    try:
        return parse_yaml_rules(text, "wiki")
    except RulesError as error:
        raise RulesFileError(_problems(error)) from error


def _problems(error: RulesError) -> Sequence[Mapping[str, Any]]:
    found = error.problems[:MAX_NAMED_PROBLEMS]
    return [{"line": one.line, "path": one.path, "message": one.message} for one in found]


def _read_for_all(store: RulesStore) -> Rules:
    try:
        return store.read(ALL_WIKIS) if store.signature(ALL_WIKIS) is not None else Rules()
    except LinkingError as error:
        raise BundleUnavailableError("all wikis", f"their rules: {public_reason(error)}") from error
