"""Candidate generation: the articles that each mention of a page may mean, and those that the page links already."""

from __future__ import annotations

from collections.abc import Mapping, Set
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from linking.mentions import AnchorMentions
from linking.store.lookups import ANCHORS, LookupFailedError, Lookups
from linking.store.record_layout import AnchorRows, decode_anchors, decode_redirect, is_redirect
from linking.template_links import NO_LINK_PARAMETERS, LinkParameters
from linking.text.titles import Site, article_title, normalise
from linking.wikitext.article import Article

NEW_PAGE = -1
"""Page key of a page that the bundle does not have."""


@dataclass(frozen=True, slots=True)
class Candidates:
    """The candidates of a page's mentions.

    Attributes:
        rows: The records of the anchors, in the order of `AnchorMentions.representatives`, and of their candidates.
        eligible: Shape (candidates,): whether a candidate may be recommended. It may if it is an article of the bundle,
            the page does not link it yet, and it is not the page itself.
        articles: Page key -> article record, of the candidates, the existing links and the page itself.
        existing_links: Keys of the articles that the page links already, with redirects resolved.
        page_key: Key of the page itself, or NEW_PAGE. If its title is a redirect, the article was moved, and this
            is the key of the redirect's target.
    """

    rows: AnchorRows
    eligible: NDArray[np.bool_]
    articles: Mapping[int, bytes]
    existing_links: frozenset[int]
    page_key: int


def generate_candidates(
    site: Site,
    lookups: Lookups,
    title: str,
    article: Article,
    mentions: AnchorMentions,
    link_parameters: LinkParameters = NO_LINK_PARAMETERS,
) -> Candidates:
    """Look up the candidates of an article's mentions.

    Costs one query to the anchors table and at most two to the pages table.

    Args:
        site: The wiki.
        lookups: Its lookups.
        title: The title of the article in any spelling.
        article: The parsed article.
        mentions: Its mentions.
        link_parameters: The parameters of templates whose values count as links.

    Raises:
        LookupFailedError: If a query fails or an anchor has no record.
    """
    rows = _fetch_anchors(lookups, mentions)
    linked = _linked_pages(lookups, linked_titles(site, article, link_parameters))
    page_key = lookups.tries.titles.get(normalise(site, title), NEW_PAGE)
    wanted = linked.union(rows.candidates["page"].tolist(), [page_key] if page_key != NEW_PAGE else [])
    records = lookups.pages.get_many(wanted)
    redirects = {key: decode_redirect(value) for key, value in records.items() if is_redirect(value)}
    articles = {key: value for key, value in records.items() if key not in redirects}
    existing_links = frozenset(redirects.get(key, key) for key in linked)
    page_key = redirects.get(page_key, page_key)
    missing = existing_links.union([page_key] if page_key != NEW_PAGE else []).difference(articles)
    if missing:
        found = lookups.pages.get_many(missing)
        articles.update((key, value) for key, value in found.items() if not is_redirect(value))
    eligible = _eligible(rows.candidates["page"], articles, existing_links | {page_key})
    return Candidates(rows, eligible, articles, existing_links, page_key)


def _fetch_anchors(lookups: Lookups, mentions: AnchorMentions) -> AnchorRows:
    keys = [mention.anchor for mention in mentions.representatives]
    values = lookups.anchors.get_many(keys)
    try:
        return decode_anchors([values[key] for key in keys])
    except KeyError as error:  # happens while a version is being removed from a database
        raise LookupFailedError(ANCHORS, f"no record of anchor {error}") from error


def linked_titles(site: Site, article: Article, link_parameters: LinkParameters) -> set[str]:
    """Return the titles of articles that an article links to, itself or by its templates."""
    raw_titles = {link.title for link in article.links}
    titles = {title for raw in raw_titles if (title := article_title(site, raw)) is not None}
    titles.update(link_parameters.linked_titles(site, article))
    return titles


def _linked_pages(lookups: Lookups, titles: Set[str]) -> set[int]:
    """Keys of the pages with these titles, redirects included."""
    get = lookups.tries.titles.get
    return {key for title in titles if (key := get(title)) is not None}


def _eligible(pages: NDArray[Any], articles: Mapping[int, bytes], excluded: Set[int]) -> NDArray[np.bool_]:
    return np.array([key in articles and key not in excluded for key in pages.tolist()], bool)
