"""The expressions by which the scan finds markup.

They follow mwparserfromhell's tokenizer, not MediaWiki.
"""

from __future__ import annotations

import re

from mwparserfromhell.definitions import URI_SCHEMES

UNSLASHED_SCHEMES = tuple(scheme for scheme, needs_slashes in URI_SCHEMES.items() if not needs_slashes)

_SLASHED = "|".join(URI_SCHEMES)
_UNSLASHED = "|".join(UNSLASHED_SCHEMES)


def _text(excluded: str, *exceptions: str) -> str:
    """Return an expression for text without the excluded characters, unless one of the exceptions matches there."""
    plain = f"[^{excluded}]*+"
    return f"{plain}(?:(?:{'|'.join(exceptions)}){plain})*+"


_APOSTROPHE, _COLON = "'(?!')", ":(?!//)"
_PART_OF_TITLE = _text(r"\[\]{}<>\n|':", _APOSTROPHE, _COLON)
_TITLE = rf"(?=[^\[\]|]){_PART_OF_TITLE}"
_LABEL = _text(r"\[\]{}<\n':", _APOSTROPHE, _COLON)
_STYLED = _text(r"\[\]{}<\n'", _APOSTROPHE)
_STYLE_IN_NAME = _text(r"\[\]{}<>|\n&'", _APOSTROPHE)
_NAME = r"(?:[ \t]*|\s*(?=\w))(?=[^\s|}<])" + _text(
    r"\[\]{}<>|\n&'",
    _APOSTROPHE,
    rf"''(?!'){_STYLE_IN_NAME}''(?!')",
    rf"'''(?!'){_STYLE_IN_NAME}'''(?!')",
)
_PARAMETERS = _text(r"\[\]{}<'\n", _APOSTROPHE, r"\n(?!==)")

LINK_TITLE, LINK_LABEL, TEMPLATE, ITALIC, BOLD = range(1, 6)
"""The groups of markup that contains no other markup."""

# Each alternative begins with a literal character, so `re` finds candidates with a table.
_COMPLETE = (
    rf"\[\[({_TITLE})(?:\|({_LABEL}))?\]\]"
    rf"|\{{\{{({_NAME}(?:\n\s*)?(?:\|{_PARAMETERS})?)\}}\}}"
    rf"|''(?!')({_STYLED})''(?!')|'''(?!')({_STYLED})'''(?!')"
)
_DELIMITER = r"|\{\{*|\}\}*|\[\[*|\]\]*|<|''+"

IN_TEXT = re.compile(rf"{_COMPLETE}{_DELIMITER}|&(?=[#0-9A-Za-z])|:(?=[^ \n])|\n(?=[*#:;={{-])")
IN_HIDDEN_TEXT = re.compile(rf"{_COMPLETE}{_DELIMITER}|\n(?=\{{\||=)")
IN_TEMPLATE = re.compile(rf"{_COMPLETE}{_DELIMITER}|\n(?=\{{\||==)")
IN_LINE = re.compile(rf"{_COMPLETE}{_DELIMITER}|\n")
IN_HEADING = re.compile(rf"{_COMPLETE}{_DELIMITER}|\n|==*")
IN_TABLE = re.compile(rf"{_COMPLETE}{_DELIMITER}|\n(?:(?=\{{\||=)|[ \t]*(?:\|[}}-]?|!))|\|\|?")

