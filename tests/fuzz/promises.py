"""Every promise of docs/client.md, checked on one answer of the service."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from linking.analysis import ArticleAnalyzer
from linking.store.record_layout import decode_redirect, is_redirect
from linking.text.titles import article_title, normalise
from tests.fuzz.visible_text import VisibleText, read_page
from tests.helpers.linking.articles import Nodes
from tests.helpers.linking.browser_search import WantedLink, finds_every_link

MAX_CONTEXT = 10
LINK_TYPES: Mapping[str, type] = {
    "link_text": str,
    "link_target": str,
    "match_index": int,
    "wikitext_offset": int,
    "score": float,
    "context_before": str,
    "context_after": str,
    "link_index": int,
}


class BrokenPromiseError(AssertionError):
    """An answer breaks a promise.

    Attributes:
        promise: The promise.
    """

    def __init__(self, promise: str, detail: object = "") -> None:
        super().__init__(f"{promise}: {detail}" if detail != "" else promise)
        self.promise = promise


@dataclass(frozen=True)
class ArticleRequest:
    """What was posted."""

    title: str
    wikitext: str
    threshold: float
    max_recommendations: int
    sections_to_exclude: tuple[str, ...]
    pageid: int = 1
    revid: int = 2


_TAG = re.compile(r"<([a-z]+)")


def check_answer(answer: Any, request: ArticleRequest, wiki: ArticleAnalyzer) -> None:
    """Check the body of an answer with status 200.

    Raises:
        BrokenPromiseError: If a promise is broken.
    """
    _check_form(answer, request, wiki)
    links = answer["links"]
    page = read_page(request.wikitext)
    for link in links:
        _check_place(link, request, page.nodes if page else None)
        _check_target(link, request, wiki)
    if page is None:
        return
    _check_existing_links(links, page, wiki)
    _check_sections(links, page, request)
    wanted = [WantedLink(link["link_text"], link["wikitext_offset"], link["match_index"]) for link in links]
    _demand(finds_every_link(page.nodes, wanted), "the browser's search finds every link", links)


def _demand(holds: object, promise: str, detail: object = "") -> None:
    if not holds:
        raise BrokenPromiseError(promise, detail)


def _check_form(answer: Any, request: ArticleRequest, wiki: ArticleAnalyzer) -> None:
    _demand(isinstance(answer, dict) and "error" not in answer, "an answer is an object without an error", answer)
    links, meta = answer["links"], answer["meta"]
    _demand(answer["page_title"] == normalise(wiki.site, request.title), "the title is normalised", answer)
    _demand((answer["pageid"], answer["revid"]) == (request.pageid, request.revid), "the ids are the request's")
    _demand(answer["links_count"] == len(links), "links_count is the number of links")
    _demand(len(links) <= request.max_recommendations, "there are at most max_recommendations links")
    _demand(isinstance(meta["dataset_checksums"]["model"], str), "meta has the checksum of the model", meta)
    _demand(isinstance(meta["application_version"], str) and type(meta["format_version"]) is int, "meta", meta)
    _demand(not meta.get("truncated"), "a short article is read completely")
    for index, link in enumerate(links):
        types = {name: type(value) for name, value in link.items()}
        _demand(types == LINK_TYPES, "a link has its eight members", types)
        _demand(link["link_index"] == index, "link_index is the place in the list")
    offsets = [link["wikitext_offset"] for link in links]
    _demand(offsets == sorted(set(offsets)), "links are in order of offset, and offsets are unique", offsets)
    targets = [link["link_target"] for link in links]
    _demand(len(set(targets)) == len(targets), "targets are unique", targets)


def _check_place(link: Mapping[str, Any], request: ArticleRequest, nodes: Nodes | None) -> None:
    text, start, before, after = (
        link[name] for name in ("link_text", "wikitext_offset", "context_before", "context_after")
    )
    end, wikitext = start + len(text), request.wikitext
    _demand(text and start >= 0 and wikitext[start:end] == text, "the text is at its offset", link)
    _demand(len(before) <= MAX_CONTEXT and wikitext[:start].endswith(before), "the context before", link)
    _demand(len(after) <= MAX_CONTEXT and wikitext.startswith(after, end), "the context after", link)
    _demand(request.threshold - 1e-6 <= link["score"] <= 1, "the score is between the threshold and 1", link)
    if nodes is None:
        return
    first, last = start - len(before), end + len(after)
    inside = any(offset <= first and last <= offset + len(node) for offset, node in nodes)
    _demand(inside, "link and context are in one text node of the running text", link)


def _check_target(link: Mapping[str, Any], request: ArticleRequest, wiki: ArticleAnalyzer) -> None:
    target = link["link_target"]
    _demand(_resolver(wiki)(target) == target, "the target is an article of the wiki and no redirect", target)
    _demand(normalise(wiki.site, target) == target, "the target is normalised", target)
    _demand(target != normalise(wiki.site, request.title), "no link to the page itself", target)


def _check_existing_links(links: list[Any], page: VisibleText, wiki: ArticleAnalyzer) -> None:
    titles = {title for raw in page.link_targets if (title := article_title(wiki.site, raw)) is not None}
    existing = set(map(_resolver(wiki), titles))
    again = [link for link in links if link["link_target"] in existing]
    _demand(not again, "the target is not linked in the article yet", again)


def _check_sections(links: list[Any], page: VisibleText, request: ArticleRequest) -> None:
    excluded = {_section_key(name) for name in request.sections_to_exclude}
    if not excluded:
        return
    for link in links:
        offset = link["wikitext_offset"]
        above = [(0, 0, "%lead%")]
        for start, level, title in page.headings:
            if start < offset:
                above = [one for one in above if 0 < one[1] < level] + [(start, level, _section_key(title))]
        for start, _, title in above:
            certain = not _may_be_hidden(request.wikitext[:start])
            if title in excluded and certain and not _may_have_other_headings(page, request.wikitext[:offset], start):
                raise BrokenPromiseError("no link in an excluded section", (link, title))


def _may_be_hidden(before: str) -> bool:
    """Return whether braces or tags are open at the end of a text. MediaWiki may pair them differently."""
    lower = before.lower()
    open_tags = (name for name in set(_TAG.findall(lower)) if lower.count(f"<{name}") > lower.count(f"</{name}"))
    return before.count("{") > before.count("}") or next(open_tags, None) is not None


def _may_have_other_headings(page: VisibleText, wikitext: str, start: int) -> bool:
    """Return whether the text from a heading on has a heading that `VisibleText.headings` may leave out."""
    known = {offset for offset, _, _ in page.headings}
    position = start
    for line in wikitext[start:].split("\n"):
        if "=" in line and position not in known:
            return True
        position += len(line) + 1
    return False


def _section_key(name: str) -> str:
    return " ".join(name.replace("_", " ").split()).casefold()


def _resolver(wiki: ArticleAnalyzer) -> Callable[[str], str | None]:
    """Return a function from a title to that of the article to which it leads; None if there is none."""
    titles, pages = wiki.lookups.tries.titles, wiki.lookups.pages

    def resolve(title: str) -> str | None:
        key = titles.get(title)
        record = None if key is None else pages.get_many([key]).get(key)
        if record is None:
            return None
        return titles.restore_key(decode_redirect(record)) if is_redirect(record) else title

    return resolve
