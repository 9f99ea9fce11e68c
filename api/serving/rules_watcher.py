"""The rules that hold now: read again when they change, and kept as they were where the change is wrong."""

from __future__ import annotations

import logging
import threading
from collections.abc import Hashable, Sequence
from dataclasses import dataclass, replace

from api.stores.rules import FOR_ALL, RulesStore
from linking.errors import LinkingError
from linking.rules.model import Merged, Rules, RulesError, merge

_NOTHING_YET = object()

_log = logging.getLogger("linkrecommendation.rules")


class RulesUnusableError(LinkingError):
    """Rules are wrong, and there were none before that could be kept.

    Without its rules a wiki is not served: what it decided never to link would be linked, and remembered by clients.
    """

    def __init__(self, problems: Sequence[str]) -> None:
        super().__init__(f"rules cannot be used: {'; '.join(problems)}")
        self.problems = tuple(problems)


class RulesEvents:
    """What it tells whom it may concern, the metrics; this one tells nobody. name: a wiki, or FOR_ALL."""

    def rules_read(self, name: str, count: int) -> None:
        """Rules were read and hold."""

    def rules_refused(self, name: str) -> None:
        """Rules are wrong; the ones before hold."""


@dataclass(frozen=True, slots=True)
class _Known:
    """rules: the last that were right, None where there were none. problems: of what lies there now."""

    signature: Hashable = _NOTHING_YET
    rules: Rules | None = None
    problems: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class RulesState:
    """How a wiki's rules are doing: how many hold, and what is wrong with those that lie there now.

    unusable: why the wiki cannot be served, "" where it can.
    """

    count: int
    problems: tuple[str, ...]
    unusable: str = ""


class Ruling:
    """The rules of all wikis, of one process. Safe for threads."""

    def __init__(self, store: RulesStore, events: RulesEvents | None = None) -> None:
        self._store = store
        self._events = events or RulesEvents()
        self._known: dict[str, _Known] = {}
        self._merged: dict[str, tuple[Rules, Rules, Merged]] = {}
        self._lock = threading.Lock()

    def current(self, wiki: str) -> Merged:
        """The rules that hold on a wiki, as of now; the same object while they do not change.

        Raises RulesUnusableError.
        """
        with self._lock:
            for_all, own = self._look(FOR_ALL), self._look(wiki)
            if for_all.rules is None or own.rules is None:
                raise RulesUnusableError(for_all.problems + own.problems)
            before = self._merged.get(wiki)
            if before is not None and before[0] is for_all.rules and before[1] is own.rules:
                return before[2]
            merged = merge(for_all.rules, own.rules)
            self._merged[wiki] = for_all.rules, own.rules, merged
        for lift in merged.idle_lifts:
            _log.warning("a rule is lifted that there is not", extra={"wiki": wiki, "rule": lift.rule[:100]})
        return merged

    def refresh(self) -> None:
        """Look at all rules that were asked for, so that what is told of them, by all processes, is of now."""
        with self._lock:
            for name in list(self._known):
                self._look(name)

    def state(self, wiki: str) -> RulesState:
        """How a wiki's rules are doing, as of now."""
        try:
            count, unusable = len(self.current(wiki).rules), ""
        except RulesUnusableError as error:
            count, unusable = 0, str(error)
        with self._lock:
            return RulesState(count, self._known[FOR_ALL].problems + self._known[wiki].problems, unusable)

    def _look(self, name: str) -> _Known:
        known = self._known.get(name, _Known())
        try:
            signature = self._store.signature(name)
            if signature != known.signature:
                known = self._read(name, signature, known)
        except RulesError as error:
            known = self._refuse(name, known, signature, [str(problem) for problem in error.problems])
        except LinkingError as error:  # the store is away: what was read holds until it is back
            known = self._refuse(name, known, known.signature, [str(error)]) if known.rules is None else known
        self._known[name] = known
        return known

    def _read(self, name: str, signature: Hashable | None, known: _Known) -> _Known:
        if signature is None and known.signature is _NOTHING_YET:
            return _Known(None, Rules())
        rules = Rules() if signature is None else self._store.read(name)
        self._events.rules_read(name, len(rules.rules))
        _log.info("rules read", extra={"wiki": name, "rules": len(rules.rules)})
        return _Known(signature, rules)

    def _refuse(self, name: str, known: _Known, signature: Hashable, problems: Sequence[str]) -> _Known:
        place = self._store.place(name)
        found = replace(known, signature=signature, problems=tuple(f"{place}: {problem}" for problem in problems))
        if found != known:
            self._events.rules_refused(name)
            _log.error("rules cannot be used", extra={"wiki": name, "error.message": "; ".join(found.problems)[:2000]})
        return found
