"""The machine that takes pickles apart: the few instructions of plain values, and no others."""

from __future__ import annotations

import pickletools
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray


class RefusedError(Exception):
    """The pickle holds something that no plain value needs."""


@dataclass(frozen=True, slots=True)
class _Name:
    """A name in the pickle: a spelling, not what it names."""

    name: str


@dataclass(slots=True)
class _Type:
    """A NumPy data type in the making. order: of the bytes."""

    code: str
    order: str = "="


@dataclass(slots=True)
class Vector:
    """An array in the making."""

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
    ("__builtin__", "bytes"): _Name("empty"),  # how protocols before 3 write bytes, if there are none
    ("builtins", "bytes"): _Name("empty"),
}  # fmt: skip


def kind_of(value: object) -> str:
    return value.name if isinstance(value, _Name) else type(value).__name__.strip("_")


class Machine:
    """The stack and the memo of the pickle machine."""

    def __init__(self) -> None:
        self._stack: list[Any] = []
        self._memo: list[Any] | dict[int, Any] = {}

    def run(self, content: bytes) -> object:
        """The value that the pickle describes; nothing may follow it."""
        for operation, argument, position in pickletools.genops(content):
            if operation.name == "STOP":
                if position != len(content) - 1 or len(self._stack) != 1:
                    raise RefusedError("something is left over behind the value")
                return self._stack.pop()
            step = _STEPS.get(operation.name)
            if step is None:
                raise RefusedError(f"instruction {operation.name}, which no plain value needs")
            step(self, argument)
        raise RefusedError("no end")

    def push(self, value: object) -> None:
        """For instructions that carry their value."""
        self._stack.append(value)

    def put(self, index: int) -> None:
        self._memo[index] = self._stack[-1]

    def memoize(self, _: None) -> None:
        self._memo[len(self._memo)] = self._stack[-1]

    def get(self, index: int) -> None:
        self._stack.append(self._memo[index])

    def mark(self, _: None) -> None:
        self._stack.append(_MARK)

    def make_dictionary(self, _: None) -> None:
        self._fill({}, self._marked())

    def set_item(self, _: None) -> None:
        value, name = self._stack.pop(), self._stack.pop()
        self._fill(self._stack.pop(), [name, value])

    def set_items(self, _: None) -> None:
        items = self._marked()
        self._fill(self._stack.pop(), items)

    def make_tuple(self, _: None) -> None:
        self._stack.append(tuple(self._marked()))

    def take_tuple(self, length: int) -> None:
        start = len(self._stack) - length
        if start < 0:
            raise RefusedError("a tuple of more than there is")
        self._stack[start:] = [tuple(self._stack[start:])]

    def name(self, argument: str) -> None:
        module, _, name = argument.partition(" ")
        self._name(module, name)

    def name_of_stack(self, _: None) -> None:
        name, module = self._stack.pop(), self._stack.pop()
        self._name(module, name)

    def reduce(self, _: None) -> None:
        arguments, function = self._stack.pop(), self._stack.pop()
        made = _FUNCTIONS.get(function.name) if isinstance(function, _Name) else None
        if made is None or not isinstance(arguments, tuple):
            raise RefusedError(f"a call of {kind_of(function)}")
        self._stack.append(made(*arguments))

    def build(self, _: None) -> None:
        state, target = self._stack.pop(), self._stack[-1]
        if isinstance(target, _Type):
            target.order = state[1]
        elif isinstance(target, Vector):
            _, shape, kind, _, content = state
            target.array = _floats(content, kind, shape)
        else:
            raise RefusedError(f"a state for a {kind_of(target)}")

    def _name(self, module: object, name: object) -> None:
        known = _NAMES.get((module, name))  # type: ignore[arg-type]
        if known is None:
            raise RefusedError(f"the name {module}.{name}"[:200])
        self._stack.append(known)

    def _marked(self) -> list[Any]:
        start = len(self._stack) - 1
        while self._stack[start] is not _MARK:
            start -= 1
            if start < 0:
                raise RefusedError("no mark")
        marked = self._stack[start + 1 :]
        del self._stack[start:]
        return marked

    def _fill(self, target: object, items: list[Any]) -> None:
        if type(target) is not dict or len(items) % 2:
            raise RefusedError(f"items for a {kind_of(target)}")
        for name, value in zip(items[::2], items[1::2], strict=True):
            if type(name) is not str or type(value) is not int:
                raise RefusedError(f"{kind_of(name)} with {kind_of(value)} in a dictionary")
            target[name] = value
        self._stack.append(target)


