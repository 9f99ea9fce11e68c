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

cdef enum:  # linking.text.character_classes
    LOWER_CASE = 0
    INITIAL_CAPITAL = 1
    ALL_CAPITALS = 2
    OTHER_CASE = 3

cdef enum:  # linking.features
    MAX_PARENTHESIS_DEPTH = 3
    MAX_LIST_MARKERS = 3
    MAX_SECTION = 20

include "mention_text_lines.pxi"
include "mention_text_surroundings.pxi"
include "mention_text_words.pxi"


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


def describe(
    str wikitext not None,
    str folded not None,
    mentions,
    sections,
    get_word,
    Characters characters not None,
    WordLevels levels not None,
):
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
