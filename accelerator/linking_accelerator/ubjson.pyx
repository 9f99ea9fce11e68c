"""Universal Binary JSON (https://ubjson.org) as XGBoost writes it: arrays of numbers of one type become numpy arrays."""

from libc.stdint cimport int64_t

import numpy as np

cdef enum:
    MAX_DEPTH = 64

cdef dict TYPES = {
    ord(marker): np.dtype(f">{code}")
    for marker, code in {"i": "i1", "U": "u1", "I": "i2", "l": "i4", "L": "i8", "d": "f4", "D": "f8"}.items()
}
cdef object frombuffer = np.frombuffer
cdef dict CONSTANTS = {ord("Z"): None, ord("T"): True, ord("F"): False}


def decode(bytes data not None):
    """Decode a document.

    Args:
        data: The document. Arrays of numbers are views of it.

    Raises:
        ValueError: If it is none, or has parts that XGBoost does not write.
    """
    reader = Reader(data)
    found = reader.value(reader.byte(), 0)
    if reader.position != len(data):
        raise ValueError("something follows the document")
    return found


cdef class Reader:
    cdef bytes document
    cdef const unsigned char[::1] data
    cdef Py_ssize_t position

    def __cinit__(self, bytes document not None):
        self.document, self.data, self.position = document, document, 0

    cdef Py_ssize_t take(self, int64_t length) except -1:
        """Return the position of the next bytes, and go on after them."""
        cdef Py_ssize_t start = self.position
        if not 0 <= length <= self.data.shape[0] - start:
            raise ValueError("the document is not complete")
        self.position = start + length
        return start

    cdef int byte(self) except -1:
        return self.data[self.take(1)]

    cdef bint skip(self, int marker) except -1:
        """Return whether the next byte is this marker, and go on after it."""
        if self.position < self.data.shape[0] and self.data[self.position] == marker:
            self.position += 1
            return True
        return False

    cdef object numbers(self, int marker, int64_t count):
        if marker not in TYPES or count < 0 or count > self.data.shape[0]:
            raise ValueError(f"there are no arrays of the type {marker}")
        kind = TYPES[marker]
        start = self.take(count * kind.itemsize)
        return frombuffer(self.document, kind, count, start)

    cdef object number(self, int marker):
        return self.numbers(marker, 1)[0].item()

    cdef int64_t length(self) except -1:
        cdef int64_t value = 0
        cdef int index
        cdef Py_ssize_t start
        cdef int marker = self.byte()
        if marker != c"L":
            return max(int(self.number(marker)), 0)
        start = self.take(8)
        if self.data[start] >= 128:
            raise ValueError("a length is negative")
        for index in range(8):
            value = value << 8 | self.data[start + index]
        return value

    cdef str text(self):
        cdef int64_t length = self.length()
        cdef Py_ssize_t start = self.take(length)
        return self.document[start : start + length].decode()

    cdef object value(self, int marker, int depth):
        if depth > MAX_DEPTH:
            raise ValueError("values are nested too deeply")
        if marker == c"[":
            return self.array(depth)
        if marker == c"{":
            return self.members(depth)
        if marker == c"S":
            return self.text()
        if marker in CONSTANTS:
            return CONSTANTS[marker]
        return self.number(marker)

    cdef object array(self, int depth):
        if self.skip(c"$"):
            marker = self.byte()
            if not self.skip(c"#"):
                raise ValueError("an array of one type has no length")
            return self.numbers(marker, self.length())
        cdef list found = []
        if self.skip(c"#"):
            for _ in range(self.length()):
                found.append(self.value(self.byte(), depth + 1))
        else:
            while not self.skip(c"]"):
                found.append(self.value(self.byte(), depth + 1))
        return found

    cdef dict members(self, int depth):
        cdef dict found = {}
        while not self.skip(c"}"):
            name = self.text()
            found[name] = self.value(self.byte(), depth + 1)
        return found
