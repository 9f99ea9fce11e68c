"""A pickle machine that supports only the instructions of plain values, and calls no function that a pickle names."""

from __future__ import annotations

import pickletools
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray


class RefusedError(Exception):
    """The pickle has an instruction or a value that plain values do not need."""


@dataclass(frozen=True, slots=True)
class _Name:
    """A name in the pickle, which is not resolved."""

    name: str


@dataclass(slots=True)
class _Type:
    """A NumPy data type.

    Attributes:
        code: Its type code.
        byte_order: "<", ">" or "=".
    """

    code: str
    byte_order: str = "="


@dataclass(slots=True)
class Vector:
    """An array. It has no content until the machine sets its state."""

    array: NDArray[np.float32] | None = None


_MARK = object()
_NAMES = {
    (f"numpy.{core}.multiarray", "_reconstruct"): _Name("reconstruct") for core in ("core", "_core")
} | {
    (f"numpy.{core}.numeric", "_frombuffer"): _Name("frombuffer") for core in ("core", "_core")
} | {
    ("numpy", "ndarray"): _Name("ndarray"),
    ("numpy", "dtype"): _Name("dtype"),
    ("_codecs", "encode"): _Name("encode"),
    ("__builtin__", "bytes"): _Name("empty"),  # protocols before 3 write empty bytes as a call of bytes()
    ("builtins", "bytes"): _Name("empty"),
}  # fmt: skip


def type_name(value: object) -> str:
    """Return the name of a value's type for messages. For a name in the pickle, return that name."""
    return value.name if isinstance(value, _Name) else type(value).__name__.strip("_")


class PickleMachine:
    """The stack and the memo of the machine, and its instructions."""

    def __init__(self) -> None:
        self._stack: list[Any] = []
        self._memo: dict[int, Any] = {}

    def run(self, content: bytes) -> object:
        """Return the value of the pickle.

        Raises:
            RefusedError: The pickle needs something that the machine does not support, or data follows its end.
            Exception: The pickle is damaged. Instructions without operands raise IndexError, for example.
        """
        for operation, argument, position in pickletools.genops(content):
            if operation.name == "STOP":
                if position != len(content) - 1 or len(self._stack) != 1:
                    raise RefusedError("data follows the end of the pickle")
                return self._stack.pop()
            step = _STEPS.get(operation.name)
            if step is None:
                raise RefusedError(f"the instruction {operation.name} is not supported")
            step(self, argument)
        raise RefusedError("the pickle has no end")

    def _push(self, value: object) -> None:
        """Push the value that an instruction contains."""
        self._stack.append(value)

    def _put(self, index: int) -> None:
        self._memo[index] = self._stack[-1]

    def _memoize(self, _: None) -> None:
        self._memo[len(self._memo)] = self._stack[-1]

    def _get(self, index: int) -> None:
        self._stack.append(self._memo[index])

    def _mark(self, _: None) -> None:
        self._stack.append(_MARK)

    def _make_dictionary(self, _: None) -> None:
        self._fill({}, self._items_after_mark())

    def _set_item(self, _: None) -> None:
        value, name = self._stack.pop(), self._stack.pop()
        self._fill(self._stack.pop(), [name, value])

    def _set_items(self, _: None) -> None:
        items = self._items_after_mark()
        self._fill(self._stack.pop(), items)

    def _make_tuple(self, _: None) -> None:
        self._stack.append(tuple(self._items_after_mark()))

    def _make_short_tuple(self, length: int) -> None:
        start = len(self._stack) - length
        if start < 0:
            raise RefusedError("a tuple is longer than the stack")
        self._stack[start:] = [tuple(self._stack[start:])]

    def _push_global(self, argument: str) -> None:
        module, _, name = argument.partition(" ")
        self._push_name(module, name)

    def _push_stack_global(self, _: None) -> None:
        name, module = self._stack.pop(), self._stack.pop()
        self._push_name(module, name)

    def _reduce(self, _: None) -> None:
        arguments, function = self._stack.pop(), self._stack.pop()
        made = _FUNCTIONS.get(function.name) if isinstance(function, _Name) else None
        if made is None or not isinstance(arguments, tuple):
            raise RefusedError(f"a call of {type_name(function)} is not supported")
        self._stack.append(made(*arguments))

    def _build(self, _: None) -> None:
        state, target = self._stack.pop(), self._stack[-1]
        if isinstance(target, _Type):
            target.byte_order = state[1]
        elif isinstance(target, Vector):
            _, shape, dtype, _, content = state
            target.array = _vector(content, dtype, shape)
        else:
            raise RefusedError(f"a state for {type_name(target)} is not supported")

    def _push_name(self, module: object, name: object) -> None:
        known = _NAMES.get((module, name))  # type: ignore[arg-type]
        if known is None:
            raise RefusedError(f"the name {module}.{name} is not supported"[:200])
        self._stack.append(known)

    def _items_after_mark(self) -> list[Any]:
        start = len(self._stack) - 1
        while self._stack[start] is not _MARK:
            start -= 1
            if start < 0:
                raise RefusedError("a mark is missing")
        marked = self._stack[start + 1 :]
        del self._stack[start:]
        return marked

    def _fill(self, target: object, items: list[Any]) -> None:
        if type(target) is not dict or len(items) % 2:
            raise RefusedError(f"items for {type_name(target)} are not supported")
        for name, value in zip(items[::2], items[1::2], strict=True):
            if type(name) is not str or type(value) is not int:
                raise RefusedError(f"a dictionary maps {type_name(name)} to {type_name(value)}")
            target[name] = value
        self._stack.append(target)


