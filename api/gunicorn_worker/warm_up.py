"""A worker's first answer, given before it accepts connections, so that no client waits for what is made only once.

The first answer opens a bundle, loads the libraries of the model, and copies thousands of pages of memory that the
process shared with its parent until then. It takes ten times as long as the next one.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Sequence
from urllib.parse import quote

from flask import Flask
from werkzeug.test import EnvironBuilder

from api.errors import ServiceError
from api.serving.bundle_cache import BundleCache
from api.web.recommendations import ROOT

MAX_SECONDS = 2.0
"""How long a worker waits for the answer. A store that does not respond must not keep it from answering probes."""

MAX_WIKIS = 8
"""How many wikis are prepared, if there are no more. Of more, a worker prepares one: it may never serve the others."""

MENTIONED_TITLES = 12

_log = logging.getLogger("linkrecommendation.warm_up")


def warm_up(app: Flask, bundles: BundleCache) -> None:
    """Answer requests for the wikis, and discard the answers. They appear in no log and no metrics of requests.

    Args:
        app: The application.
        bundles: Its bundles.
    """
    thread = threading.Thread(target=_prepare, args=(app, bundles), name="warm-up", daemon=True)
    thread.start()
    thread.join(MAX_SECONDS)
    if thread.is_alive():
        _log.warning("the first answers take more than %g s; the worker accepts requests meanwhile", MAX_SECONDS)


def _prepare(app: Flask, bundles: BundleCache) -> None:
    wikis = bundles.wikis()
    enough = len(wikis) if len(wikis) <= min(MAX_WIKIS, bundles.max_open) else 1
    prepared = 0
    for wiki in wikis[:MAX_WIKIS]:
        prepared += _prepare_wiki(app, bundles, wiki)
        if prepared == enough:
            return


def _prepare_wiki(app: Flask, bundles: BundleCache, wiki: str) -> bool:
    """Open a wiki's bundle and answer requests for it, unless it cannot be used."""
    try:
        with bundles.use(wiki) as bundle:
            titles = bundle.recommender.example_titles(MENTIONED_TITLES)
    except ServiceError:  # the log has the reason
        return False
    for wikitext in (_well_formed(titles), _broken(titles)):
        _request(app, wiki, wikitext)
    return True


def _well_formed(titles: Sequence[str]) -> str:
    """Return wikitext with mentions of these titles, and with markup of each kind."""
    first, mentioned = titles[0] if titles else "", ", ".join(titles)
    return (
        f"{{{{Infobox|name={first}}}}}\n'''{first}''' {mentioned}.<ref>{first}</ref><!-- {first} -->\n\n"
        f"== {first} ==\n* [[{first}]], [[{first}|''{first}'']] {mentioned}\n"
        f"{{|\n! {first}\n|-\n| <small>{first}</small>\n|}}\n[[Category:{first}]]\n"
    )


def _broken(titles: Sequence[str]) -> str:
    """Return wikitext whose markup is not closed, which is parsed in another way."""
    return f"''{', '.join(titles)} {{{{ [[ <div></br>\n{{|"


def _request(app: Flask, wiki: str, wikitext: str) -> None:
    path = f"{ROOT}/{quote(wiki)}/Warm-up?partial=true"  # without `partial`, a slow machine would give an error
    environ = EnvironBuilder(path, method="POST", json={"wikitext": wikitext}).get_environ()
    b"".join(app(environ, lambda *_: lambda _: None))  # it is not closed, so it is not counted
