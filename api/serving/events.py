"""Notifications from the bundle cache and the rules watcher, for the metrics."""

from __future__ import annotations


class ServingEvents:
    """Receives notifications. This class ignores them."""

    def bundle_loaded(self, wiki: str, version: str, seconds: float) -> None:
        """A bundle was opened, which took this many seconds."""

    def bundle_failed(self, wiki: str) -> None:
        """A bundle could not be opened."""

    def fell_back(self, wiki: str) -> None:
        """An older version was opened because the current one could not be used."""

    def rules_loaded(self, name: str, count: int) -> None:
        """Rules were loaded and are in force; `name` is that of a wiki, or ALL_WIKIS."""

    def rules_rejected(self, name: str) -> None:
        """Rules are invalid, and earlier ones stay in force; `name` is that of a wiki, or ALL_WIKIS."""
