"""Reads strings, integers, dictionaries of counts and vectors from pickles without running them.

A pickle is a program that can call any function, and `pickle.loads` runs it. A data file must not be able to do that.
This module interprets the program itself: `pickletools.genops` decodes its instructions, and `pickle_machine` supports
only the few that write the expected values. It never imports a name that occurs in a pickle. It recognizes the few
names that NumPy's vectors need, and calls its own functions in their place.

References:
    https://docs.python.org/3/library/pickle.html
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from training.errors import TrainingError
from training.importing.pickle_machine import PickleMachine, RefusedError, Vector, type_name

Value = str | int | dict[str, int] | NDArray[np.float32]


class PickleRefusedError(TrainingError):
    """A pickle does not hold a value of the expected type.

    Attributes:
        key: Key of the row.
        problem: What is wrong with the value.
    """

    exit_code = 65  # EX_DATAERR

    def __init__(self, key: str, problem: str) -> None:
        super().__init__(f"value of {key!r:.200}: {problem}")
        self.key = key
        self.problem = problem


def read_counts(key: str, content: bytes) -> dict[str, int]:
    """Return a dictionary from strings to integers.

    Raises:
        PickleRefusedError: The value is of another type.
    """
    value = _read(key, content)
    if not isinstance(value, dict):
        raise PickleRefusedError(key, f"expected a dictionary, found {type_name(value)}")
    return value


def read_text(key: str, content: bytes) -> str:
    """Return a string.

    Raises:
        PickleRefusedError: The value is of another type.
    """
    value = _read(key, content)
    if not isinstance(value, str):
        raise PickleRefusedError(key, f"expected a string, found {type_name(value)}")
    return value


def read_number(key: str, content: bytes) -> int:
    """Return an integer.

    Raises:
        PickleRefusedError: The value is of another type.
    """
    value = _read(key, content)
    if not isinstance(value, int):
        raise PickleRefusedError(key, f"expected an integer, found {type_name(value)}")
    return value


def read_vector(key: str, content: bytes) -> NDArray[np.float32]:
    """Return a vector of finite numbers; shape (dimensions,).

    Raises:
        PickleRefusedError: The value is of another type.
    """
    value = _read(key, content)
    if not isinstance(value, np.ndarray):
        raise PickleRefusedError(key, f"expected a vector, found {type_name(value)}")
    return value


def _read(key: str, content: bytes) -> Value:
    try:
        return _checked(PickleMachine().run(content))
    except RefusedError as error:
        raise PickleRefusedError(key, str(error)) from error
    except (ValueError, IndexError, KeyError, TypeError, OverflowError, UnicodeError, AttributeError) as error:
        raise PickleRefusedError(key, f"damaged pickle: {error}") from error


def _checked(value: object) -> Value:
    if isinstance(value, Vector):
        if value.array is None or not np.isfinite(value.array).all():
            raise RefusedError("the vector is empty or has numbers that are not finite")
        return value.array
    if isinstance(value, dict):
        for name, count in value.items():
            if type(name) is not str or type(count) is not int:
                raise RefusedError(f"a dictionary maps {type_name(name)} to {type_name(count)}")
        return value
    if type(value) is str or type(value) is int:
        return value
    raise RefusedError(f"unexpected {type_name(value)}")
