# cython: boundscheck=False, wraparound=False, cdivision=True
"""The features that describe a mention's text and what is around it in the page.

linking.features defines them: mention_statistics, mention_position and mention_surroundings, with the rules of
linking.text.character_classes and linking.text.adjacent_tokens. Here each line is read once, from its start to its last
mention, so a page of one long line takes no longer than one of many short lines.
"""

from cpython.bytes cimport PyBytes_AS_STRING, PyBytes_FromStringAndSize
from cpython.unicode cimport (
    PyUnicode_DATA,
    PyUnicode_GET_LENGTH,
    PyUnicode_KIND,
    PyUnicode_READ,
    PyUnicode_Substring,
    Py_UNICODE_ISALNUM,
    Py_UNICODE_ISDIGIT,
    Py_UNICODE_ISSPACE,
    Py_UNICODE_ISUPPER,
)
from libc.stdint cimport uint8_t
from libc.stdlib cimport free, malloc

from linking_accelerator.mention_spans cimport Span, read_span

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
    LOWER_CASE = 0
    INITIAL_CAPITAL = 1
    ALL_CAPITALS = 2
    OTHER_CASE = 3

cdef enum:  # linking.text.adjacent_tokens: what a character may be in a token
    ALONE = 1  # a character of a script without spaces
    IN_WORD = 2  # a letter or digit of another script
    MARK = 4  # continues a word
    SEPARATOR = 8
    SYMBOL = 16
    MAX_DISTANCE = 32
    TABULATED = 0x20000
    MAX_RANGES = 32

cdef enum:  # linking.features
    MAX_PARENTHESIS_DEPTH = 3
    MAX_LIST_MARKERS = 3
    MAX_SECTION = 20
    DENSITY_WINDOW = 60
    YEAR_WINDOW = 15
    YEAR_DIGITS = 4
    SHORT_WORD = 3
    MAX_SHORT_WORDS = 2
    QUOTATION_MARKS = 7
    UNKNOWN = -2
    LEVELS = 256  # of the statistics of words

COLUMNS = (
    "words", "characters", "digits", "suffix", "prefix", "case", "lower_case", "all_capitals", "relative_offset",
    "section", "sentence_start", "list_item", "brackets", "kind_before", "kind_after", "capital_before",
    "capital_after", "follows", "precedes", "part_after_word", "part_before_word", "capital_before_short",
    "capital_after_short", "joined_before", "joined_after", "digit_before", "digit_after", "starts_line", "ends_line",
    "space_after", "capital_density", "year_nearby", "quoted",
)
"""The features that `describe` computes, by their names in linking.features.definitions."""

cdef enum:  # the same, in the same order
    WORDS, CHARACTERS, DIGITS, SUFFIX, PREFIX, CASE, IS_LOWER_CASE, IS_ALL_CAPITALS, RELATIVE_OFFSET,
    SECTION, SENTENCE_START, LIST_ITEM, BRACKETS, KIND_BEFORE, KIND_AFTER, CAPITAL_BEFORE,
    CAPITAL_AFTER, FOLLOWS, PRECEDES, PART_AFTER_WORD, PART_BEFORE_WORD, CAPITAL_BEFORE_SHORT,
    CAPITAL_AFTER_SHORT, JOINED_BEFORE, JOINED_AFTER, DIGIT_BEFORE, DIGIT_AFTER, STARTS_LINE, ENDS_LINE,
    SPACE_AFTER, CAPITAL_DENSITY, YEAR_NEARBY, QUOTED, COLUMN_COUNT

cdef enum:  # the numbers that Tries.words has for a word
    LINK_AFTER, LINK_BEFORE, PART_AFTER, PART_BEFORE, WORD_FIELDS

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


# Lines


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


# Surroundings


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


# Position


cdef bint starts_sentence(const Line *line, const Text *text, Py_ssize_t start, bint list_item) noexcept:
    cdef uint8_t before = class_at(text, start - 1)
    return (
        ends_sentence(before)
        or (before == SPACE and ends_sentence(class_at(text, start - 2)))
        or (list_item and start - line.start <= MAX_LIST_MARKERS)
    )


cdef void describe_position(
    float *column, Py_ssize_t size, const Line *line, const Text *text, const Span *span, Py_ssize_t section
) noexcept:
    cdef Py_UCS4 first = character(text, line.start) if line.start < text.length else 0
    cdef bint list_item = first == c"*" or first == c"#" or first == c":" or first == c";"
    column[RELATIVE_OFFSET * size] = <float> (<double> span.start / max(1, text.length))
    column[SECTION * size] = min(section, MAX_SECTION)
    column[SENTENCE_START * size] = starts_sentence(line, text, span.start, list_item)
    column[LIST_ITEM * size] = list_item
    column[BRACKETS * size] = min(max(line.open_parentheses, 0), MAX_PARENTHESIS_DEPTH)
    column[KIND_BEFORE * size] = class_at(text, span.start - 1)
    column[KIND_AFTER * size] = class_at(text, span.end)


