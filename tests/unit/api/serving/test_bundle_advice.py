"""What an operator can do about a bundle that cannot be used."""

from __future__ import annotations

from pathlib import Path

import pytest

from api.serving.bundle_advice import advice, general_advice
from linking.bundle.errors import DataDirectoryError, FileSizeError, FoldingError, FormatError
from linking.errors import LinkingError


@pytest.mark.parametrize(
    ("error", "named"),
    [
        (FormatError(9, 1), "training run --wiki kwwiki"),
        (FoldingError("kwwiki", 1, 2), "training run --wiki kwwiki"),
        (FileSizeError(Path("model.ubj"), 1, 2), "rollback --wiki kwwiki"),
        (DataDirectoryError(Path("data"), "gone"), "mounted"),
        (LinkingError("unheard of"), "rollback --wiki kwwiki"),
    ],
)
def test_the_advice_names_the_command(error: LinkingError, named: str) -> None:
    assert named in advice(error, "kwwiki")


def test_without_the_error_the_advice_is_general() -> None:
    assert general_advice("kwwiki") == advice(LinkingError("unheard of"), "kwwiki")
