"""What an operator can do about a bundle that cannot be used."""

from __future__ import annotations

from api.stores.catalog import UnreadableError
from linking.bundle.errors import (
    BundleMissingError,
    ChecksumError,
    DataDirectoryError,
    FileMissingError,
    FileSizeError,
    FoldingError,
    FormatError,
    ManifestError,
)
from linking.errors import LinkingError
from linking.store.lookups import LookupFailedError

_TRAIN = "Train the wiki again with this version of the program: `python -m training run --wiki {wiki}`"
_RESTORE = (
    "Copy the bundle again (`python -m api sync`), or go back to the version before: "
    "`python -m training rollback --wiki {wiki}`"
)
_STORE = "Check that the data directory is mounted, or that the database answers; the service's log has the details"

_ADVICE: tuple[tuple[tuple[type[LinkingError], ...], str], ...] = (
    ((FormatError, FoldingError), _TRAIN),
    (
        (
            *(BundleMissingError, ChecksumError, FileMissingError),
            *(FileSizeError, ManifestError, UnreadableError),
        ),
        _RESTORE,
    ),
    ((DataDirectoryError, LookupFailedError), _STORE),
)


def advice(error: LinkingError, wiki: str) -> str:
    """Return what to do about an error of a bundle, as a sentence without full stop, with commands in backticks."""
    for kinds, text in _ADVICE:
        if isinstance(error, kinds):
            return text.format(wiki=wiki)
    return general_advice(wiki)


def general_advice(wiki: str) -> str:
    """Return what to do about a bundle whose fault is known by its message alone."""
    return _RESTORE.format(wiki=wiki)
