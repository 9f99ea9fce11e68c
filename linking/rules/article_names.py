"""By what a rule can name an article in which nothing is suggested: its title, a category, or a template."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal, NamedTuple

from linking.text.titles import Site, category_name, normalise, prefixed_template_name, template_name
from linking.wikitext.article import Article
from linking.wikitext.template_parameters import call_names


class ArticleName(NamedTuple):
    """Something that an article has.

    Attributes:
        kind: What it is.
        name: Its normalised name, without a namespace.
    """

    kind: Literal["title", "category", "template"]
    name: str


def parse_article_name(site: Site, raw: str) -> ArticleName:
    """Read what a rule names. The namespace may be in the wiki's language or in English, in any case.

    Args:
        site: The wiki.
        raw: "Kernow", "Category:Lists" or "Template:Stub", as people write it.
    """
    category = category_name(site, raw)
    if category is not None:
        return ArticleName("category", category)
    template = prefixed_template_name(site, raw)
    return ArticleName("title", normalise(site, raw)) if template is None else ArticleName("template", template)


def names_of_article(site: Site, title: str, article: Article) -> Iterator[ArticleName]:
    """Yield what an article has: its title, and the categories and templates in its wikitext.

    Categories that templates add, and templates inside templates, are not in the wikitext.
    """
    yield ArticleName("title", normalise(site, title))
    for link in article.links:
        if ":" in link.title and (category := category_name(site, link.title)) is not None:
            yield ArticleName("category", category)
    for name in set(call_names(article.wikitext, article.templates)):
        yield ArticleName("template", template_name(site, name))
