"""The state of each wiki in this worker, which `/readyz` reports."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from api.serving.bundle_cache import BundleCache
from api.serving.public_reason import public_reason
from linking.errors import LinkingError


def readiness(bundles: BundleCache) -> tuple[bool, Mapping[str, Any]]:
    """Report whether any wiki can be served, and the state of each.

    The state of a wiki is one of

    - `loaded`: this worker has its bundle open,
    - `available`: this worker has not needed its bundle yet,
    - `outdated`: the published bundle is unusable or lost, and an earlier version is open,
    - `broken`: the published bundle is unusable, and no other is open.

    Returns:
        Whether any wiki can be served; and the report, ready for JSON. Each wiki's `rules` hold the number of rules in
        force and the problems of the current rules. If there are problems, the rules in force are earlier ones.
    """
    states = bundles.states()
    wikis: dict[str, dict[str, Any]] = {}
    loaded_wikis = {wiki for wiki, state in states.items() if state.loaded}
    for wiki in sorted({*bundles.wikis(), *loaded_wikis}):
        state = states.get(wiki)
        loaded = state.loaded if state else ""
        rules = bundles.rules_state(wiki)
        failure = (
            (state.failure if state else "") or _manifest_problem(bundles, wiki) or ("" if loaded else rules.unusable)
        )
        if loaded:
            wikis[wiki] = {"state": "outdated" if failure else "loaded", "version": loaded}
        else:
            wikis[wiki] = {"state": "broken" if failure else "available"}
        if failure:
            wikis[wiki]["reason"] = failure
        if rules.count or rules.problems:
            wikis[wiki]["rules"] = {"count": rules.count, "problems": list(rules.problems)}
    ready = any(wiki["state"] != "broken" for wiki in wikis.values())
    return ready, {"ready": ready, "wikis": wikis}


def _manifest_problem(bundles: BundleCache, wiki: str) -> str:
    try:
        bundles.catalog.manifest(wiki)
    except LinkingError as error:
        return public_reason(error)
    return ""
