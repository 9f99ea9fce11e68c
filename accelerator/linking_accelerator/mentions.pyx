"""Word boundaries of a text, and the search for mentions: linking.text.word_boundaries and linking.mention_search."""

from cpython.bytes cimport PyBytes_AS_STRING, PyBytes_FromStringAndSize, PyBytes_GET_SIZE
from cpython.unicode cimport PyUnicode_READ_CHAR, PyUnicode_Substring
from libc.string cimport memchr

cdef enum:
    CODE_POINTS = 0x110000
    # Properties of a character, as in linking.text.word_boundaries
    WORD = 1
    UNSPACED = 2
    EXTENDS = 4
    JOINS = 8
    JOINER = 16
    DIGIT = 32
    KATAKANA = 64
    SPACE = 128
    # Kinds of boundaries
    NEXT_TO_JOINER = 1
    INSIDE_UNSPACED = 2

ctypedef unsigned char byte

include "mention_starts.pxi"


def mark_boundaries(str text not None, bytes properties not None):
    """Find the word boundaries of a text.

    Args:
        text: Any text.
        properties: The properties of each code point.

    Returns:
        `flags`, `kinds`, `starts` and `has_unspaced` of linking.text.word_boundaries.WordBoundaries.
    """
    if PyBytes_GET_SIZE(properties) != CODE_POINTS:
        raise ValueError("there must be the properties of all code points")
    cdef Py_ssize_t length = len(text), position = 0
    cdef bytes flags = PyBytes_FromStringAndSize(NULL, length + 1)
    cdef bytes kinds = PyBytes_FromStringAndSize(NULL, length + 1)
    cdef bytes starts = PyBytes_FromStringAndSize(NULL, length)
    cdef const byte *table = <const byte *> PyBytes_AS_STRING(properties)
    cdef byte *flag = <byte *> PyBytes_AS_STRING(flags)
    cdef byte *kind = <byte *> PyBytes_AS_STRING(kinds)
    cdef byte *start = <byte *> PyBytes_AS_STRING(starts)
    cdef byte before_last = 0, last = 0, this, both, joined, inside, is_joiner
    cdef bint has_unspaced = False
    cdef Py_UCS4 character
    flag[length] = 1
    kind[length] = 0
    for character in text:
        this = table[character]
        both = last & this
        joined = both & WORD
        inside = joined & ((last | this) >> 1)
        has_unspaced |= inside
        joined = (joined & ~inside) | (both & KATAKANA) | (this & EXTENDS) | (last & JOINS)
        flag[position] = not joined
        start[position] = not joined and not this & SPACE
        # The last character is a joiner by itself, or as a space between two digits, which may group the digits of a
        # number. It makes the boundaries on both sides ones next to a joiner; the one before it was written already.
        is_joiner = last & JOINER != 0 or before_last & this & DIGIT & (last >> 2) != 0
        kind[position] = INSIDE_UNSPACED * inside | is_joiner
        if is_joiner and position > 1:
            kind[position - 1] |= NEXT_TO_JOINER
        before_last, last = last, this
        position += 1
    if length:
        if last & JOINER and length > 1:
            kind[length - 1] |= NEXT_TO_JOINER
        flag[0] = 1
        start[0] = not table[<Py_UCS4> text[0]] & SPACE
        kind[0] = 0
    return flags, kinds, starts, has_unspaced


def search(
    str folded not None,
    spans not None,
    tuple boundaries not None,
    dictionary,
    joined,
    is_late,
    *,
    mention,
    Py_ssize_t min_stem,
    Py_ssize_t max_suffix,
    Py_ssize_t max_prefix,
    Py_ssize_t starts_between_checks,
):
    """Find the mentions in parts of a page, as linking.mention_search does in Python.

    Args:
        folded: The case-folded wikitext.
        spans: Parts [start, end) of the page, in order and without overlaps.
        boundaries: `flags`, `kinds` and `starts` of its linking.text.word_boundaries.WordBoundaries.
        dictionary: The linking.mentions.Dictionary.
        joined: Decides about mentions next to joiners.
        is_late: Whether to stop, asked once for so many starts; None never to stop.

    Returns:
        The mentions, and whether the search was stopped.
    """
    cdef _Search self = _Search(folded, boundaries, dictionary, joined, mention)
    cdef Py_ssize_t low, high, start, checked = 0
    self.min_stem, self.max_suffix, self.max_prefix = min_stem, max_suffix, max_prefix
    for low, high in spans:
        self.low, self.high = max(low, 0), min(high, self.length)
        for start in range(self.low, self.high):
            if not self.starts[start]:
                continue
            if checked % starts_between_checks == 0 and is_late is not None and is_late():
                return self.found, True
            checked += 1
            self.find_at(start)
    return self.found, False


