"""The binary records of linking.store.record_layout, and arrays as bytes."""

cdef enum:  # the layout of linking.store.record_layout
    ANCHOR_SIZE = 28
    CASE_PROBABILITY = 16  # offset of case_link_probability
    CASE_ARTICLES = 20
    CASE_CLASSES = 4
    CANDIDATE_SIZE = 10
    PAGE_SIZE = 74
    OUTGOING = 4
    LINK_RATE = 6
    LENGTH = 8
    VECTOR = 10
    DIMENSIONS = 64
    TITLE = 1
    TITLE_WITHOUT_PARENTHESES = 2
    REDIRECT_TITLE = 4
    LEVELS = 256  # of a quantized probability


cdef inline uint32_t four_bytes(const char *value) noexcept:
    cdef const uint8_t *parts = <const uint8_t *> value
    return parts[0] | parts[1] << 8 | parts[2] << 16 | <uint32_t> parts[3] << 24


cdef inline uint16_t two_bytes(const char *value) noexcept:
    cdef const uint8_t *parts = <const uint8_t *> value
    return parts[0] | parts[1] << 8


cdef float half_precision(const char *value) noexcept:
    """Read a number of two bytes."""
    cdef uint16_t half = two_bytes(value)
    cdef uint32_t exponent = half >> 10 & 0x1F, fraction = half & 0x3FF, bits
    cdef float number
    if not exponent:
        number = <float> fraction / <float> (1 << 24)
    else:
        bits = (255 if exponent == 31 else exponent + 112) << 23 | fraction << 13
        memcpy(&number, &bits, sizeof(float))
    return -number if half >> 15 else number


cdef inline float vector_element(const char *record, Py_ssize_t dimension) noexcept:
    return <float> (<const int8_t *> record)[VECTOR + dimension] / <float> 127


cdef const char *article_record(dict articles, page) except? NULL:
    """Return the record of an article, or NULL if it is not one; the dictionary keeps it."""
    record = articles.get(page)
    if record is None:
        return NULL
    if not PyBytes_Check(record) or PyBytes_GET_SIZE(record) < PAGE_SIZE:
        raise ValueError(f"the record of page {page} is too short")
    return PyBytes_AS_STRING(record)


cdef class View:
    """The bytes of an object, as long as this exists."""

    cdef Py_buffer buffer
    cdef char *start

    def __cinit__(self, source, Py_ssize_t size, int flags=PyBUF_SIMPLE):
        PyObject_GetBuffer(source, &self.buffer, flags)
        if self.buffer.len != size:
            raise ValueError(f"an array has {self.buffer.len} bytes instead of {size}")
        self.start = <char *> self.buffer.buf

    def __dealloc__(self):
        PyBuffer_Release(&self.buffer)
