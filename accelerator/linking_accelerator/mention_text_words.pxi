"""The words next to a mention; see linking.text.adjacent_tokens."""

cdef enum:  # what a character may be in a token
    ALONE = 1  # a character of a script without spaces
    IN_WORD = 2  # a letter or digit of another script
    MARK = 4  # continues a word
    SEPARATOR = 8
    SYMBOL = 16
    MAX_DISTANCE = 32
    TABULATED = 0x20000
    MAX_RANGES = 32

cdef enum:  # the numbers that Tries.words has for a word
    LINK_AFTER, LINK_BEFORE, PART_AFTER, PART_BEFORE, WORD_FIELDS
    LEVELS = 256  # of a number


cdef class Characters:
    """What the modules of linking.text know of characters.

    Args:
        classes: The class of each character of the Basic Multilingual Plane; the last one is that of all others.
        marks: The characters that continue a word.
        unspaced: Pairs of the first and the last code of ranges of characters that are tokens of their own.
    """

    cdef bytes classes
    cdef Py_ssize_t range_count
    cdef long[MAX_RANGES][2] unspaced
    cdef uint8_t[TABULATED] roles

    def __cinit__(self, bytes classes not None, str marks not None, list unspaced not None):
        cdef Py_UCS4 mark
        cdef Py_ssize_t code
        if len(classes) != LAST_CODE + 1 or len(unspaced) > MAX_RANGES:
            raise ValueError("a table has another size")
        self.classes, self.range_count = classes, len(unspaced)
        for code in range(self.range_count):
            self.unspaced[code][0], self.unspaced[code][1] = unspaced[code]
        for code in range(TABULATED):
            self.roles[code] = self._role(code)
        for mark in marks:
            if mark < TABULATED:
                self.roles[mark] |= MARK

    cdef uint8_t _role(self, Py_UCS4 code) noexcept:
        cdef Py_ssize_t number
        for number in range(self.range_count):
            if self.unspaced[number][0] <= <long> code <= self.unspaced[number][1]:
                return ALONE
        if Py_UNICODE_ISALNUM(code) or code == c"_":
            return IN_WORD
        if code == c"\n":
            return 0
        if Py_UNICODE_ISSPACE(code) or code == c"[" or code == c"]" or code == c"|":
            return SEPARATOR
        return SYMBOL

    cdef inline uint8_t role(self, const Text *text, Py_ssize_t position) noexcept:
        cdef Py_UCS4 code = character(text, position)
        return self.roles[code] if code < TABULATED else self._role(code)

    cdef Py_ssize_t token_before(self, const Text *folded, Py_ssize_t *end) noexcept:
        """Return the start of the token before `end`, or -1 if there is none in the line; set its end."""
        cdef Py_ssize_t position = end[0] - 1, nearest = max(0, end[0] - MAX_DISTANCE), start = -1
        cdef uint8_t role
        while position >= nearest and self.role(folded, position) & SEPARATOR:
            position -= 1
        end[0] = position + 1
        if position < nearest:
            return -1
        role = self.role(folded, position)
        if role & ALONE:
            return position
        if role & SYMBOL:
            start = position  # a mark is one, too, unless it continues a word
        while position >= nearest:
            role = self.role(folded, position)
            if role & ALONE or not role & (IN_WORD | MARK):
                break
            if role & IN_WORD:
                start = position
            position -= 1
        return start

    cdef Py_ssize_t token_after(self, const Text *folded, Py_ssize_t *start) noexcept:
        """Return the end of the token after `start`, or -1 if there is none in the line; set its start."""
        cdef Py_ssize_t position = start[0], last = min(folded.length, start[0] + MAX_DISTANCE)
        cdef uint8_t role
        while position < last and self.role(folded, position) & SEPARATOR:
            position += 1
        start[0] = position
        if position == last:
            return -1
        role = self.role(folded, position)
        if role & (ALONE | SYMBOL):
            return position + 1
        if not role & IN_WORD:
            return -1
        while position < last and self.role(folded, position) & (IN_WORD | MARK):
            position += 1
        return position


cdef class WordLevels:
    """What the numbers in the statistics of words stand for.

    Args:
        unknown: The numbers of a word without statistics.
        probabilities: The probability that each number from 0 to 255 stands for.
        ratios: The log ratio that each number stands for.
    """

    cdef tuple unknown
    cdef float[LEVELS] probabilities
    cdef float[LEVELS] ratios

    def __cinit__(
        self, tuple unknown not None, const float[::1] probabilities not None, const float[::1] ratios not None
    ):
        cdef int level
        if len(unknown) != WORD_FIELDS or probabilities.shape[0] != LEVELS or ratios.shape[0] != LEVELS:
            raise ValueError("a table has another size")
        self.unknown = unknown
        for level in range(LEVELS):
            self.probabilities[level], self.ratios[level] = probabilities[level], ratios[level]

    cdef int read(self, tuple numbers, int link, int part, float *probability, float *ratio) except -1:
        numbers = numbers or self.unknown
        if len(numbers) != WORD_FIELDS:
            raise ValueError(f"a word has {len(numbers)} numbers")
        probability[0] = self.probabilities[<uint8_t> numbers[link]]
        ratio[0] = self.ratios[<uint8_t> numbers[part]]
        return 0


cdef int describe_adjacent_words(
    float *column,
    Py_ssize_t size,
    const Text *text,
    const Text *folded,
    str folded_text,
    const Span *span,
    get_word,
    Characters characters,
    WordLevels levels,
) except -1:
    cdef Py_ssize_t end = span.start, start = characters.token_before(folded, &end)
    cdef str word = "\n" if start < 0 else PyUnicode_Substring(folded_text, start, end)
    column[CAPITAL_BEFORE * size] = start >= 0 and Py_UNICODE_ISUPPER(character(text, start))
    levels.read(get_word(word), LINK_AFTER, PART_AFTER, &column[FOLLOWS * size], &column[PART_AFTER_WORD * size])
    start = span.end
    end = characters.token_after(folded, &start)
    word = "\n" if end < 0 else PyUnicode_Substring(folded_text, start, end)
    column[CAPITAL_AFTER * size] = end >= 0 and Py_UNICODE_ISUPPER(character(text, start))
    levels.read(get_word(word), LINK_BEFORE, PART_BEFORE, &column[PRECEDES * size], &column[PART_BEFORE_WORD * size])
    return 0
