"""Base classes of the errors that the packages raise deliberately."""

from __future__ import annotations

import copyreg
from typing import Any


class PortableError(Exception):
    """An error that keeps its attributes when a worker process sends it to its parent.

    By default, unpickling an exception calls its class with `args` alone, which fails for a constructor with other
    parameters.
    """

    def __reduce__(self) -> tuple[Any, ...]:
        return copyreg.__newobj__, (type(self), *self.args), self.__dict__  # type: ignore[attr-defined]


class LinkingError(PortableError):
    """An error to show to the user: the message names the problem and, where possible, the remedy."""
