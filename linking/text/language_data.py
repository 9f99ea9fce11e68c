"""What differs from language to language: languages.json, from MediaWiki's language files and interwiki map."""

from __future__ import annotations

import json
from importlib.resources import files
from typing import Any

_DATA: dict[str, Any] = json.loads(files("linking.text").joinpath("languages.json").read_text(encoding="utf-8"))

# Codes under which a Wikipedia exists or existed: `[[xx:Title]]` is an interlanguage link, never an article.
# https://meta.wikimedia.org/wiki/List_of_Wikipedias, with the aliases that the interwiki map holds.
WIKIPEDIA_CODES = frozenset(_DATA["wikipedias"])

# Prefixes that lead to sister projects and sites of reference. https://meta.wikimedia.org/wiki/Interwiki_map
INTERWIKI_PREFIXES = frozenset(_DATA["interwiki"])

# Here I is the capital of dotless ı, and İ that of i; all other languages pair I with i.
DOTLESS_LANGUAGES = frozenset(_DATA["dotless"])

# Titles in these begin with İ where another wiki's would begin with I (Language::ucfirst).
DOTTED_TITLE_LANGUAGES = frozenset(_DATA["dotted_titles"])

# Names of the file namespace in any language, in lower case.
FILE_NAMESPACES = frozenset(_DATA["file_namespaces"])


def _by_language(patterns: dict[str, list[str]]) -> dict[str, str]:
    return {language: pattern for pattern, languages in patterns.items() for language in languages}


# Pattern of the letters after a link that belong to it ($linkTrail), where it is not [a-z]+.
TRAILS = _by_language(_DATA["trails"])

# Pattern of one letter before a link that belongs to it ($linkPrefixCharset), in the few languages that have it.
PREFIXES = _by_language(_DATA["prefixes"])
