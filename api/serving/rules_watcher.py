"""The rules in force: reloaded when they change, and kept as they were if the change is invalid."""

from __future__ import annotations

import logging
import threading
from collections.abc import Hashable, Sequence
from dataclasses import dataclass, replace

from api.serving.events import ServingEvents
from api.serving.public_reason import public_reason
from api.stores.rules import ALL_WIKIS, RulesStore
from linking.errors import LinkingError
from linking.rules.model import EffectiveRules, Rules, RulesError, merge_rules

_NEVER_READ = object()
_MAX_RULE_NAME_LENGTH = 100
_MAX_PROBLEMS_LENGTH = 2000

_log = logging.getLogger("linkrecommendation.rules")


class RulesUnusableError(LinkingError):
    """The rules are invalid, and there are no earlier ones.

    A wiki whose rules are unusable is not served: the answers would contain links that the community has decided
    against, and clients would store them.

    Attributes:
        problems: What is wrong with the rules.
    """

    def __init__(self, problems: Sequence[str]) -> None:
        super().__init__(f"rules cannot be used: {'; '.join(problems)}")
        self.problems = tuple(problems)


@dataclass(frozen=True, slots=True)
class _CachedRules:
    """The rules of one wiki, or those for all wikis.

    Attributes:
        signature: The store's signature of the rules that were read last, valid or not.
        rules: The last valid rules; None if there have been none.
        problems: What is wrong with the rules that were read last.
    """

    signature: Hashable = _NEVER_READ
    rules: Rules | None = None
    problems: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class RulesState:
    """The state of a wiki's rules.

    Attributes:
        count: Number of rules in force.
        problems: What is wrong with the current rules; if there are problems, earlier rules are in force.
        unusable: Why the wiki cannot be served; empty if it can.
    """

    count: int
    problems: tuple[str, ...]
    unusable: str = ""


class RulesWatcher:
    """The rules of all wikis in one process. Thread-safe."""

    def __init__(self, store: RulesStore, events: ServingEvents | None = None) -> None:
        self._store = store
        self._events = events or ServingEvents()
        self._cached: dict[str, _CachedRules] = {}
        self._merged: dict[str, tuple[Rules, Rules, EffectiveRules]] = {}
        self._lock = threading.Lock()

    def current(self, wiki: str) -> EffectiveRules:
        """Return the rules in force on a wiki; the same object until they change.

        Raises:
            RulesUnusableError: If the rules are invalid and there are no earlier ones.
        """
        with self._lock:
            for_all, own = self._refresh(ALL_WIKIS), self._refresh(wiki)
            if for_all.rules is None or own.rules is None:
                raise RulesUnusableError(for_all.problems + own.problems)
            previous = self._merged.get(wiki)
            if previous is not None and previous[0] is for_all.rules and previous[1] is own.rules:
                return previous[2]
            merged = merge_rules(for_all.rules, own.rules)
            self._merged[wiki] = for_all.rules, own.rules, merged
        for lift in merged.unknown_lifts:
            _log.warning(
                "a wiki lifts a rule that does not exist",
                extra={"wiki": wiki, "rule": lift.rule[:_MAX_RULE_NAME_LENGTH]},
            )
        return merged

    def refresh(self) -> None:
        """Check all rules that were ever requested, so that this process's metrics and states are current."""
        with self._lock:
            for name in list(self._cached):
                self._refresh(name)

    def state(self, wiki: str) -> RulesState:
        """Return the current state of a wiki's rules."""
        try:
            count, unusable = len(self.current(wiki).rules), ""
        except RulesUnusableError as error:
            count, unusable = 0, str(error)
        with self._lock:
            return RulesState(count, self._cached[ALL_WIKIS].problems + self._cached[wiki].problems, unusable)

    def _refresh(self, name: str) -> _CachedRules:
        cached = self._cached.get(name, _CachedRules())
        try:
            signature = self._store.signature(name)
            if signature != cached.signature:
                cached = self._load(name, signature, cached)
        except RulesError as error:
            cached = self._reject(name, cached, signature, [str(problem) for problem in error.problems])
        except LinkingError as error:  # the store is unavailable: the cached rules stay in force
            if cached.rules is None:
                cached = self._reject(name, cached, cached.signature, [public_reason(error)])
        self._cached[name] = cached
        return cached

    def _load(self, name: str, signature: Hashable | None, cached: _CachedRules) -> _CachedRules:
        if signature is None and cached.signature is _NEVER_READ:
            return _CachedRules(None, Rules())
        rules = Rules() if signature is None else self._store.read(name)
        self._events.rules_loaded(name, len(rules.rules))
        _log.info("rules read", extra={"wiki": name, "rules": len(rules.rules)})
        return _CachedRules(signature, rules)

    def _reject(self, name: str, cached: _CachedRules, signature: Hashable, problems: Sequence[str]) -> _CachedRules:
        location = self._store.location(name)
        rejected = replace(cached, signature=signature, problems=tuple(f"{location}: {text}" for text in problems))
        if rejected != cached:
            self._events.rules_rejected(name)
            message = "; ".join(rejected.problems)[:_MAX_PROBLEMS_LENGTH]
            _log.error("rules cannot be used", extra={"wiki": name, "error.message": message})
        return rejected
