# cython: boundscheck=False, wraparound=False, cdivision=True
"""The features of candidate pairs that need no text: statistics, candidates, targets, overlaps and topic.

linking.features defines them: mention_statistics, mention_overlap, candidate_pairs, target_articles, page_context and
vector_similarity. Logarithms, products of matrices and sums of rows are left to numpy, whose results depend on its own
order of operations; the rest is computed here in the order in which numpy does it.
"""

from cpython.buffer cimport PyBUF_SIMPLE, PyBUF_WRITABLE, PyBuffer_Release, PyObject_GetBuffer
from cpython.bytearray cimport PyByteArray_AS_STRING
from cpython.bytes cimport PyBytes_AS_STRING, PyBytes_Check, PyBytes_FromStringAndSize, PyBytes_GET_SIZE
from libc.math cimport fmax, fmin
from libc.stdint cimport int8_t, int64_t, uint8_t, uint16_t, uint32_t
from libc.stdlib cimport calloc, free, qsort
from libc.string cimport memcpy

from linking_accelerator.mention_spans cimport Span, read_span

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

cdef enum:  # linking.features
    NO_ROW = 255
    MAX_NEIGHBOURS = 6
    LEVELS = 256

NOWHERE = NO_ROW
"""The position of a feature that is not wanted."""

cdef double UNLINKED_TITLE_ARTICLES = 0.1
cdef double MIN_CONFIDENT_PROBABILITY = 0.1
cdef double MIN_CONFIDENT_COMMONNESS = 0.5

COLUMNS = (
    "link_uses", "use_share", "link_probability", "case_probability", "case_articles", "link_articles",
    "text_articles", "candidates", "entropy", "offset", "occurrences", "overlap_best", "overlap_longer", "text_length",
    "articles", "share", "rank", "margin", "jaro", "is_title", "is_bare_title", "is_redirect",
    "incoming", "outgoing", "link_rate", "target_length", "rival_text", "near_links", "near_context", "nearer",
)
"""The features that `Pairs.fill` computes, by their names in linking.features.definitions."""

cdef enum:  # the same, in the same order
    LINK_USES, USE_SHARE, LINK_PROBABILITY, CASE_PROBABILITY_COLUMN, CASE_ARTICLES_COLUMN, LINK_ARTICLES,
    TEXT_ARTICLES, CANDIDATES, ENTROPY, OFFSET, OCCURRENCES, OVERLAP_BEST, OVERLAP_LONGER, TEXT_LENGTH,
    ARTICLES, SHARE, RANK, MARGIN, JARO, IS_TITLE, IS_BARE_TITLE, IS_REDIRECT,
    INCOMING, OUTGOING_COLUMN, LINK_RATE_COLUMN, TARGET_LENGTH, RIVAL_TEXT, NEAR_LINKS, NEAR_CONTEXT, NEARER,
    COLUMN_COUNT

cdef enum:  # the arguments of log(1 + x) for each mention
    LOG_LINK_USES, LOG_LINK_ARTICLES, LOG_TEXT_ARTICLES, LOG_START, LOG_OCCURRENCES, MENTION_LOGS


cdef struct MentionRow:
    Span span
    Py_ssize_t occurrences
    uint32_t link_articles
    uint32_t text_articles
    uint32_t link_uses
    uint32_t text_uses
    double link_probability
    float case_probability
    float case_articles
    Py_ssize_t first  # its first candidate
    Py_ssize_t count  # of its candidates
    double entropy
    double overlap_best
    Py_ssize_t longest_overlap
    const char *top_record  # of the most common candidate; NULL if that is not an article
    float weight  # how much that candidate describes the page


cdef struct CandidateRow:
    uint32_t page
    uint32_t articles
    uint8_t flags
    uint8_t jaro
    double commonness
    double margin


cdef struct PairRow:
    Py_ssize_t mention
    Py_ssize_t candidate
    const char *record  # of the target
    float strength
    float rival_strength
    float nearer


cdef struct Place:
    Py_ssize_t start
    Py_ssize_t end
    Py_ssize_t mention


cdef struct Target:
    uint32_t page
    Py_ssize_t pair


cdef int by_place(const void *one, const void *other) noexcept nogil:
    """The order of start, then the longer mention, as numpy's lexsort has it."""
    cdef const Place *a = <const Place *> one
    cdef const Place *b = <const Place *> other
    if a.start != b.start:
        return -1 if a.start < b.start else 1
    if a.end != b.end:
        return -1 if a.end > b.end else 1
    return -1 if a.mention < b.mention else 1


