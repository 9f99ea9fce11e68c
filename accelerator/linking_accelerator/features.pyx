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

include "features_records.pxi"
include "features_rows.pxi"
include "features_comparison.pxi"
include "features_columns.pxi"


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

    cdef PageRows rows
    cdef dict articles
    cdef float[DIMENSIONS] existing_sum

    def __cinit__(self, *, mentions, occurrences, Py_ssize_t length, cases, anchors, candidates, offsets, eligible,
                  dict articles not None, existing_links, probabilities):
        cdef PageRows *rows = &self.rows
        rows.mention_count, rows.candidate_count = len(mentions), len(candidates)
        self.articles = articles.copy()  # keeps the records
        rows.mentions = <MentionRow *> calloc(rows.mention_count + 1, sizeof(MentionRow))
        rows.candidates = <CandidateRow *> calloc(rows.candidate_count + 1, sizeof(CandidateRow))
        rows.pairs = <PairRow *> calloc(rows.candidate_count + 1, sizeof(PairRow))
        if rows.mentions is NULL or rows.candidates is NULL or rows.pairs is NULL:
            raise MemoryError
        read_mentions(rows, mentions, occurrences, length)
        read_anchors(rows, View(anchors, rows.mention_count * ANCHOR_SIZE),
                     View(cases, rows.mention_count * sizeof(float)), View(probabilities, LEVELS * sizeof(float)))
        read_candidates(rows, View(candidates, rows.candidate_count * CANDIDATE_SIZE))
        read_offsets(rows, View(offsets, (rows.mention_count + 1) * sizeof(int64_t)))
        find_overlaps(rows)
        rank_candidates(rows)
        select_pairs(rows, View(eligible, rows.candidate_count), self.articles)
        find_rivals(rows)
        weigh_mentions(rows)
        self._add_existing_links(existing_links)

    def __dealloc__(self):
        free(self.rows.mentions)
        free(self.rows.candidates)
        free(self.rows.pairs)

    @property
    def count(self):
        """The number of pairs."""
        return self.rows.pair_count

    cdef int _add_existing_links(self, existing_links) except -1:
        """Add the vectors in order of page key, in which numpy adds them."""
        cdef list found = [key for key in existing_links if key in self.articles]
        cdef Py_ssize_t dimension
        cdef const char *record
        found.sort()
        for key in found:
            record = article_record(self.articles, key)
            if record is NULL:
                raise ValueError("an existing link has no record")
            for dimension in range(DIMENSIONS):
                self.existing_sum[dimension] += vector_element(record, dimension)
        return 0

    def existing_links_sum(self):
        """Return the sum of the vectors of the existing links, float32, shape (dimensions,)."""
        return PyBytes_FromStringAndSize(<char *> self.existing_sum, sizeof(self.existing_sum))

    def target_vectors(self):
        """Return the vector of each pair's target, float32, shape (pairs, dimensions)."""
        cdef bytes found = PyBytes_FromStringAndSize(NULL, self.rows.pair_count * DIMENSIONS * sizeof(float))
        cdef float *vector = <float *> PyBytes_AS_STRING(found)
        cdef Py_ssize_t index, dimension
        for index in range(self.rows.pair_count):
            for dimension in range(DIMENSIONS):
                vector[index * DIMENSIONS + dimension] = vector_element(self.rows.pairs[index].record, dimension)
        return found

    def other_vectors(self):
        """Return for each mention the sum of the existing links and of the other mentions' most common meanings.

        float32, shape (mentions, dimensions).
        """
        cdef bytes found = PyBytes_FromStringAndSize(NULL, self.rows.mention_count * DIMENSIONS * sizeof(float))
        cdef float *vector = <float *> PyBytes_AS_STRING(found)
        cdef float[DIMENSIONS] total
        cdef Py_ssize_t index, dimension
        cdef const MentionRow *row
        for dimension in range(DIMENSIONS):
            total[dimension] = 0
        for index in range(self.rows.mention_count):
            row = &self.rows.mentions[index]
            for dimension in range(DIMENSIONS):
                vector[index * DIMENSIONS + dimension] = (
                    vector_element(row.top_record, dimension) * row.weight if row.weight > 0 else 0
                )
                total[dimension] += vector[index * DIMENSIONS + dimension]
        for dimension in range(DIMENSIONS):
            total[dimension] = self.existing_sum[dimension] + total[dimension]
        for index in range(self.rows.mention_count):
            for dimension in range(DIMENSIONS):
                vector[index * DIMENSIONS + dimension] = total[dimension] - vector[index * DIMENSIONS + dimension]
        return found

    def mention_indexes(self):
        """Return the index of each pair's mention, int64, shape (pairs,)."""
        cdef bytes found = PyBytes_FromStringAndSize(NULL, self.rows.pair_count * sizeof(int64_t))
        cdef int64_t *mention = <int64_t *> PyBytes_AS_STRING(found)
        cdef Py_ssize_t index
        for index in range(self.rows.pair_count):
            mention[index] = self.rows.pairs[index].mention
        return found

    def logarithms(self):
        """Return of what `fill` needs the natural logarithm: each candidate's commonness, each mention's length.

        float64, shape (candidates + mentions,).
        """
        cdef Py_ssize_t size = self.rows.candidate_count, index
        cdef bytes found = PyBytes_FromStringAndSize(NULL, (size + self.rows.mention_count) * sizeof(double))
        cdef double *argument = <double *> PyBytes_AS_STRING(found)
        for index in range(size):
            argument[index] = self.rows.candidates[index].commonness
        for index in range(self.rows.mention_count):
            argument[size + index] = self.rows.mentions[index].span.end - self.rows.mentions[index].span.start
        return found

    def logarithms_of_counts(self):
        """Return of what `fill` needs log(1 + x): five numbers of each mention, the incoming links of each target.

        float64, shape (5 × mentions + pairs,).
        """
        cdef Py_ssize_t size = self.rows.mention_count, total = MENTION_LOGS * size + self.rows.pair_count, index
        cdef bytes found = PyBytes_FromStringAndSize(NULL, total * sizeof(double))
        cdef double *argument = <double *> PyBytes_AS_STRING(found)
        cdef const MentionRow *row
        for index in range(size):
            row = &self.rows.mentions[index]
            argument[LOG_LINK_USES * size + index] = row.link_uses
            argument[LOG_LINK_ARTICLES * size + index] = row.link_articles
            argument[LOG_TEXT_ARTICLES * size + index] = row.text_articles
            argument[LOG_START * size + index] = row.span.start
            argument[LOG_OCCURRENCES * size + index] = row.occurrences
        for index in range(self.rows.pair_count):
            argument[MENTION_LOGS * size + index] = four_bytes(self.rows.pairs[index].record)
        return found

    def logarithms_of_small_counts(self):
        """Return of what `fill` needs log(1 + x) in single precision: articles and outgoing links of each pair.

        float32, shape (2 × pairs,).
        """
        cdef bytes found = PyBytes_FromStringAndSize(NULL, 2 * self.rows.pair_count * sizeof(float))
        cdef float *argument = <float *> PyBytes_AS_STRING(found)
        cdef Py_ssize_t index
        for index in range(self.rows.pair_count):
            argument[index] = <float> self.rows.candidates[self.rows.pairs[index].candidate].articles
            argument[self.rows.pair_count + index] = two_bytes(self.rows.pairs[index].record + OUTGOING)
        return found

    def spread(self, matrix, Py_ssize_t rows, block, bytes positions not None):
        """Write features of mentions into rows of the transposed matrix.

        Args:
            matrix: Receives them; float32, shape (rows, pairs).
            rows: Number of its rows.
            block: The features; float32, shape (positions, mentions).
            positions: The row of each feature, a byte each; NOWHERE for one that is not wanted.
        """
        cdef Py_ssize_t feature, index, features = len(positions)
        cdef const uint8_t *position = <const uint8_t *> PyBytes_AS_STRING(positions)
        cdef View target = View(matrix, rows * self.rows.pair_count * sizeof(float), PyBUF_WRITABLE)
        cdef View source = View(block, features * self.rows.mention_count * sizeof(float))
        cdef const float *values
        cdef float *column
        for feature in range(features):
            if position[feature] != NO_ROW:
                column = row_of(target, rows, position[feature], self.rows.pair_count)
                values = <const float *> source.start + feature * self.rows.mention_count
                for index in range(self.rows.pair_count):
                    column[index] = values[self.rows.pairs[index].mention]

    def fill(self, matrix, Py_ssize_t rows, bytes positions not None, *, logarithms, logarithms_of_counts,
             logarithms_of_small_counts, to_existing_links, to_context):
        """Write the features COLUMNS into rows of the transposed matrix.

        Args:
            matrix: Receives them; float32, shape (rows, pairs).
            rows: Number of its rows.
            positions: The row of each feature, a byte each; NOWHERE for one that is not wanted.
            logarithms, logarithms_of_counts, logarithms_of_small_counts: Of what the methods of these names returned.
            to_existing_links, to_context: Cosines, float32, shape (pairs,).
        """
        cdef Py_ssize_t size = self.rows.pair_count, index
        cdef View target = View(matrix, rows * size * sizeof(float), PyBUF_WRITABLE)
        cdef View logs = View(logarithms, (self.rows.candidate_count + self.rows.mention_count) * sizeof(double))
        cdef View counts = View(logarithms_of_counts, (MENTION_LOGS * self.rows.mention_count + size) * sizeof(double))
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
        compute_entropy(&self.rows, <const double *> logs.start)
        compare_topics(&self.rows, <const float *> context.start)
        for index in range(size):
            fill_mention(&self.rows, column, index, <const double *> logs.start, <const double *> counts.start)
            fill_candidate(&self.rows, column, index, <const float *> small.start)
            fill_target(&self.rows, column, index, <const double *> counts.start, <const float *> small.start)
            column[NEAR_LINKS][index] = (<const float *> links.start)[index]
            column[NEAR_CONTEXT][index] = (<const float *> context.start)[index]