def _floats(content: object, kind: object, shape: object) -> NDArray[np.float32]:
    if not isinstance(kind, _Type) or kind.code != "f4" or kind.order not in ("<", "="):
        raise RefusedError("an array of other numbers than little-endian float32")
    if not isinstance(content, bytes | bytearray) or not isinstance(shape, tuple) or len(shape) != 1:
        raise RefusedError("an array that is no vector")
    vector = np.frombuffer(bytes(content), "<f4").astype(np.float32)
    if vector.shape != shape:
        raise RefusedError("a vector of another length than it says")
    return vector


def _frombuffer(content: object, kind: object, shape: object, _: object = "C") -> Vector:
    return Vector(_floats(content, kind, shape))


def _reconstruct(kind: object, *_: object) -> Vector:
    if kind != _Name("ndarray"):
        raise RefusedError(f"an array of kind {kind_of(kind)}")
    return Vector()


def _type(code: object, *_: object) -> _Type:
    if code not in ("f4", "<f4"):
        raise RefusedError(f"an array of {code}"[:100])
    return _Type("f4", "<")


def _encode(text: object, encoding: object) -> bytes:
    if not isinstance(text, str) or encoding != "latin1":
        raise RefusedError("bytes in another encoding than latin1")
    return text.encode("latin1")


_FUNCTIONS: Mapping[str, Callable[..., object]] = {
    "reconstruct": _reconstruct,
    "frombuffer": _frombuffer,
    "dtype": _type,
    "encode": _encode,
    "empty": lambda: b"",
}

_Step = Callable[[Machine, Any], None]


def _nothing(_: Machine, __: object) -> None:
    pass


def _pushing(value: object) -> _Step:
    return lambda machine, _: machine.push(value)


_VALUES = (
    *("BINUNICODE", "SHORT_BINUNICODE", "BINUNICODE8", "UNICODE"),
    *("BININT", "BININT1", "BININT2", "INT", "LONG", "LONG1", "LONG4"),
    *("BINBYTES", "SHORT_BINBYTES", "BINBYTES8", "BYTEARRAY8"),
)
_STEPS: Mapping[str, _Step] = {
    **dict.fromkeys(_VALUES, Machine.push),
    **dict.fromkeys(("PUT", "BINPUT", "LONG_BINPUT"), Machine.put),
    **dict.fromkeys(("GET", "BINGET", "LONG_BINGET"), Machine.get),
    "PROTO": _nothing,
    "FRAME": _nothing,
    "MEMOIZE": Machine.memoize,
    "NONE": _pushing(None),
    "NEWTRUE": _pushing(True),
    "NEWFALSE": _pushing(False),
    "EMPTY_TUPLE": _pushing(()),
    "EMPTY_DICT": lambda machine, _: machine.push({}),
    "MARK": Machine.mark,
    "DICT": Machine.make_dictionary,
    "SETITEM": Machine.set_item,
    "SETITEMS": Machine.set_items,
    "TUPLE": Machine.make_tuple,
    "TUPLE1": lambda machine, _: machine.take_tuple(1),
    "TUPLE2": lambda machine, _: machine.take_tuple(2),
    "TUPLE3": lambda machine, _: machine.take_tuple(3),
    "GLOBAL": Machine.name,
    "STACK_GLOBAL": Machine.name_of_stack,
    "REDUCE": Machine.reduce,
    "BUILD": Machine.build,
}
