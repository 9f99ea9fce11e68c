"""The sample wiki's pages: an article for each row of the tables, and pages of other namespaces."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from training.sample.facts import Facts, Row
from training.sample.marks import link_marks, upper_first
from training.sample.wording import Wording, label

_HEADING = re.compile(r"\s*(?<![=])(={2,3} [^=\n]+ ={2,3})\s*")
_BLANK_LINES = re.compile(r"[ \t]*\n(?:[ \t]*\n)+")
_TEMPLATES = Path(__file__).parent / "templates"


@dataclass(frozen=True, slots=True)
class SamplePage:
    """A page.

    Attributes:
        title: Title with the namespace prefix.
        text: Wikitext.
        namespace: Number of the namespace.
        redirect: Title of the redirect target, or None if the page is not a redirect.
    """

    title: str
    text: str
    namespace: int = 0
    redirect: str | None = None


def pages(facts: Facts) -> Iterator[SamplePage]:
    """Yield all pages of the sample wiki, in the order of the export."""
    environment = _environment()
    yield SamplePage("Main Page", environment.get_template("main_page.wiki").render(facts=facts))
    for kind, rows in facts.tables.items():
        template = environment.get_template(f"{kind}.wiki")
        for row in rows:
            wording = Wording(facts, row)
            yield _page(facts, row, template.render(wording.globals()))
    template = environment.get_template("disambiguation.wiki")
    for row in facts.disambiguations:
        meanings = [meaning.split(":", 1) for meaning in row["meanings"].split(";")]
        yield _page(facts, row, template.render(name=label(row["title"]), meanings=meanings))
    for title, target in facts.redirects.items():
        yield SamplePage(title, f"#REDIRECT [[{target}]]", redirect=target.partition("#")[0])
    yield from _other_namespaces(environment)


def _page(facts: Facts, row: Row, marked: str) -> SamplePage:
    linked = link_marks(row["title"], marked.strip(), facts.aliases)
    return SamplePage(row["title"], _HEADING.sub(r"\n\n\1\n", _BLANK_LINES.sub("\n\n", linked)))


def _other_namespaces(environment: Environment) -> Iterator[SamplePage]:
    """Yield pages that are not articles. Training ignores them."""
    yield SamplePage("Talk:Danube", "Is it longer than the [[Volga]]? No. ~~~~", 1)
    yield SamplePage("Project:About", "This wiki was written out from tables of facts. See [[Main Page]].", 4)
    for name in ("Infobox country", "Infobox city", "Reflist", "Cite book", "Disambiguation"):
        yield SamplePage(f"Template:{name}", environment.get_template("template.wiki").render(name=name), 10)
    for name in ("Cities in Austria", "Rivers", "Animals"):
        yield SamplePage(f"Category:{name}", f"Articles about {name.lower()}. See also [[River]].", 14)


def _environment() -> Environment:
    """Return Jinja with delimiters that do not occur in wikitext.

    The output is wikitext, so it is not HTML-escaped.
    """
    environment = Environment(  # noqa: S701
        loader=FileSystemLoader(_TEMPLATES),
        undefined=StrictUndefined,
        trim_blocks=True,
        variable_start_string="<<",
        variable_end_string=">>",
        block_start_string="<%",
        block_end_string="%>",
        comment_start_string="<#",
        comment_end_string="#>",
    )
    environment.filters["upper_first"] = upper_first
    return environment
