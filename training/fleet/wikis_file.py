"""The file that names the wikis of a fleet run and their options. Each problem is reported with its line.

wikis.schema.json describes the format, and the documents show it.
"""

from __future__ import annotations

import difflib
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from linking.rules.model import Problem
from linking.rules.validation import path_text
from linking.rules.yaml_document import YamlDocument, YamlError, decode_yaml, parse_yaml
from training.errors import WikisFileError
from training.fleet.options import WikiOptions

if TYPE_CHECKING:
    from jsonschema import ValidationError

SCHEMA: Mapping[str, Any] = json.loads(Path(__file__).with_name("wikis.schema.json").read_text(encoding="utf-8"))
_NUMBER = re.compile("0|-?[1-9][0-9]{0,17}")
_BOOLEANS = {"true": True, "yes": True, "false": False, "no": False}
_TYPES = {
    "boolean": "true or false",
    "integer": "a whole number",
    "string": "text",
    "array": "a list",
    "object": "a mapping of keys to values",
    "null": "nothing",
}
_PATHS, _LISTS = ("page_props", "instance_of"), ("dump", "decisions")


@dataclass(frozen=True, slots=True)
class WikisFile:
    """The content of the file.

    Attributes:
        wikis: The wikis with their options.
        mirror: The web server to download dumps from, or None for the default.
        user_agent: How to introduce this program, or None for the default.
    """

    wikis: tuple[WikiOptions, ...]
    mirror: str | None = None
    user_agent: str | None = None


def read_wikis_file(path: Path) -> WikisFile:
    """Read the file.

    Raises:
        WikisFileError: With every problem and its line.
        OSError: The file cannot be read.
    """
    content = path.read_bytes()
    try:
        document = parse_yaml(decode_yaml(content), _plain_value)
    except YamlError as error:
        raise WikisFileError(path, error.problems) from error
    problems = list(_problems(document))
    if problems:
        raise WikisFileError(path, problems)
    data: Any = document.data
    defaults = data.get("defaults") or {}
    wikis, problems = [], []
    for wiki, given in data["wikis"].items():
        options = {**defaults, **(given or {})}
        problem = _missing(options)
        if problem:
            where = ("wikis", wiki)
            problems.append(Problem(path_text(where), problem, document.line_of(where)))
        else:
            wikis.append(_options(wiki, options, path.parent))
    if problems:
        raise WikisFileError(path, problems)
    return WikisFile(tuple(wikis), data.get("mirror"), data.get("user_agent"))


def _missing(options: Mapping[str, Any]) -> str:
    """Return what is wrong with the options of a wiki together, or ""."""
    if "dump" not in options:
        return "has no dump; add `dump` to its options or to the defaults"
    if options.get("fetch") and isinstance(options["dump"], list):
        return "has `fetch` and files of a dump; `fetch` needs the directory to download to"
    if options.get("publish_anyway") and options.get("publish") is False:
        return "has both `publish: false` and `publish_anyway: true`"
    return ""


def _options(wiki: str, options: Mapping[str, Any], directory: Path) -> WikiOptions:
    lists = {name: _files(options[name], directory) for name in _LISTS if name in options}
    paths = {name: directory / options[name] for name in _PATHS if name in options}
    return WikiOptions(wiki=wiki, **{**options, **lists, **paths})


def _files(given: str | list[str], directory: Path) -> tuple[str, ...]:
    return tuple(str(directory / file) for file in ([given] if isinstance(given, str) else given))


def _plain_value(text: str, _: tuple[str | int, ...]) -> object:
    """Return the value of a text without quotes: a boolean, a whole number, or text."""
    if text.lower() in _BOOLEANS:
        return _BOOLEANS[text.lower()]
    return int(text) if _NUMBER.fullmatch(text) else text


def _problems(document: YamlDocument) -> Iterator[Problem]:
    # Loading jsonschema takes up to a second, and no other command needs it.
    from jsonschema import Draft202012Validator

    data = {} if document.data is None else document.data
    found = [leaf for error in Draft202012Validator(SCHEMA).iter_errors(data) for leaf in _leaves(error)]
    problems = [problem for error in found for problem in _describe(error, document)]
    yield from sorted(problems, key=lambda problem: (problem.line or 0, problem.path))


def _leaves(error: ValidationError) -> Iterator[ValidationError]:
    """Yield the errors of the alternative that was meant: the one of the value's type."""
    if error.validator != "oneOf":
        yield error
        return
    kinds = [inner for inner in error.context if inner.validator == "type" and inner.path == error.path]
    meant = [inner for inner in error.context if len(inner.schema_path) > 2 or inner.validator != "type"]
    if meant:
        yield from (leaf for inner in meant for leaf in _leaves(inner))
    else:
        error.validator, error.validator_value = "type", [kind.validator_value for kind in kinds or error.context]
        yield error


def _describe(error: ValidationError, document: YamlDocument) -> Iterator[Problem]:
    path = tuple(error.absolute_path)
    schema: Any = error.schema
    value: Any = error.instance
    if error.validator == "additionalProperties":
        known = list(schema["properties"])
        for name in value:
            if name not in known:
                yield _problem((*path, name), f"is unknown{_advice(name, known)}", document)
    elif error.validator == "pattern" and error.schema_path and "propertyNames" in error.absolute_schema_path:
        yield _problem((*path, value), "is not a wiki's database name", document)
    elif error.validator == "type":
        kinds = error.validator_value if isinstance(error.validator_value, list) else [str(error.validator_value)]
        wanted = " or ".join(_TYPES[kind] for kind in kinds if kind != "null")
        yield _problem(path, f"is not {wanted}", document)
    elif error.validator == "required":
        yield _problem(path, "has no `wikis`, the mapping of database names to options", document)
    elif error.validator == "minimum":
        yield _problem(path, f"is less than {error.validator_value}", document)
    elif error.validator in ("minLength", "minItems", "minProperties"):
        yield _problem(path, "is empty", document)
    elif error.validator == "pattern":
        yield _problem(path, "is not an http:// or https:// URL", document)
    else:
        yield _problem(path, f"cannot be used: {error.message}", document)


def _advice(name: str, known: list[str]) -> str:
    close = difflib.get_close_matches(name, known, 1)
    return f"; did you mean {close[0]}?" if close else f"; known are {', '.join(known)}"


def _problem(path: tuple[str | int, ...], message: str, document: YamlDocument) -> Problem:
    return Problem(path_text(path), message, document.line_of(path))
