"""What answers may say about an error of a store: the reason without addresses and accounts, which the log has."""

from __future__ import annotations

import re

from api.stores.catalog import UnreadableError
from linking.bundle.atomic_files import StorageError
from linking.bundle.errors import BundleMissingError, DataDirectoryError
from linking.errors import LinkingError
from linking.store.lookups import LookupFailedError

_UNREADABLE = "the data cannot be read; the service's log says why"

_REASONS: tuple[tuple[type[LinkingError], str], ...] = (
    (BundleMissingError, "the current bundle is missing; the service's log says more"),
    (UnreadableError, "a file of the bundle is damaged; the service's log says which"),
    (LookupFailedError, _UNREADABLE),
    (DataDirectoryError, _UNREADABLE),
    (StorageError, "the cache of the data cannot be written; the service's log says why"),
)

_ADDRESS = re.compile(r"\b[a-z][a-z0-9+.-]*://[^\s,;]+")
_DIRECTORIES = re.compile(r"(?<![\w.])/(?:[^/\s:;,'\"]+/)*")


def public_reason(error: LinkingError) -> str:
    """Return the reason of an error without the addresses of stores."""
    for kind, reason in _REASONS:
        if isinstance(error, kind):
            return reason
    return _DIRECTORIES.sub("", _ADDRESS.sub("the database", str(error)))
