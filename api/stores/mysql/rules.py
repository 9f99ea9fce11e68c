"""Rules in the database: one row a wiki, with the text that would be its `rules.yaml`."""

from __future__ import annotations

import threading
import time
from collections.abc import Hashable, Mapping

from api.stores.mysql.connection_pool import Pool, is_missing_table
from api.stores.rules import origin_of
from linking.bundle.names import RULES_FILE
from linking.rules.model import Rules
from linking.rules.yaml_loader import rules_of_yaml
from linking.store.lookups import LookupFailed

_FRESH = 1.0
"""Seconds for which one look at the signatures serves all wikis."""


class DatabaseRules:
    """api.stores.rules.RulesStore on the table `lr_rules`."""

    def __init__(self, pool: Pool) -> None:
        self._pool = pool
        self._lock = threading.Lock()
        self._signatures: Mapping[str, Hashable] | None = None
        self._at = 0.0

    def signature(self, name: str) -> Hashable | None:
        with self._lock:
            if self._signatures is None or time.monotonic() - self._at >= _FRESH:
                self._signatures = self._ask()
                self._at = time.monotonic()
            return self._signatures.get(name)

    def read(self, name: str) -> Rules:
        rows = self._pool.query("SELECT content FROM lr_rules WHERE wiki = %s", (name,))
        return rules_of_yaml(rows[0][0], origin_of(name)) if rows else Rules()

    def place(self, name: str) -> str:
        return f"{self._pool.address.shown}, {RULES_FILE} of {name}"

    def _ask(self) -> Mapping[str, Hashable]:
        try:
            rows = self._pool.query("SELECT wiki, changed, MD5(content) FROM lr_rules")
        except LookupFailed as error:
            if is_missing_table(error):  # written before there were rules
                return {}
            raise
        return {wiki: tuple(rest) for wiki, *rest in rows}
