"""Plain values are read from pickles without running them."""

from __future__ import annotations

import collections
import datetime
import os
import pickle
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.helpers.training.data_sets import PROTOCOLS
from training.importing.pickled import PickleRefusedError, read_counts, read_number, read_text, read_vector

PROTOCOL = st.sampled_from(list(PROTOCOLS))
SINGLE = st.floats(width=32, allow_nan=False, allow_infinity=False)


@given(st.dictionaries(st.text(), st.integers()), PROTOCOL)
def test_dictionaries_are_read(value: dict[str, int], protocol: int) -> None:
    assert read_counts("key", pickle.dumps(value, protocol)) == value


@given(st.text(), PROTOCOL)
def test_strings_are_read(value: str, protocol: int) -> None:
    assert read_text("key", pickle.dumps(value, protocol)) == value


@given(st.integers(), PROTOCOL)
def test_integers_are_read(value: int, protocol: int) -> None:
    assert read_number("key", pickle.dumps(value, protocol)) == value


@given(st.lists(SINGLE, max_size=60), PROTOCOL)
def test_vectors_are_read(value: list[float], protocol: int) -> None:
    vector = np.array(value, np.float32)
    assert read_vector("key", pickle.dumps(vector, protocol)).tobytes() == vector.tobytes()


def test_vectors_of_older_numpy_are_read() -> None:
    """NumPy 1 had other module names."""
    vector = np.arange(3, dtype=np.float32)
    content = pickle.dumps(vector, 2)
    old = content.replace(b"numpy._core.multiarray", b"numpy.core.multiarray")
    assert read_vector("key", old).tolist() == [0, 1, 2]
    assert old != content


class _Runs:
    """Creates a directory when it is unpickled."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def __reduce__(self) -> tuple[Callable[..., object], tuple[str]]:
        return os.mkdir, (str(self._path),)


@pytest.mark.parametrize("protocol", PROTOCOLS)
@pytest.mark.parametrize("read", [read_counts, read_text, read_number, read_vector])
def test_nothing_is_run(tmp_path: Path, read: Callable[[str, bytes], object], protocol: int) -> None:
    """The error names the key of the pickle."""
    content = pickle.dumps(_Runs(tmp_path / "made"), protocol)
    with pytest.raises(PickleRefusedError, match="'the key'") as caught:
        read("the key", content)
    assert caught.value.key == "the key"
    assert not (tmp_path / "made").exists()


REFUSED = {
    "list": [1],
    "tuple": (1,),
    "set": {1},
    "nothing": None,
    "truth": True,
    "fraction": 1.5,
    "bytes": b"x",
    "date": datetime.date(2026, 1, 1),
    "counter": collections.Counter("x"),
    "a number as key": {1: 1},
    "a fraction as count": {"x": 1.5},
    "a truth as count": {"x": True},
    "a text as count": {"x": "1"},
    "a dictionary in a dictionary": {"x": {}},
    "a NumPy number as count": {"x": np.int64(1)},
    "doubles": np.zeros(3),
    "whole numbers": np.zeros(3, np.int32),
    "big-endian": np.zeros(3, ">f4"),
    "a matrix": np.zeros((2, 2), np.float32),
    "objects": np.array([{}], object),
    "not a number": np.array([np.nan], np.float32),
    "a scalar": np.float32(1),
    "a function": os.system,
}


@pytest.mark.parametrize("protocol", PROTOCOLS)
@pytest.mark.parametrize("value", REFUSED.values(), ids=list(REFUSED))
def test_any_other_value_is_refused(value: object, protocol: int) -> None:
    content = pickle.dumps(value, protocol)
    for read in (read_counts, read_text, read_number, read_vector):
        with pytest.raises(PickleRefusedError):
            read("key", content)


@given(st.binary(max_size=200))
def test_any_other_bytes_are_refused(content: bytes) -> None:
    """No other error is raised."""
    for read in (read_counts, read_vector):
        try:
            read("key", content)
        except PickleRefusedError:
            continue


@given(st.data(), PROTOCOL)
def test_a_damaged_pickle_is_refused_or_read(data: st.DataObject, protocol: int) -> None:
    """No other error is raised."""
    for value, read in (({"Paris": 5, "Rome": 300}, read_counts), (np.arange(4, dtype=np.float32), read_vector)):
        content = bytearray(pickle.dumps(value, protocol))
        for _ in range(data.draw(st.integers(1, 3))):
            content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
        del content[data.draw(st.integers(1, len(content))) :]
        try:
            read("key", bytes(content))
        except PickleRefusedError:
            continue


def test_data_after_the_value_is_refused() -> None:
    """Another program might read a second pickle there."""
    with pytest.raises(PickleRefusedError, match="data follows"):
        read_text("key", pickle.dumps("x") + b"x")
