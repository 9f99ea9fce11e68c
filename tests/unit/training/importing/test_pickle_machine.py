"""The pickle machine runs only the instructions of plain values."""

from __future__ import annotations

import pickle

import numpy as np
import pytest

from training.importing.pickle_machine import PickleMachine, RefusedError, Vector, type_name


@pytest.mark.parametrize("value", ["text", "é🜚", 5, -(10**30), {"Paris": 5}, b"bytes", (), None])
@pytest.mark.parametrize("protocol", range(pickle.HIGHEST_PROTOCOL + 1))
def test_plain_values_are_read(value: object, protocol: int) -> None:
    assert PickleMachine().run(pickle.dumps(value, protocol)) == value


def test_a_value_may_occur_several_times() -> None:
    """The memo holds it."""
    text = "a text that is long enough for the memo"
    assert PickleMachine().run(pickle.dumps((text, text, text))) == (text, text, text)


def test_a_vector_has_an_array() -> None:
    vector = PickleMachine().run(pickle.dumps(np.arange(3, dtype=np.float32)))
    assert isinstance(vector, Vector)
    assert vector.array is not None
    assert vector.array.tolist() == [0, 1, 2]


@pytest.mark.parametrize(
    ("program", "message"),
    [
        (b"cos\nsystem\n.", "the name os.system is not supported"),
        (b"(lp0\n.", "the instruction LIST is not supported"),
        (b"I1\nI2\n.", "data follows the end"),
        (b"I1\n.x", "data follows the end"),
        (b"K\x01K\x02K\x03s.", "items for int are not supported"),
        (b"}K\x01K\x02s.", "a dictionary maps int to int"),
        (b"K\x01t.", "a mark is missing"),
        (b"K\x01\x86.", "a tuple is longer than the stack"),
        (b"K\x01)R.", "a call of int is not supported"),
        (b"K\x01)b.", "a state for int is not supported"),
        (b"cnumpy\ndtype\n(X\x02\x00\x00\x00f8tR.", "an array of f8 is not supported"),
        (b"c_codecs\nencode\n(X\x01\x00\x00\x00xX\x05\x00\x00\x00utf-8tR.", "bytes are not encoded as latin1"),
    ],
)
def test_anything_else_is_refused(program: bytes, message: str) -> None:
    with pytest.raises(RefusedError, match=message):
        PickleMachine().run(program)


def test_types_have_a_name() -> None:
    assert type_name(5) == "int"
    assert type_name(Vector()) == "Vector"
