# The search for characters in a text.

cdef struct Text:
    int kind
    const void *data
    Py_ssize_t length


cdef Text open_text(str text) except *:
    """Return where the characters of a text are. It must outlive the result."""
    if text is None:
        raise TypeError("There is no text.")
    return Text(PyUnicode_KIND(text), PyUnicode_DATA(text), PyUnicode_GET_LENGTH(text))


cdef inline Py_UCS4 at(const Text *text, Py_ssize_t position) noexcept:
    """Return the character at this offset, which is not negative, or U+0000 after the end."""
    return PyUnicode_READ(text.kind, text.data, position) if position < text.length else 0


cdef Py_ssize_t find_any(const Text *text, Py_ssize_t position, const unsigned char *wanted) noexcept:
    """Return the offset of the next character wanted, or the end.

    Args:
        text: The text.
        position: The offset to begin at.
        wanted: For each code point below U+0100, whether it is wanted. No other is.
    """
    cdef const unsigned char *narrow = <const unsigned char *> text.data
    cdef const uint16_t *wide = <const uint16_t *> text.data
    cdef const Py_UCS4 *widest = <const Py_UCS4 *> text.data
    if text.kind == 1:
        while position < text.length and not wanted[narrow[position]]:
            position += 1
    elif text.kind == 2:
        while position < text.length and (wide[position] > 0xFF or not wanted[wide[position]]):
            position += 1
    else:
        while position < text.length and (widest[position] > 0xFF or not wanted[widest[position]]):
            position += 1
    return position
