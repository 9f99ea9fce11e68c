"""Errors keep their attributes on the way between processes."""

from __future__ import annotations

import pickle

from linking.errors import LinkingError, PortableError


class AnchorError(LinkingError):
    """Takes other parameters than its message."""

    def __init__(self, anchor: str, *, count: int) -> None:
        super().__init__(f"{anchor}: {count} candidates")
        self.anchor, self.count = anchor, count


def test_an_unpickled_error_is_the_same():
    error = pickle.loads(pickle.dumps(AnchorError("fal", count=3)))
    assert isinstance(error, AnchorError)
    assert (error.anchor, error.count, str(error)) == ("fal", 3, "fal: 3 candidates")


def test_an_error_without_attributes_keeps_its_message():
    assert str(pickle.loads(pickle.dumps(PortableError("gone")))) == "gone"
