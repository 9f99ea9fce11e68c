"""The places of mentions, as linking.mentions.Mention has them."""

from cpython.tuple cimport PyTuple_Check, PyTuple_GET_SIZE

cdef enum:
    FIELDS = 5


cdef struct Span:
    Py_ssize_t start  # of the prefix, if there is one
    Py_ssize_t end  # of the suffix, if there is one
    Py_ssize_t suffix
    Py_ssize_t prefix


cdef inline int read_span(Span *span, mention, Py_ssize_t length) except -1:
    """Read a mention in a text of this length.

    Raises:
        ValueError: If it is not inside the text.
    """
    if not PyTuple_Check(mention) or PyTuple_GET_SIZE(mention) != FIELDS:
        raise TypeError("not a mention")
    span.start, span.end, span.suffix, span.prefix = mention[0], mention[1], mention[3], mention[4]
    if not (0 <= span.start <= span.end <= length):
        raise ValueError(f"the mention {mention} is outside of the text")
    if not (0 <= span.suffix <= span.end - span.start and 0 <= span.prefix <= span.end - span.start - span.suffix):
        raise ValueError(f"the mention {mention} has no anchor")
    return 0