cdef int by_page(const void *one, const void *other) noexcept nogil:
    cdef const Target *a = <const Target *> one
    cdef const Target *b = <const Target *> other
    return (a.page > b.page) - (a.page < b.page)


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


cdef float *row_of(View matrix, Py_ssize_t rows, Py_ssize_t position, Py_ssize_t size) except NULL:
    """Return a row of a matrix of this many columns."""
    if position >= rows:
        raise ValueError("a position is out of range")
    return <float *> matrix.start + position * size


cdef class Pairs:
    """The candidate pairs of a page.

    Args:
        mentions: Tuples like linking.mentions.Mention.
        occurrences: The mentions of the same anchors; parallel to `mentions`.
        length: Code points of the page.
        cases: The case class of each mention's text, as float32.
        anchors: ANCHOR records, parallel to `mentions`.
        candidates: CANDIDATE records of all mentions.
        offsets: Those of mention i are candidates[offsets[i] : offsets[i + 1]], int64.
        eligible: Whether a candidate may be recommended, a byte for each.
        articles: Page key -> article record.
        existing_links: Keys of the articles that the page links already.
        probabilities: The probability that each number from 0 to 255 stands for in an anchor record, float32.

    Raises:
        ValueError: If an array has another length, or a record is too short.
    """

    cdef Py_ssize_t mention_count
    cdef Py_ssize_t candidate_count
    cdef readonly Py_ssize_t count
    cdef MentionRow *mentions
    cdef CandidateRow *candidates
    cdef PairRow *pairs
    cdef dict articles
    cdef float[DIMENSIONS] existing_sum

    def __cinit__(self, *, mentions, occurrences, Py_ssize_t length, cases, anchors, candidates, offsets, eligible,
                  dict articles, existing_links, probabilities):
        cdef Py_ssize_t size = len(candidates)
        self.mention_count, self.candidate_count = len(mentions), size
        self.articles = articles.copy()  # keeps the records
        self.mentions = <MentionRow *> calloc(self.mention_count + 1, sizeof(MentionRow))
        self.candidates = <CandidateRow *> calloc(size + 1, sizeof(CandidateRow))
        self.pairs = <PairRow *> calloc(size + 1, sizeof(PairRow))
        if self.mentions is NULL or self.candidates is NULL or self.pairs is NULL:
            raise MemoryError
        self._read_mentions(mentions, occurrences, length)
        self._read_anchors(View(anchors, self.mention_count * ANCHOR_SIZE),
                           View(cases, self.mention_count * sizeof(float)),
                           View(probabilities, LEVELS * sizeof(float)))
        self._read_candidates(View(candidates, size * CANDIDATE_SIZE))
        self._read_offsets(View(offsets, (self.mention_count + 1) * sizeof(int64_t)))
        self._find_overlaps()
        self._rank()
        self._select(View(eligible, size))
        self._find_rivals()
        self._weigh_mentions()
        self._add_existing_links(existing_links)

    def __dealloc__(self):
        free(self.mentions)
        free(self.candidates)
        free(self.pairs)

    # Reading

    cdef int _read_mentions(self, mentions, occurrences, Py_ssize_t length) except -1:
        cdef Py_ssize_t index
        if len(occurrences) != self.mention_count:
            raise ValueError("mentions and occurrences differ in number")
        for index in range(self.mention_count):
            read_span(&self.mentions[index].span, mentions[index], length)
            self.mentions[index].occurrences = len(occurrences[index])
        return 0

    cdef int _read_anchors(self, View anchors, View cases, View probabilities) except -1:
        cdef const float *case_of = <const float *> cases.start
        cdef const float *level = <const float *> probabilities.start
        cdef Py_ssize_t index, case
        cdef MentionRow *row
        cdef const char *anchor
        for index in range(self.mention_count):
            row, anchor = &self.mentions[index], anchors.start + index * ANCHOR_SIZE
            if not 0 <= case_of[index] < CASE_CLASSES:
                raise ValueError("a case class is out of range")
            case = <Py_ssize_t> case_of[index]
            row.link_articles, row.text_articles = four_bytes(anchor), four_bytes(anchor + 4)
            row.link_uses, row.text_uses = four_bytes(anchor + 8), four_bytes(anchor + 12)
            row.link_probability = fmin((row.link_articles + 0.2) / (row.text_articles + 1.0), 1.0)
            row.case_probability = level[<uint8_t> anchor[CASE_PROBABILITY + case]]
            row.case_articles = half_precision(anchor + CASE_ARTICLES + 2 * case)
        return 0

    cdef int _read_candidates(self, View records) except -1:
        cdef Py_ssize_t index
        cdef CandidateRow *row
        cdef const char *record
        for index in range(self.candidate_count):
            row, record = &self.candidates[index], records.start + index * CANDIDATE_SIZE
            row.page, row.articles = four_bytes(record), four_bytes(record + 4)
            row.flags, row.jaro = <uint8_t> record[8], <uint8_t> record[9]
        return 0

    cdef int _read_offsets(self, View offsets) except -1:
        cdef const int64_t *offset = <const int64_t *> offsets.start
        cdef Py_ssize_t index
        if offset[0] != 0 or offset[self.mention_count] != self.candidate_count:
            raise ValueError("the offsets do not fit the candidates")
        for index in range(self.mention_count):
            if not offset[index] < offset[index + 1] <= self.candidate_count:
                raise ValueError("a mention has no candidate")
            self.mentions[index].first = offset[index]
            self.mentions[index].count = offset[index + 1] - offset[index]
        return 0

    # Overlaps

    cdef int _find_overlaps(self) except -1:
        cdef Place *places = <Place *> calloc(self.mention_count + 1, sizeof(Place))
        cdef Py_ssize_t index, other
        if places is NULL:
            raise MemoryError
        for index in range(self.mention_count):
            places[index] = Place(self.mentions[index].span.start, self.mentions[index].span.end, index)
        qsort(places, self.mention_count, sizeof(Place), by_place)
        for index in range(self.mention_count):
            for other in range(index + 1, min(index + MAX_NEIGHBOURS + 1, self.mention_count)):
                if places[other].start < places[index].end:
                    self._overlap(places[index].mention, places[other].mention)
                    self._overlap(places[other].mention, places[index].mention)
        free(places)
        return 0

    cdef void _overlap(self, Py_ssize_t index, Py_ssize_t other_index) noexcept:
        cdef MentionRow *row = &self.mentions[index]
        cdef const MentionRow *other = &self.mentions[other_index]
        row.overlap_best = fmax(row.overlap_best, other.link_probability)
        row.longest_overlap = max(row.longest_overlap, other.span.end - other.span.start)

    # Candidates

    cdef void _rank(self) noexcept:
        cdef Py_ssize_t index, number
        cdef MentionRow *row
        cdef CandidateRow *first
        cdef double total
        cdef float articles
        for index in range(self.mention_count):
            row = &self.mentions[index]
            first = &self.candidates[row.first]
            total = 0
            for number in range(row.count):
                total += <double> <float> first[number].articles
            total += UNLINKED_TITLE_ARTICLES * row.count
            for number in range(row.count):
                articles = <float> first[number].articles + <float> UNLINKED_TITLE_ARTICLES
                first[number].commonness = articles / total
            for number in range(row.count):
                if number:
                    first[number].margin = first[number].commonness - first[0].commonness
                else:
                    first[0].margin = first[0].commonness - (first[1].commonness if row.count > 1 else 0)

    cdef int _select(self, View eligible) except -1:
        """Make a pair of each eligible candidate; the first one of a mention is its most common meaning."""
        cdef Py_ssize_t index, number
        cdef MentionRow *mention
        cdef PairRow *pair
        for index in range(self.mention_count):
            mention = &self.mentions[index]
            mention.top_record = article_record(self.articles, self.candidates[mention.first].page)
            for number in range(mention.first, mention.first + mention.count):
                if eligible.start[number]:
                    pair = &self.pairs[self.count]
                    pair.mention, pair.candidate = index, number
                    pair.record = article_record(self.articles, self.candidates[number].page)
                    if pair.record is NULL:
                        raise ValueError("an eligible candidate has no record")
                    pair.strength = <float> (mention.link_probability * self.candidates[number].commonness)
                    self.count += 1
        return 0

    cdef int _find_rivals(self) except -1:
        """Compare each pair with the other pairs of the same target."""
        cdef Target *targets = <Target *> calloc(self.count + 1, sizeof(Target))
        cdef Py_ssize_t index, first = 0
        if targets is NULL:
            raise MemoryError
        for index in range(self.count):
            targets[index] = Target(self.candidates[self.pairs[index].candidate].page, index)
        qsort(targets, self.count, sizeof(Target), by_page)
        for index in range(1, self.count + 1):
            if index == self.count or targets[index].page != targets[first].page:
                self._compare_rivals(targets + first, index - first)
                first = index
        free(targets)
        return 0

    cdef void _compare_rivals(self, const Target *targets, Py_ssize_t size) noexcept:
        cdef Py_ssize_t index, best_count = 0
        cdef float best = 0, second = 0, strength
        for index in range(size):
            best = max(best, self.pairs[targets[index].pair].strength)
        for index in range(size):
            strength = self.pairs[targets[index].pair].strength
            if strength < best:
                second = max(second, strength)
            else:
                best_count += 1
        for index in range(size):
            pair = &self.pairs[targets[index].pair]
            pair.rival_strength = second if best_count == 1 and pair.strength >= best else best

    # Topic

    cdef void _weigh_mentions(self) noexcept:
        cdef Py_ssize_t index
        cdef MentionRow *row
        cdef double commonness
        for index in range(self.mention_count):
            row = &self.mentions[index]
            commonness = self.candidates[row.first].commonness
            if (
                row.top_record is not NULL
                and row.link_probability > MIN_CONFIDENT_PROBABILITY
                and commonness > MIN_CONFIDENT_COMMONNESS
            ):
                row.weight = <float> (row.link_probability * commonness)

    cdef int _add_existing_links(self, existing_links) except -1:
        """Add the vectors in order of page key, in which numpy adds them."""
        cdef list found = [key for key in existing_links if key in self.articles]
        cdef Py_ssize_t dimension
        cdef const char *record
        found.sort()
        for key in found:
            record = article_record(self.articles, key)
            for dimension in range(DIMENSIONS):
                self.existing_sum[dimension] += vector_element(record, dimension)
        return 0

    def existing_links_sum(self):
        """Return the sum of the vectors of the existing links, float32, shape (dimensions,)."""
        return PyBytes_FromStringAndSize(<char *> self.existing_sum, sizeof(self.existing_sum))

    def target_vectors(self):
        """Return the vector of each pair's target, float32, shape (pairs, dimensions)."""
        cdef bytes found = PyBytes_FromStringAndSize(NULL, self.count * DIMENSIONS * sizeof(float))
        cdef float *vector = <float *> PyBytes_AS_STRING(found)
        cdef Py_ssize_t index, dimension
        for index in range(self.count):
            for dimension in range(DIMENSIONS):
                vector[index * DIMENSIONS + dimension] = vector_element(self.pairs[index].record, dimension)
        return found

    def other_vectors(self):
        """Return for each mention the sum of the existing links and of the other mentions' most common meanings.

        float32, shape (mentions, dimensions).
        """
        cdef bytes found = PyBytes_FromStringAndSize(NULL, self.mention_count * DIMENSIONS * sizeof(float))
        cdef float *vector = <float *> PyBytes_AS_STRING(found)
        cdef float[DIMENSIONS] total
        cdef Py_ssize_t index, dimension
        cdef const MentionRow *row
        for dimension in range(DIMENSIONS):
            total[dimension] = 0
        for index in range(self.mention_count):
            row = &self.mentions[index]
            for dimension in range(DIMENSIONS):
                vector[index * DIMENSIONS + dimension] = (
                    vector_element(row.top_record, dimension) * row.weight if row.weight > 0 else 0
                )
                total[dimension] += vector[index * DIMENSIONS + dimension]
        for dimension in range(DIMENSIONS):
            total[dimension] = self.existing_sum[dimension] + total[dimension]
        for index in range(self.mention_count):
            for dimension in range(DIMENSIONS):
                vector[index * DIMENSIONS + dimension] = total[dimension] - vector[index * DIMENSIONS + dimension]
        return found

    cdef void _compare_topics(self, const float *similarity) noexcept:
        """Compare each pair with the other pairs of the same mention; see VectorSimilarity.margin."""
        cdef Py_ssize_t first = 0, last, index
        cdef float best, second
        while first < self.count:
            last, best, second = first, -1, -1
            while last < self.count and self.pairs[last].mention == self.pairs[first].mention:
                best = max(best, similarity[last])
                last += 1
            for index in range(first, last):
                if similarity[index] < best:
                    second = max(second, similarity[index])
            for index in range(first, last):
                self.pairs[index].nearer = (
                    0 if last - first == 1
                    else similarity[index] - (best if similarity[index] < best else second)
                )
            first = last

    # Logarithms

    def mention_indexes(self):
        """Return the index of each pair's mention, int64, shape (pairs,)."""
        cdef bytes found = PyBytes_FromStringAndSize(NULL, self.count * sizeof(int64_t))
        cdef int64_t *mention = <int64_t *> PyBytes_AS_STRING(found)
        cdef Py_ssize_t index
        for index in range(self.count):
            mention[index] = self.pairs[index].mention
        return found

    def logarithms(self):
        """Return of what `fill` needs the natural logarithm: each candidate's commonness, each mention's length.

        float64, shape (candidates + mentions,).
        """
        cdef Py_ssize_t size = self.candidate_count, index
        cdef bytes found = PyBytes_FromStringAndSize(NULL, (size + self.mention_count) * sizeof(double))
        cdef double *argument = <double *> PyBytes_AS_STRING(found)
        for index in range(size):
            argument[index] = self.candidates[index].commonness
        for index in range(self.mention_count):
            argument[size + index] = self.mentions[index].span.end - self.mentions[index].span.start
        return found

    def logarithms_of_counts(self):
        """Return of what `fill` needs log(1 + x): five numbers of each mention, the incoming links of each target.

        float64, shape (5 × mentions + pairs,).
        """
        cdef Py_ssize_t size = self.mention_count, index
        cdef bytes found = PyBytes_FromStringAndSize(NULL, (MENTION_LOGS * size + self.count) * sizeof(double))
        cdef double *argument = <double *> PyBytes_AS_STRING(found)
        cdef const MentionRow *row
        for index in range(size):
            row = &self.mentions[index]
            argument[LOG_LINK_USES * size + index] = row.link_uses
            argument[LOG_LINK_ARTICLES * size + index] = row.link_articles
            argument[LOG_TEXT_ARTICLES * size + index] = row.text_articles
            argument[LOG_START * size + index] = row.span.start
            argument[LOG_OCCURRENCES * size + index] = row.occurrences
        for index in range(self.count):
            argument[MENTION_LOGS * size + index] = four_bytes(self.pairs[index].record)
        return found

    def logarithms_of_small_counts(self):
        """Return of what `fill` needs log(1 + x) in single precision: articles and outgoing links of each pair.

        float32, shape (2 × pairs,).
        """
        cdef bytes found = PyBytes_FromStringAndSize(NULL, 2 * self.count * sizeof(float))
        cdef float *argument = <float *> PyBytes_AS_STRING(found)
        cdef Py_ssize_t index
        for index in range(self.count):
            argument[index] = <float> self.candidates[self.pairs[index].candidate].articles
            argument[self.count + index] = two_bytes(self.pairs[index].record + OUTGOING)
        return found

    # The matrix

    def spread(self, matrix, Py_ssize_t rows, block, bytes positions):
        """Write features of mentions into rows of the transposed matrix.

        Args:
            matrix: Receives them; float32, shape (rows, pairs).
            rows: Number of its rows.
            block: The features; float32, shape (positions, mentions).
            positions: The row of each feature, a byte each; NOWHERE for one that is not wanted.
        """
        cdef Py_ssize_t feature, index, features = len(positions)
        cdef const uint8_t *position = <const uint8_t *> PyBytes_AS_STRING(positions)
        cdef View target = View(matrix, rows * self.count * sizeof(float), PyBUF_WRITABLE)
        cdef View source = View(block, features * self.mention_count * sizeof(float))
        cdef const float *values
        cdef float *column
        for feature in range(features):
            if position[feature] != NO_ROW:
                column = row_of(target, rows, position[feature], self.count)
                values = <const float *> source.start + feature * self.mention_count
                for index in range(self.count):
                    column[index] = values[self.pairs[index].mention]

    def fill(self, matrix, Py_ssize_t rows, bytes positions, *, logarithms, logarithms_of_counts,
             logarithms_of_small_counts, to_existing_links, to_context):
        """Write the features COLUMNS into rows of the transposed matrix.

        Args:
            matrix: Receives them; float32, shape (rows, pairs).
            rows: Number of its rows.
            positions: The row of each feature, a byte each; NOWHERE for one that is not wanted.
            logarithms, logarithms_of_counts, logarithms_of_small_counts: Of what the methods of these names returned.
            to_existing_links, to_context: Cosines, float32, shape (pairs,).
        """
        cdef Py_ssize_t size = self.count, index
        cdef View target = View(matrix, rows * size * sizeof(float), PyBUF_WRITABLE)
        cdef View logs = View(logarithms, (self.candidate_count + self.mention_count) * sizeof(double))
        cdef View counts = View(logarithms_of_counts, (MENTION_LOGS * self.mention_count + size) * sizeof(double))
        cdef View small = View(logarithms_of_small_counts, 2 * size * sizeof(float))
        cdef View links = View(to_existing_links, size * sizeof(float))
        cdef View context = View(to_context, size * sizeof(float))
        cdef bytearray unwanted = bytearray(size * sizeof(float))
        cdef const uint8_t *position = <const uint8_t *> PyBytes_AS_STRING(positions)
        cdef float *column[COLUMN_COUNT]
        if len(positions) != COLUMN_COUNT:
            raise ValueError("there are not as many positions as features")
        for index in range(COLUMN_COUNT):
            if position[index] == NO_ROW:
                column[index] = <float *> PyByteArray_AS_STRING(unwanted)
            else:
                column[index] = row_of(target, rows, position[index], size)
        self._compute_entropy(<const double *> logs.start)
        self._compare_topics(<const float *> context.start)
        for index in range(size):
            self._fill_mention(column, index, <const double *> logs.start, <const double *> counts.start)
            self._fill_candidate(column, index, <const float *> small.start)
            self._fill_target(column, index, <const double *> counts.start, <const float *> small.start)
            column[NEAR_LINKS][index] = (<const float *> links.start)[index]
            column[NEAR_CONTEXT][index] = (<const float *> context.start)[index]

    cdef void _compute_entropy(self, const double *logarithms) noexcept:
        cdef Py_ssize_t index, number
        cdef MentionRow *row
        for index in range(self.mention_count):
            row = &self.mentions[index]
            row.entropy = 0
            for number in range(row.first, row.first + row.count):
                row.entropy += -self.candidates[number].commonness * logarithms[number]

    cdef void _fill_mention(
        self, float **column, Py_ssize_t index, const double *logarithms, const double *counts
    ) noexcept:
        cdef Py_ssize_t mention = self.pairs[index].mention, size = self.mention_count
        cdef const MentionRow *row = &self.mentions[mention]
        cdef Py_ssize_t length = row.span.end - row.span.start
        column[LINK_USES][index] = <float> counts[LOG_LINK_USES * size + mention]
        column[USE_SHARE][index] = <float> (row.link_uses / (row.text_uses + 1.0))
        column[LINK_PROBABILITY][index] = <float> row.link_probability
        column[CASE_PROBABILITY_COLUMN][index] = row.case_probability
        column[CASE_ARTICLES_COLUMN][index] = row.case_articles
        column[LINK_ARTICLES][index] = <float> counts[LOG_LINK_ARTICLES * size + mention]
        column[TEXT_ARTICLES][index] = <float> counts[LOG_TEXT_ARTICLES * size + mention]
        column[CANDIDATES][index] = row.count
        column[ENTROPY][index] = <float> row.entropy
        column[OFFSET][index] = <float> counts[LOG_START * size + mention]
        column[OCCURRENCES][index] = <float> counts[LOG_OCCURRENCES * size + mention]
        column[OVERLAP_BEST][index] = <float> row.overlap_best
        column[OVERLAP_LONGER][index] = max(row.longest_overlap - length, 0)
        column[TEXT_LENGTH][index] = <float> logarithms[self.candidate_count + mention]

    cdef void _fill_candidate(self, float **column, Py_ssize_t index, const float *logarithms) noexcept:
        cdef const PairRow *pair = &self.pairs[index]
        cdef const CandidateRow *row = &self.candidates[pair.candidate]
        column[ARTICLES][index] = logarithms[index]
        column[SHARE][index] = <float> row.commonness
        column[RANK][index] = pair.candidate - self.mentions[pair.mention].first
        column[MARGIN][index] = <float> row.margin
        column[JARO][index] = <float> row.jaro / <float> 255
        column[IS_TITLE][index] = (row.flags & TITLE) != 0
        column[IS_BARE_TITLE][index] = (row.flags & TITLE_WITHOUT_PARENTHESES) != 0
        column[IS_REDIRECT][index] = (row.flags & REDIRECT_TITLE) != 0

    cdef void _fill_target(
        self, float **column, Py_ssize_t index, const double *counts, const float *logarithms
    ) noexcept:
        cdef const PairRow *pair = &self.pairs[index]
        column[INCOMING][index] = <float> counts[MENTION_LOGS * self.mention_count + index]
        column[OUTGOING_COLUMN][index] = logarithms[self.count + index]
        column[LINK_RATE_COLUMN][index] = half_precision(pair.record + LINK_RATE)
        column[TARGET_LENGTH][index] = half_precision(pair.record + LENGTH)
        column[RIVAL_TEXT][index] = pair.rival_strength
        column[NEARER][index] = pair.nearer
