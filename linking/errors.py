"""Base of all errors that the recommender raises on purpose."""

from __future__ import annotations


class LinkingError(Exception):
    """Something that a caller can report: the message says what is wrong and what to do."""