LINK_START = re.compile(rf"\[\[({_TITLE})\|")
_SIMPLE_TEMPLATE = rf"\{{\{{{_NAME}(?:\|{_PARAMETERS})?\}}\}}"
SIMPLE_TEMPLATE = re.compile(_SIMPLE_TEMPLATE)
TITLE_WITH_TEMPLATES = re.compile(rf"\[\[({_PART_OF_TITLE}(?:{_SIMPLE_TEMPLATE}{_PART_OF_TITLE})++)(?:(\|)|(?=\]\]))")
UNCLOSED_TITLE = re.compile(rf"\[\[({_PART_OF_TITLE})(?:[>\n\[]|\](?!\])|\{{(?!\{{)|\}}|\Z)")
LOOKS_LIKE_URL = re.compile(rf"(?:(?:{_SLASHED}):|//)", re.IGNORECASE)
_URL_CHARACTERS = r"(?:[^\s\[\]<>\"{}'&|]|'(?!')|\{(?!\{)|\}(?!\})|&(?!#?[0-9A-Za-z]+;))"
BRACKETED_URL = re.compile(
    rf"\[(?:(?:{_SLASHED})://|(?:{_UNSLASHED}):|//)(?:{_URL_CHARACTERS}|\|)++([ \]])", re.IGNORECASE
)
FREE_URL = re.compile(rf"(?<!\w)(?:{_SLASHED})://({_URL_CHARACTERS}++)(?=[ \n\[\]>\"]|<(?!!--)|''|\Z)", re.IGNORECASE)
TAIL_OF_URL = re.compile(r"[,;\\.:!?)]*\Z")
TAIL_OF_URL_WITH_PARENTHESIS = re.compile(r"[,;\\.:!?]*\Z")
SCHEME_BEFORE = re.compile(rf"(?<!\w)(?:{_SLASHED})\Z", re.IGNORECASE)

TEMPLATE_START = re.compile(
    rf"\{{\{{{_NAME}((?:\s*<!--(?:(?!-->).)*+-->)*+)(?:\n\s*|[ \t]+(?=[|}}]))?(?:\||(?=\}}\}}))", re.DOTALL
)
NAME_BEFORE_TEMPLATE = re.compile(rf"\{{\{{{_NAME}(?=\{{\{{\{{?(?!\{{))")
ARGUMENT = re.compile(r"\{\{\{" + _text(r"\[\]{}<'\n", _APOSTROPHE) + r"\}\}\}")
REST_OF_KEY = re.compile(r"[^|={}\[\]<']*[|}]")
_VALUE = r"[^\"<>{}\[\]\\']*+"
_QUOTED = rf"\"{_VALUE}(?:(?:'(?!')|''(?!'){_VALUE}''(?!')){_VALUE})*+\"|'[^'<>{{}}\[\]\\]*'"
_PLAIN_ATTRIBUTE = rf"[\w:-]+\"?(?:[ \t]*=[ \t]*(?:{_QUOTED}|[^\s\"'<>/={{}}\[\]|]+|(?=>)))?"
_ATTRIBUTES = rf"(?:[ \t]+{_PLAIN_ATTRIBUTE})*+"
OPENING_TAG = re.compile(rf"<([A-Za-z][A-Za-z0-9]*){_ATTRIBUTES} *(/?)>")
CLOSING_TAG = re.compile(r"</([A-Za-z][A-Za-z0-9]*) *>")
NAME_OF_TAG = re.compile(r"<([^\s<>\"'{}\[\]]+)")
COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
ENTITY = re.compile(r"&(?:(#)([xX])?)?([0-9A-Za-z]+);")

LIST_MARKERS = re.compile(r"[*#:;]+")
PLAIN_TERM = re.compile(r"([^:{<\['&\n]*):|[^:{<\['\n]*(?:\n|\Z)")
RULE = re.compile(r"----+")
HEADING_START = re.compile(r"(={1,6})(?!=)")
REST_OF_HEADING = re.compile(r"(?:[^=\n<{}\[\]'&:]|<!--(?:(?!-->)[^=\n])*-->)*(?:\n|\Z)")
PLAIN_HEADING = re.compile(r"(={1,6})(?!=)[^=\n<{}\[\]'&]+\1[ \t]*(?:\n|\Z)")
TABLE_LINE = re.compile(rf"(?:{_PLAIN_ATTRIBUTE})?{_ATTRIBUTES}[ \t]*\n")
CELL_ATTRIBUTES = re.compile(rf"[ \t]*(?:{_PLAIN_ATTRIBUTE})?{_ATTRIBUTES}[ \t]*")
MARKUP = re.compile(r"[<{\[]")
MARKUP_IN_LINE = re.compile(r"[^\n]*?[<{\[]")
QUOTES_IN_LINE = re.compile(r"[^\n]*?(?:''|=[ \t]*(?:\"[^\"\n]*|'[^'\n]*)(?:\n|\Z))")
