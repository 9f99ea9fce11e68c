"""Bases of all errors that are raised on purpose."""

from __future__ import annotations

import copyreg
from typing import Any


class PortableError(Exception):
    """An error with data that arrives whole when a worker process raises it.

    What exceptions do by themselves is to call their class again with the message alone.
    """

    def __reduce__(self) -> tuple[Any, ...]:
        return copyreg.__newobj__, (type(self), *self.args), self.__dict__  # type: ignore[attr-defined]


class LinkingError(PortableError):
    """Something that a caller can report: the message says what is wrong and what to do."""
