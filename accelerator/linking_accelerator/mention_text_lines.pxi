"""The lines of a page: classes of characters, and which marks precede a mention in its line."""

cdef enum:  # linking.text.character_classes
    SPACE = 1
    LINE_END = 2
    LOWER = 3
    UPPER = 4
    LETTER = 5
    DIGIT = 6
    SENTENCE_END = 7
    PUNCTUATION = 10
    QUOTE = 11
    DASH = 13
    LAST_CODE = 0xFFFF

cdef enum:
    QUOTATION_MARKS = 7
    UNKNOWN = -2

cdef Py_UCS4 *OPENING_MARKS = [0x201C, 0xAB, 0x201E, 0x300C, 0x300E, 0x300A, 0x22]
cdef Py_UCS4 *CLOSING_MARKS = [0x201D, 0xBB, 0x201C, 0x300D, 0x300F, 0x300B, 0x22]
"""linking.features.mention_surroundings.QUOTATION_MARKS"""


cdef struct Text:
    int kind
    const void *data
    Py_ssize_t length
    const uint8_t *classes  # character_classes, of LAST_CODE + 1 characters


cdef struct Line:
    Py_ssize_t start
    Py_ssize_t end
    Py_ssize_t read  # what follows was counted from the start of the line up to here
    Py_ssize_t open_parentheses  # opening minus closing ones
    Py_ssize_t quotation_marks  # the straight ones, which open and close
    Py_ssize_t[7] last_opening
    Py_ssize_t[7] last_closing
    Py_ssize_t[7] final_closing  # the last one of the whole line; UNKNOWN until it is needed


cdef inline Text text_of(str text, const uint8_t *classes):
    cdef Text found
    found.kind, found.data = PyUnicode_KIND(text), PyUnicode_DATA(text)
    found.length, found.classes = PyUnicode_GET_LENGTH(text), classes
    return found


cdef inline Py_UCS4 character(const Text *text, Py_ssize_t position) noexcept:
    return PyUnicode_READ(text.kind, text.data, position)


cdef inline uint8_t class_at(const Text *text, Py_ssize_t position) noexcept:
    """The class of a character of the page, which has a line end around it."""
    if not 0 <= position < text.length:
        return LINE_END
    return text.classes[min(character(text, position), <Py_UCS4> LAST_CODE)]


cdef inline uint8_t class_in(const Line *line, const Text *text, Py_ssize_t position) noexcept:
    """The class of a character of the line, which has a line end around it."""
    return class_at(text, position) if line.start <= position < line.end else <uint8_t> LINE_END


cdef inline bint is_in_word(uint8_t kind) noexcept:
    return kind == LOWER or kind == UPPER or kind == LETTER or kind == DIGIT


cdef inline bint joins(uint8_t kind) noexcept:
    return kind == DASH or kind == PUNCTUATION or kind == QUOTE or kind == SENTENCE_END


cdef inline bint ends_sentence(uint8_t kind) noexcept:
    return kind == LINE_END or kind == SENTENCE_END


cdef void enter(Line *line, const Text *text, Py_ssize_t position) noexcept:
    """Make this the line of a position, unless it is already."""
    cdef int pair
    if line.start <= position <= line.end:
        return
    line.start = line.end = position
    while line.start > 0 and character(text, line.start - 1) != c"\n":
        line.start -= 1
    while line.end < text.length and character(text, line.end) != c"\n":
        line.end += 1
    line.read = line.start
    line.open_parentheses = line.quotation_marks = 0
    for pair in range(QUOTATION_MARKS):
        line.last_opening[pair] = line.last_closing[pair] = -1
        line.final_closing[pair] = UNKNOWN


cdef void read_up_to(Line *line, const Text *text, Py_ssize_t position) noexcept:
    """Count the marks of the line before a position, which is not before that of the previous call."""
    cdef Py_UCS4 found
    cdef int pair
    for line.read in range(line.read, position):
        found = character(text, line.read)
        if found == 0x28 or found == 0xFF08:
            line.open_parentheses += 1
        elif found == 0x29 or found == 0xFF09:
            line.open_parentheses -= 1
        elif found == 0x22:
            line.quotation_marks += 1
        elif found == 0xAB or found == 0xBB or 0x201C <= found <= 0x201E or 0x300A <= found <= 0x300F:
            for pair in range(QUOTATION_MARKS):
                if found == OPENING_MARKS[pair]:
                    line.last_opening[pair] = line.read
                if found == CLOSING_MARKS[pair]:
                    line.last_closing[pair] = line.read
    line.read = position


cdef bint is_closed_after(Line *line, const Text *text, int pair, Py_ssize_t position) noexcept:
    """Whether the line has a closing mark at the position or after it."""
    cdef Py_ssize_t final = line.final_closing[pair]
    if final == UNKNOWN:
        final = line.end - 1
        while final >= line.start and character(text, final) != CLOSING_MARKS[pair]:
            final -= 1
        line.final_closing[pair] = final
    return final >= line.start and final >= position


cdef bint is_quoted(Line *line, const Text *text, Py_ssize_t end) noexcept:
    """Whether the mention is between quotation marks; the line was read up to its start."""
    cdef int pair
    for pair in range(QUOTATION_MARKS - 1):
        if line.last_opening[pair] > line.last_closing[pair] and is_closed_after(line, text, pair, end):
            return True
    return line.quotation_marks % 2 == 1 and is_closed_after(line, text, QUOTATION_MARKS - 1, end)
