"""Names of languages, in the reader's language and in the language itself.

The names are data, which `make language-names` takes from CLDR and MediaWiki: docs/decisions/pages.md.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path

from werkzeug.datastructures import LanguageAccept

from linking.text.language_data import CODE_ALIASES

ENGLISH = "en"
_OWN = "own"
_DIRECTORY = Path(__file__).with_suffix("")
_MAX_LOADED = 40
"""Languages of readers whose names stay in memory, about 50 kB each."""

# Regions whose readers expect another script than the language's default one.
_SCRIPTS = {"zh-tw": "zh-hant", "zh-hk": "zh-hant", "zh-mo": "zh-hant", "sr-me": "sr-latn"}


@dataclass(frozen=True, slots=True)
class LanguageName:
    """The name of a language.

    Attributes:
        text: The name; the code if nobody has named the language.
        language: The code of the language that the name is written in.
    """

    text: str
    language: str


def reader_language(accepted: LanguageAccept) -> str:
    """Return the first language of the header `Accept-Language` that there are names in; English if there is none."""
    for tag, quality in accepted:
        code = tag.lower().replace("_", "-")
        for known in (_SCRIPTS.get(code, code), *_shorter(code)):
            if quality > 0 and known in _available():
                return known
    return ENGLISH


def language_name(code: str, reader: str) -> LanguageName:
    """Return the name of a language.

    Args:
        code: Its code, as in a bundle or a domain.
        reader: A language that `reader_language` returned.
    """
    for language in dict.fromkeys((reader, ENGLISH)):
        name = _look_up(_names(language), code)
        if name:
            return LanguageName(name, language)
    return LanguageName(code, "")


def own_name(code: str) -> str:
    """Return the name of a language in itself; empty if it is unknown."""
    return _look_up(_own(), code)


def _look_up(names: Mapping[str, str], code: str) -> str:
    codes = (code.lower(), *CODE_ALIASES.get(code.lower(), ()), *_shorter(code.lower()))
    return next((names[one] for one in codes if one in names), "")


def _shorter(code: str) -> tuple[str, ...]:
    """Return the code without its last parts, the longest first: zh-hant for zh-hant-tw, then zh."""
    parts = code.split("-")
    return tuple("-".join(parts[:length]) for length in range(len(parts) - 1, 0, -1))


@cache
def _available() -> frozenset[str]:
    return frozenset(path.stem for path in _DIRECTORY.glob("*.json")) - {_OWN}


@lru_cache(maxsize=_MAX_LOADED)
def _names(language: str) -> Mapping[str, str]:
    names: Mapping[str, str] = json.loads((_DIRECTORY / f"{language}.json").read_bytes())
    return names


@cache
def _own() -> Mapping[str, str]:
    return _names(_OWN)
