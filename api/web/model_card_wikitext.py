"""A model card as a page for Meta-Wiki, whose model cards begin with the template `Model card`.

Everything that the card says is in the page's sections too, so that it is complete where the template differs. Every
text is escaped, because names of dumps and reports may hold any characters.

References:
    https://meta.wikimedia.org/wiki/Machine_learning_models
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template

from api.web.model_card import ModelCard

_TEMPLATES = Path(__file__).with_name("templates")
_HARMLESS = frozenset(" .,;%–—“”’()-\u202f")
"""Characters besides letters and digits that mean nothing in wikitext, except at the start of a line."""


def wikitext(card: ModelCard) -> str:
    """Return the card as wikitext."""
    return _template().render(card=card)


def escape(value: object) -> str:
    """Return a value as one line that MediaWiki displays unchanged, also in a parameter of a template or a table."""
    text = " ".join(str(value).split())
    if text[:1].isalnum() and all(letter.isalnum() or letter in _HARMLESS for letter in text):
        return text
    escaped = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return f"<nowiki>{escaped}</nowiki>" if escaped else ""


@cache
def _template() -> Template:
    environment = Environment(  # noqa: S701 - the output is wikitext, and `escape` is applied to every value
        loader=FileSystemLoader(_TEMPLATES),
        finalize=escape,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    return environment.get_template("model_card.wikitext")
