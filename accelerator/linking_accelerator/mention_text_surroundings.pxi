"""What surrounds a mention in its line; see linking.features.mention_surroundings."""

cdef enum:
    DENSITY_WINDOW = 60
    YEAR_WINDOW = 15
    YEAR_DIGITS = 4
    SHORT_WORD = 3
    MAX_SHORT_WORDS = 2


cdef Py_ssize_t word_length(const Line *line, const Text *text, Py_ssize_t position, int step) noexcept:
    """Count the characters of a word from a position on, forwards or backwards."""
    cdef Py_ssize_t length = 0
    while is_in_word(class_in(line, text, position + step * length)):
        length += 1
    return length


cdef inline bint starts_short(const Line *line, const Text *text, Py_ssize_t first, Py_ssize_t length) noexcept:
    cdef uint8_t kind = class_in(line, text, first)
    return 1 <= length <= SHORT_WORD and (kind == LOWER or kind == LETTER)


cdef bint has_capital_before_short_words(const Line *line, const Text *text, Py_ssize_t start) noexcept:
    cdef Py_ssize_t last = start - 2, length  # the last character of the word before the space
    cdef int short_words
    if class_in(line, text, start - 1) != SPACE:
        return False
    for short_words in range(MAX_SHORT_WORDS + 1):
        length = word_length(line, text, last, -1)
        if short_words and length and class_in(line, text, last - length + 1) == UPPER:
            return True
        if not starts_short(line, text, last - length + 1, length) or class_in(line, text, last - length) != SPACE:
            return False
        last -= length + 1
    return False


cdef bint has_capital_after_short_words(const Line *line, const Text *text, Py_ssize_t end) noexcept:
    cdef Py_ssize_t first = end + 1, length  # the first character of the word after the space
    cdef int short_words
    if class_in(line, text, end) != SPACE:
        return False
    for short_words in range(MAX_SHORT_WORDS + 1):
        if short_words and class_in(line, text, first) == UPPER:
            return True
        length = word_length(line, text, first, 1)
        if not starts_short(line, text, first, length) or class_in(line, text, first + length) != SPACE:
            return False
        first += length + 1
    return False


cdef double capital_density(const Line *line, const Text *text, Py_ssize_t start, Py_ssize_t end) noexcept:
    cdef Py_ssize_t position, capitals = 0, others = 0
    cdef Py_ssize_t first = max(line.start, start - DENSITY_WINDOW)
    cdef bint within = is_in_word(class_in(line, text, first - 1)), before
    cdef uint8_t kind
    for position in range(first, min(line.end, end + DENSITY_WINDOW)):
        kind = class_at(text, position)
        before, within = within, is_in_word(kind)
        if within and not before:
            capitals += kind == UPPER
            others += kind != UPPER
    return capitals / (capitals + others + 1.0)


cdef bint has_year(const Text *text, Py_ssize_t start, Py_ssize_t end) noexcept:
    cdef Py_ssize_t position
    cdef int digits = 0
    for position in range(start, end):
        digits = digits + 1 if class_at(text, position) == DIGIT else 0
        if digits == YEAR_DIGITS:
            return True
    return False


cdef void describe_surroundings(
    float *column, Py_ssize_t size, const Line *line, const Text *text, const Span *span
) noexcept:
    cdef Py_ssize_t start = span.start, end = min(span.end, line.end)
    cdef uint8_t before = class_in(line, text, start - 1), second_before = class_in(line, text, start - 2)
    cdef uint8_t after = class_in(line, text, end), second_after = class_in(line, text, end + 1)
    column[CAPITAL_BEFORE_SHORT * size] = has_capital_before_short_words(line, text, start)
    column[CAPITAL_AFTER_SHORT * size] = has_capital_after_short_words(line, text, end)
    column[JOINED_BEFORE * size] = joins(before) and is_in_word(second_before)
    column[JOINED_AFTER * size] = joins(after) and is_in_word(second_after)
    column[DIGIT_BEFORE * size] = before == DIGIT or (before == SPACE and second_before == DIGIT)
    column[DIGIT_AFTER * size] = after == DIGIT or (after == SPACE and second_after == DIGIT)
    column[STARTS_LINE * size] = before == LINE_END
    column[ENDS_LINE * size] = after == LINE_END
    column[SPACE_AFTER * size] = after == SPACE
    column[CAPITAL_DENSITY * size] = <float> capital_density(line, text, start, end)
    column[YEAR_NEARBY * size] = (
        has_year(text, max(line.start, start - YEAR_WINDOW), start)
        or has_year(text, end, min(line.end, end + YEAR_WINDOW))
    )