# The anchor's own text


cdef int case_class(const Text *text, const Text *folded, str wikitext, Py_ssize_t start, Py_ssize_t end) except -1:
    cdef Py_ssize_t position
    cdef str anchor
    for position in range(start + 1, end):
        if character(text, position) != character(folded, position):
            anchor = PyUnicode_Substring(wikitext, start, end)
            return ALL_CAPITALS if anchor == anchor.upper() else OTHER_CASE
    if start < end and character(text, start) != character(folded, start):
        return INITIAL_CAPITAL
    return LOWER_CASE


cdef int describe_anchor(
    float *column, Py_ssize_t size, const Text *text, const Text *folded, str wikitext, const Span *span
) except -1:
    cdef Py_ssize_t position, start = span.start + span.prefix, end = span.end - span.suffix, words = 1
    cdef bint digits = False
    cdef int case = case_class(text, folded, wikitext, start, end)
    for position in range(start, end):
        words += character(text, position) == c" "
        digits |= Py_UNICODE_ISDIGIT(character(text, position))
    column[WORDS * size] = words
    column[CHARACTERS * size] = span.end - span.start
    column[DIGITS * size] = digits
    column[SUFFIX * size] = span.suffix
    column[PREFIX * size] = span.prefix
    column[CASE * size] = case
    column[IS_LOWER_CASE * size] = case == LOWER_CASE
    column[IS_ALL_CAPITALS * size] = case == ALL_CAPITALS
    return 0


# Adjacent words


cdef class Characters:
    """What the modules of linking.text know of characters.

    Args:
        classes: The class of each character of the Basic Multilingual Plane; the last one is that of all others.
        marks: The characters that continue a word.
        unspaced: The first and last code of ranges of characters that are tokens of their own.
    """

    cdef bytes classes
    cdef Py_ssize_t range_count
    cdef long[MAX_RANGES][2] unspaced
    cdef uint8_t[TABULATED] roles

    def __init__(self, bytes classes, str marks, unspaced):
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

    def __init__(self, tuple unknown, const float[::1] probabilities, const float[::1] ratios):
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


def describe(str wikitext, str folded, mentions, sections, get_word, Characters characters, WordLevels levels):
    """Compute the features COLUMNS of mentions.

    Args:
        wikitext: The page.
        folded: The case-folded page, as long as the page.
        mentions: Tuples like linking.mentions.Mention, in any order.
        sections: The offset of each section, in order.
        get_word: Returns the four numbers of a word (linking.store.lookups.Tries.words), or None.
        characters: What is known of characters.
        levels: What these numbers stand for.

    Returns:
        float32, shape (COLUMNS, mentions), as bytes.

    Raises:
        ValueError: If the folded page has another length, or a mention is outside of the page.
    """
    cdef const uint8_t *classes = <const uint8_t *> PyBytes_AS_STRING(characters.classes)
    cdef Text text = text_of(wikitext, classes), folded_text = text_of(folded, classes)
    cdef list sequence = list(mentions), offsets = list(sections)
    cdef Py_ssize_t size = len(sequence), index, section = 0
    cdef bytes block = PyBytes_FromStringAndSize(NULL, COLUMN_COUNT * size * sizeof(float))
    cdef float *column
    cdef Span span
    cdef Line line
    if text.length != folded_text.length:
        raise ValueError("the folded text has another length")
    line.start, line.end, line.read, line.open_parentheses, line.quotation_marks = 0, -1, 0, 0, 0  # no line yet
    for index in order_of_start(sequence):
        read_span(&span, sequence[index], text.length)
        while section < len(offsets) and offsets[section] <= span.start:
            section += 1
        enter(&line, &text, span.start)
        read_up_to(&line, &text, span.start)
        column = <float *> PyBytes_AS_STRING(block) + index
        describe_anchor(column, size, &text, &folded_text, wikitext, &span)
        describe_position(column, size, &line, &text, &span, section - 1)
        describe_surroundings(column, size, &line, &text, &span)
        column[QUOTED * size] = is_quoted(&line, &text, span.end)
        describe_adjacent_words(column, size, &text, &folded_text, folded, &span, get_word, characters, levels)
    return block


cdef order_of_start(list mentions):
    """The indexes of mentions in order of their start: they are in that order already on every page."""
    cdef Py_ssize_t index
    for index in range(1, len(mentions)):
        if mentions[index][0] < mentions[index - 1][0]:
            return sorted(range(len(mentions)), key=lambda index: mentions[index][0])
    return range(len(mentions))
