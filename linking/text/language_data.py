"""Facts about languages and wikis, from MediaWiki's language files and its interwiki map (languages.json)."""

from __future__ import annotations

import json
from collections.abc import Mapping
from importlib.resources import files
from typing import Any

_DATA: dict[str, Any] = json.loads(files("linking.text").joinpath("languages.json").read_text(encoding="utf-8"))

# Codes of all present and former Wikipedias, with their aliases in the interwiki map: `[[xx:Title]]` is an
# interlanguage link and never an article. https://meta.wikimedia.org/wiki/List_of_Wikipedias
WIKIPEDIA_CODES = frozenset(_DATA["wikipedias"])

# Prefixes of links to sister projects and reference sites. https://meta.wikimedia.org/wiki/Interwiki_map
INTERWIKI_PREFIXES = frozenset(_DATA["interwiki"])

# Languages that pair I with dotless ı, and İ with i. All others pair I with i.
DOTLESS_LANGUAGES = frozenset(_DATA["dotless"])

# Languages whose wikis capitalise an initial i of a title as İ (MediaWiki: Language::ucfirst).
DOTTED_TITLE_LANGUAGES = frozenset(_DATA["dotted_titles"])

# Names of the file namespace in all languages, in lower case.
FILE_NAMESPACES = frozenset(_DATA["file_namespaces"])

# Words that lose their vowel, and mutations, which are written before the next word with an apostrophe or a hyphen.
# Source: the article filters for French, Italian, Catalan and Irish of Apache Lucene, and the grammars of the others.
ELISIONS: Mapping[str, tuple[str, ...]] = {language: tuple(parts) for language, parts in _DATA["elisions"].items()}

# The other codes of a language, in both directions: in domains and database names, in HTML, and in the interwiki map.
# Source: MediaWiki's LanguageCode::getDeprecatedCodeMapping and getNonstandardLanguageCodeMapping, and
# https://meta.wikimedia.org/wiki/Special_language_codes
CODE_ALIASES: Mapping[str, tuple[str, ...]] = {
    code: tuple(other for other in codes if other != code) for codes in _DATA["code_aliases"] for code in codes
}

# Endings that are written after a word with an apostrophe, and that links leave outside.
ENDINGS: Mapping[str, tuple[str, ...]] = {language: tuple(parts) for language, parts in _DATA["endings"].items()}

# Names of the behavior switches, such as `__NOTOC__`, in all languages, without their underscores. MediaWiki removes
# them before it looks for headings. That of the table of contents (`__TOC__`) is replaced by the table.
BEHAVIOR_SWITCHES = frozenset(_DATA["behavior_switches"])
TOC_SWITCHES = frozenset(_DATA["toc_switches"])