def _vector(content: object, dtype: object, shape: object) -> NDArray[np.float32]:
    if not isinstance(dtype, _Type) or dtype.code != "f4" or dtype.byte_order not in ("<", "="):
        raise RefusedError("an array is not of little-endian float32")
    if not isinstance(content, bytes | bytearray) or not isinstance(shape, tuple) or len(shape) != 1:
        raise RefusedError("an array is not a vector")
    vector = np.frombuffer(bytes(content), "<f4").astype(np.float32)
    if vector.shape != shape:
        raise RefusedError("the length of a vector does not match its data")
    return vector


def _frombuffer(content: object, dtype: object, shape: object, _: object = "C") -> Vector:
    return Vector(_vector(content, dtype, shape))


def _reconstruct(array_class: object, *_: object) -> Vector:
    if array_class != _Name("ndarray"):
        raise RefusedError(f"an array of the class {type_name(array_class)} is not supported")
    return Vector()


def _dtype(code: object, *_: object) -> _Type:
    if code not in ("f4", "<f4"):
        raise RefusedError(f"an array of {code} is not supported"[:100])
    return _Type("f4", "<")


def _encode(text: object, encoding: object) -> bytes:
    if not isinstance(text, str) or encoding != "latin1":
        raise RefusedError("bytes are not encoded as latin1")
    return text.encode("latin1")


_FUNCTIONS: Mapping[str, Callable[..., object]] = {
    "reconstruct": _reconstruct,
    "frombuffer": _frombuffer,
    "dtype": _dtype,
    "encode": _encode,
    "empty": lambda: b"",
}

_Step = Callable[[PickleMachine, Any], None]


_VALUES = (
    *("BINUNICODE", "SHORT_BINUNICODE", "BINUNICODE8", "UNICODE"),
    *("BININT", "BININT1", "BININT2", "INT", "LONG", "LONG1", "LONG4"),
    *("BINBYTES", "SHORT_BINBYTES", "BINBYTES8", "BYTEARRAY8"),
)
_STEPS: Mapping[str, _Step] = {
    **dict.fromkeys(_VALUES, PickleMachine._push),
    **dict.fromkeys(("PUT", "BINPUT", "LONG_BINPUT"), PickleMachine._put),
    **dict.fromkeys(("GET", "BINGET", "LONG_BINGET"), PickleMachine._get),
    "PROTO": lambda *_: None,
    "FRAME": lambda *_: None,
    "MEMOIZE": PickleMachine._memoize,
    "NONE": lambda machine, _: machine._push(None),
    "NEWTRUE": lambda machine, _: machine._push(True),
    "NEWFALSE": lambda machine, _: machine._push(False),
    "EMPTY_TUPLE": lambda machine, _: machine._push(()),
    "EMPTY_DICT": lambda machine, _: machine._push({}),
    "MARK": PickleMachine._mark,
    "DICT": PickleMachine._make_dictionary,
    "SETITEM": PickleMachine._set_item,
    "SETITEMS": PickleMachine._set_items,
    "TUPLE": PickleMachine._make_tuple,
    "TUPLE1": lambda machine, _: machine._make_short_tuple(1),
    "TUPLE2": lambda machine, _: machine._make_short_tuple(2),
    "TUPLE3": lambda machine, _: machine._make_short_tuple(3),
    "GLOBAL": PickleMachine._push_global,
    "STACK_GLOBAL": PickleMachine._push_stack_global,
    "REDUCE": PickleMachine._reduce,
    "BUILD": PickleMachine._build,
}
