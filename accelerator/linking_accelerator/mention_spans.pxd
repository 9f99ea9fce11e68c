"""The places of mentions, as linking.mentions.Mention has them."""

from cpython.long cimport PyLong_AsSsize_t
from cpython.tuple cimport PyTuple_Check, PyTuple_GET_ITEM, PyTuple_GET_SIZE

cdef enum:
    FIELDS = 5


cdef struct Span:
    Py_ssize_t start  # of the prefix, if there is one
    Py_ssize_t end  # of the suffix, if there is one
    Py_ssize_t suffix
    Py_ssize_t prefix


cdef inline Py_ssize_t read_number(mention, Py_ssize_t field) except? -1:
    return PyLong_AsSsize_t(<object> PyTuple_GET_ITEM(mention, field))


cdef inline int read_span(Span *span, mention, Py_ssize_t length) except -1:
    """Read a mention in a text of this length.

    Raises:
        ValueError: If it is not inside the text.
    """
    if not PyTuple_Check(mention) or PyTuple_GET_SIZE(mention) != FIELDS:
        raise TypeError("not a mention")
    span.start, span.end = read_number(mention, 0), read_number(mention, 1)
    span.suffix, span.prefix = read_number(mention, 3), read_number(mention, 4)
    if not (0 <= span.start <= span.end <= length):
        raise ValueError(f"the mention {mention} is outside of the text")
    if not (0 <= span.suffix <= span.end - span.start and 0 <= span.prefix <= span.end - span.start - span.suffix):
        raise ValueError(f"the mention {mention} has no anchor")
    return 0
