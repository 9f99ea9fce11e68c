"""The store of rules in the database: one row per wiki, with the text that `rules.yaml` would have."""

from __future__ import annotations

import threading
import time
from collections.abc import Hashable, Mapping

from api.stores.mysql.connection_pool import ConnectionPool, is_missing_table
from api.stores.rules import rules_origin
from linking.bundle.names import RULES_FILE
from linking.rules.model import Rules
from linking.rules.yaml_loader import parse_yaml_rules
from linking.store.lookups import LookupFailedError

_FRESH_SECONDS = 1.0
"""How long the signatures of all wikis are reused without another query."""


class DatabaseRulesStore:
    """A RulesStore on the table `lr_rules`."""

    def __init__(self, pool: ConnectionPool) -> None:
        self._pool = pool
        self._lock = threading.Lock()
        self._signatures: Mapping[str, Hashable] = {}
        self._expires = 0.0

    def signature(self, name: str) -> Hashable | None:
        """Return the time of the last change and the text's checksum, or None if there are no rules."""
        with self._lock:
            if time.monotonic() >= self._expires:
                self._signatures = self._query_signatures()
                self._expires = time.monotonic() + _FRESH_SECONDS
            return self._signatures.get(name)

    def read(self, name: str) -> Rules:
        """Return the current rules."""
        rows = self._pool.query("SELECT content FROM lr_rules WHERE wiki = %s", (name,))
        return parse_yaml_rules(rows[0][0], rules_origin(name)) if rows else Rules()

    def location(self, name: str) -> str:
        """Return whose rules they are, for messages."""
        return f"{RULES_FILE} of {name} in the database"

    def _query_signatures(self) -> Mapping[str, Hashable]:
        try:
            rows = self._pool.query("SELECT wiki, changed, MD5(content) FROM lr_rules")
        except LookupFailedError as error:
            if is_missing_table(error):  # a version of the program without rules has created the database
                return {}
            raise
        return {wiki: tuple(rest) for wiki, *rest in rows}
