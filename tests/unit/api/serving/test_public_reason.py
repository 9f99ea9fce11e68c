"""What answers may say about errors."""

from __future__ import annotations

from pathlib import Path

import pytest

from api.serving.public_reason import public_reason
from linking.bundle.atomic_files import StorageError
from linking.bundle.errors import BundleMissingError, ChecksumError, DataDirectoryError, FileSizeError, FormatError
from linking.errors import LinkingError
from linking.store.lookups import LookupFailedError

PATH = Path("/srv/secret/kwwiki/model.ubj")
DATABASE = "mysql://secret.example:3306/linkrec"


@pytest.mark.parametrize(
    ("error", "shown"),
    [
        (FileSizeError(PATH, 1, 2), "model.ubj has 1 bytes, but according to the manifest 2"),
        (ChecksumError(PATH, "a", "b"), "model.ubj has the SHA-256 a"),
        (FormatError(9, 1), "format 9"),
        (DataDirectoryError(PATH, "no"), "log"),
        (BundleMissingError("kwwiki", DATABASE), "log"),
        (LookupFailedError(DATABASE, "Access denied for user 'secret'@'10.0.0.1'"), "log"),
        (StorageError(PATH, OSError(28, "full")), "log"),
        (LinkingError(f"{DATABASE}: lost"), "the database"),
        (LinkingError("line 3, 1/2 of it"), "line 3, 1/2 of it"),
    ],
    ids=lambda value: type(value).__name__,
)
def test_addresses_are_left_out(error: LinkingError, shown: str) -> None:
    assert shown in public_reason(error)
    assert not any(part in public_reason(error) for part in ("secret", "/srv", "10.0.0.1", "3306"))
