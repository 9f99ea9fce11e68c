"""Whether the service can serve: `/healthz` for this process, `/readyz` for each wiki."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from api.serving.bundle_cache import Registry
from linking.errors import LinkingError


def readiness(registry: Registry) -> tuple[bool, Mapping[str, Any]]:
    """Whether anything can be served, and how each wiki is doing.

    A wiki's state: `loaded` in this worker, `available` to be loaded, `outdated` where the published bundle cannot be
    used and an older version serves, `broken` where none does. Its rules: how many hold, and what is wrong with those
    that lie there now; while something is, the ones before hold.
    """
    states = registry.states()
    wikis: dict[str, dict[str, Any]] = {}
    for wiki in registry.wikis():
        state = states.get(wiki)
        loaded = state.loaded if state else ""
        rules = registry.rules_state(wiki)
        failure = (state.failure if state else "") or _failure(registry, wiki) or ("" if loaded else rules.unusable)
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


def _failure(registry: Registry, wiki: str) -> str:
    try:
        registry.catalog.manifest(wiki)
    except LinkingError as error:
        return str(error)
    return ""
