"""Compiling rules for one wiki: titles are normalised and redirects resolved once, not for each article."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping

from linking.rules.article_names import ArticleName, parse_article_name
from linking.rules.matcher import CompiledRules, KeyFunctions
from linking.rules.model import Rule
from linking.rules.page_classes import find_class_number
from linking.store.lookups import Lookups
from linking.store.record_layout import decode_redirect, is_redirect
from linking.text.folding import casefold_text
from linking.text.titles import Site, article_title, normalise


def compile_rules(
    rules: Iterable[Rule], site: Site, lookups: Lookups, parent: CompiledRules | None = None
) -> CompiledRules:
    """Compile rules for a wiki.

    Args:
        rules: The rules.
        site: The wiki.
        lookups: The wiki's lookups. Compiling takes at most one query to the pages table.
        parent: Compiled rules of the same bundle that apply too: those of the wiki, if `rules` are of a request.

    Raises:
        LookupFailedError: If the query fails.
    """
    rules = tuple(rules)
    articles = {raw: parse_article_name(site, raw) for rule in rules for raw in rule.articles}
    by_title = {raw for raw, name in articles.items() if name.kind == "title"}
    titles = resolve_titles({title for rule in rules for title in rule.targets} | by_title, site, lookups)
    articles |= {raw: ArticleName("title", titles[raw]) for raw in by_title}
    keys = KeyFunctions(
        title_key=titles.__getitem__,
        text_key=lambda text: casefold_text(text, site.language),
        class_key=lambda raw: find_class_number(site, lookups.tries.classes, raw),
        article_key=articles.__getitem__,
        language=site.language,
    )
    return CompiledRules(rules, keys, parent)


def resolve_titles(raw_titles: Collection[str], site: Site, lookups: Lookups) -> Mapping[str, str]:
    """Map each title, as people write it, to the title of the article that it leads to. This takes at most one query.

    Raises:
        LookupFailedError: If the query fails.
    """
    titles = {raw: article_title(site, raw) or normalise(site, raw) for raw in raw_titles}
    trie = lookups.tries.titles
    keys = {title: key for title in titles.values() if (key := trie.get(title)) is not None}
    pages = lookups.pages.get_many(set(keys.values())) if keys else {}
    targets = {
        title: trie.restore_key(decode_redirect(pages[key]))
        for title, key in keys.items()
        if key in pages and is_redirect(pages[key])
    }
    return {raw: targets.get(title, title) for raw, title in titles.items()}