cdef class _Search:
    """The search in one page."""

    cdef str folded
    cdef bytes flag_bytes, kind_bytes, start_bytes
    cdef const byte *flags
    cdef const byte *kinds
    cdef const byte *starts
    cdef Py_ssize_t length, low, high, max_length, min_stem, max_suffix, max_prefix
    cdef bytes start_marks
    cdef const byte *marks
    cdef bits mask
    cdef object lookup, never_first, suffixes, prefixes, joined, mention
    cdef bint has_suffixes, has_prefixes
    cdef list found

    def __cinit__(self, str folded, tuple boundaries, dictionary, joined, mention):
        self.folded, self.length = folded, len(folded)
        self.flag_bytes, self.kind_bytes, self.start_bytes = boundaries
        cdef Py_ssize_t length = self.length
        if (
            len(self.flag_bytes) != length + 1
            or len(self.kind_bytes) != length + 1
            or len(self.start_bytes) != length
            or self.flag_bytes[length] != 1
        ):
            raise ValueError("these are not the boundaries of the text")
        self.flags = <const byte *> PyBytes_AS_STRING(self.flag_bytes)
        self.kinds = <const byte *> PyBytes_AS_STRING(self.kind_bytes)
        self.starts = <const byte *> PyBytes_AS_STRING(self.start_bytes)
        self.lookup = dictionary.trie.iter_prefixes_with_ids
        self.max_length, self.never_first = dictionary.max_length, dictionary.never_first
        self.start_marks = dictionary.starts
        self.marks, self.mask = <const byte *> PyBytes_AS_STRING(self.start_marks), 8 * len(self.start_marks) - 1
        if len(self.start_marks) & (len(self.start_marks) - 1):
            raise ValueError("these are not the starts of a dictionary")
        affixes = dictionary.affixes
        self.suffixes, self.prefixes = affixes.suffixes, affixes.prefixes
        self.has_suffixes, self.has_prefixes = bool(self.suffixes), bool(self.prefixes)
        self.joined, self.mention, self.found = joined, mention, []

    cdef int find_at(self, Py_ssize_t start) except -1:
        """Find the mentions whose anchor, or whose prefix, begins at a word boundary."""
        cdef Py_ssize_t whole = 0, stem = 0, end
        cdef object anchor = None, key
        cdef str text
        if chr(PyUnicode_READ_CHAR(self.folded, start)) in self.never_first:
            return 0
        for text, key in self.prefixes_of(start):
            end = start + len(text)
            if end > self.high:
                raise ValueError("the trie returns what is no prefix")
            if not self.flags[end]:
                if end - start >= self.min_stem:
                    stem, anchor = end, key
            elif self.kinds[start] != NEXT_TO_JOINER != self.kinds[end]:
                self.add(start, end, key, 0, 0)
                whole = end
            else:
                between = self.joined.between_joiners(start, end, key, (self.low, self.high))
                if between is not None:
                    self.found.append(between)
                    whole = between[1]
        if self.has_suffixes and stem > whole:
            end = stem + (<const byte *> memchr(self.flags + stem, 1, self.length + 1 - stem) - (self.flags + stem))
            if end - stem <= self.max_suffix and end <= self.high and self.folded[stem:end] in self.suffixes:
                if self.is_whole(start, end):
                    self.add(start, end, anchor, end - stem, 0)
                    whole = end
        if self.has_prefixes and whole == 0:
            self.find_after_prefix(start)
        return 0

    cdef int find_after_prefix(self, Py_ssize_t start) except -1:
        """Find the longest anchor that follows a known prefix in the word at `start`, if there is one."""
        cdef Py_ssize_t length, stem, end, best_end
        cdef object best
        cdef str text
        for length in range(1, self.max_prefix + 1):
            stem = start + length
            if stem >= self.high or self.flags[stem] or self.folded[start:stem] not in self.prefixes:
                continue
            best, best_end = None, 0
            for text, key in self.prefixes_of(stem):
                end = stem + len(text)
                if end > self.high:
                    raise ValueError("the trie returns what is no prefix")
                if len(text) >= self.min_stem and self.flags[end] and self.is_whole(start, end):
                    best, best_end = key, end
            if best is not None:
                self.add(start, best_end, best, 0, length)
                return 0
        return 0

    cdef object prefixes_of(self, Py_ssize_t start):
        cdef Py_ssize_t end = min(start + self.max_length, self.high)
        if self.start_marks and not may_begin_anchor(self.folded, start, end, self.marks, self.mask):
            return ()
        return self.lookup(PyUnicode_Substring(self.folded, start, end))

    cdef bint is_whole(self, Py_ssize_t start, Py_ssize_t end) except -1:
        if self.kinds[start] != NEXT_TO_JOINER != self.kinds[end]:
            return True
        return self.joined.is_whole(start, end)

    cdef int add(self, Py_ssize_t start, Py_ssize_t end, key, Py_ssize_t suffix, Py_ssize_t prefix) except -1:
        self.found.append(tuple.__new__(self.mention, (start, end, key, suffix, prefix)))
        return 0
