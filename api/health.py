"""Whether the service can serve: `/healthz` for this process, `/readyz` for each wiki."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from api.registry import Registry
from linking.errors import LinkingError


def readiness(registry: Registry) -> tuple[bool, Mapping[str, Any]]:
    """Whether anything can be served, and how each wiki is doing.

    A wiki's state: `loaded` in this worker, `available` to be loaded, `outdated` where the published bundle cannot be
    used and an older version serves, `broken` where none does.
    """
    states = registry.states()
    wikis: dict[str, dict[str, str]] = {}
    for wiki in registry.wikis():
        state = states.get(wiki)
        loaded = state.loaded if state else ""
        failure = (state.failure if state else "") or _failure(registry, wiki)
        if loaded:
            wikis[wiki] = {"state": "outdated" if failure else "loaded", "version": loaded}
        else:
            wikis[wiki] = {"state": "broken" if failure else "available"}
        if failure:
            wikis[wiki]["reason"] = failure
    ready = any(wiki["state"] != "broken" for wiki in wikis.values())
    return ready, {"ready": ready, "wikis": wikis}


def _failure(registry: Registry, wiki: str) -> str:
    try:
        registry.catalog.manifest(wiki)
    except LinkingError as error:
        return str(error)
    return ""
