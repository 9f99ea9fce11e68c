# What the anchors of a small dictionary begin with, so that the trie is not asked where no anchor can begin.
#
# A Bloom filter of the first code points of each anchor: all of a short anchor, LONGEST_START of a longer one. Of a text
# with none of its beginnings in the filter, no anchor is a prefix.

cdef enum:
    LONGEST_START = 8
    BITS_PER_ANCHOR = 32
    SMALLEST_FILTER = 1024  # bits

ctypedef unsigned long long bits


cdef inline bits hash_next(bits hashed, Py_UCS4 character):
    return (hashed ^ <bits> character) * <bits> 0x9E3779B97F4A7C15


cdef inline bits first_bit(bits hashed, bits mask):
    return (hashed >> 24) & mask


cdef inline bits second_bit(bits hashed, bits mask):
    return (hashed >> 40) & mask


def mark_starts(anchors not None, Py_ssize_t count):
    """Mark what anchors begin with.

    Args:
        anchors: The anchors.
        count: Their number.

    Returns:
        The `starts` of linking.mentions.Dictionary.
    """
    cdef bits size = SMALLEST_FILTER, mask, hashed
    while size < <bits> BITS_PER_ANCHOR * <bits> max(count, 0):
        size *= 2
    mask = size - 1
    cdef bytearray found = bytearray(size // 8)
    cdef byte *marks = <byte *> found
    cdef str anchor
    cdef Py_ssize_t index
    for anchor in anchors:
        hashed = 0
        for index in range(min(len(anchor), LONGEST_START)):
            hashed = hash_next(hashed, PyUnicode_READ_CHAR(anchor, index))
        marks[first_bit(hashed, mask) >> 3] |= 1 << (first_bit(hashed, mask) & 7)
        marks[second_bit(hashed, mask) >> 3] |= 1 << (second_bit(hashed, mask) & 7)
    return bytes(found)


cdef bint may_begin_anchor(str text, Py_ssize_t start, Py_ssize_t end, const byte *marks, bits mask):
    """Return whether an anchor may be a prefix of the text [start, end)."""
    cdef bits hashed = 0
    cdef Py_ssize_t index
    for index in range(start, min(end, start + LONGEST_START)):
        hashed = hash_next(hashed, PyUnicode_READ_CHAR(text, index))
        if (
            marks[first_bit(hashed, mask) >> 3] >> (first_bit(hashed, mask) & 7) & 1
            and marks[second_bit(hashed, mask) >> 3] >> (second_bit(hashed, mask) & 7) & 1
        ):
            return True
    return False
