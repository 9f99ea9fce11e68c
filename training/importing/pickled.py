"""Reading a few plain values out of pickles without unpickling.

A pickle is a program, and `pickle.loads` runs it, with any function that it names: a data file must not be able to do
that (https://docs.python.org/3/library/pickle.html). So the program is only looked at, instruction by instruction
(`pickletools.genops`, which takes them apart and does nothing else), by a machine that knows those few with which
text, whole numbers, dictionaries from text to whole numbers and vectors of float32 are written. No name in a pickle is
looked up: the few that NumPy's vectors need are known here by spelling, and stand for functions of pickle_machine.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from training.errors import TrainingError
from training.importing.pickle_machine import Machine, RefusedError, Vector, kind_of

Value = str | int | dict[str, int] | NDArray[np.float32]


class PickleRefusedError(TrainingError):
    """A pickle holds something else than was expected. key: of the row that held it."""

    exit_code = 65  # EX_DATAERR

    def __init__(self, key: str, problem: str) -> None:
        super().__init__(f"value of {key!r:.200}: {problem}")
        self.key = key
        self.problem = problem


def read_counts(key: str, content: bytes) -> dict[str, int]:
    """A dictionary from text to whole numbers. Raises PickleRefusedError."""
    value = _read(key, content)
    if not isinstance(value, dict):
        raise PickleRefusedError(key, f"a {kind_of(value)} where a dictionary should be")
    return value


def read_text(key: str, content: bytes) -> str:
    """A text. Raises PickleRefusedError."""
    value = _read(key, content)
    if not isinstance(value, str):
        raise PickleRefusedError(key, f"a {kind_of(value)} where a text should be")
    return value


def read_number(key: str, content: bytes) -> int:
    """A whole number. Raises PickleRefusedError."""
    value = _read(key, content)
    if not isinstance(value, int):
        raise PickleRefusedError(key, f"a {kind_of(value)} where a whole number should be")
    return value


def read_vector(key: str, content: bytes) -> NDArray[np.float32]:
    """A vector of finite float32, shape (dimensions,). Raises PickleRefusedError."""
    value = _read(key, content)
    if not isinstance(value, np.ndarray):
        raise PickleRefusedError(key, f"a {kind_of(value)} where a vector should be")
    return value


def _read(key: str, content: bytes) -> Value:
    try:
        return _checked(Machine().run(content))
    except RefusedError as error:
        raise PickleRefusedError(key, str(error)) from error
    except (ValueError, IndexError, KeyError, TypeError, OverflowError, UnicodeError, AttributeError) as error:
        raise PickleRefusedError(key, f"not a whole pickle: {error}") from error


def _checked(value: object) -> Value:
    if isinstance(value, Vector):
        if value.array is None or not np.isfinite(value.array).all():
            raise RefusedError("a vector without numbers, or with some that are not finite")
        return value.array
    if isinstance(value, dict):
        for name, count in value.items():
            if type(name) is not str or type(count) is not int:
                raise RefusedError(f"{kind_of(name)} with {kind_of(count)} in a dictionary")
        return value
    if type(value) is str or type(value) is int:
        return value
    raise RefusedError(f"a {kind_of(value)}")
