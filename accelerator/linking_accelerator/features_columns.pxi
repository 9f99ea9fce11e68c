"""The columns that `Pairs.fill` computes."""

cdef enum:
    NO_ROW = 255

NOWHERE = NO_ROW
"""The position of a feature that is not wanted."""

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


cdef float *row_of(View matrix, Py_ssize_t rows, Py_ssize_t position, Py_ssize_t size) except NULL:
    """Return a row of a matrix of this many columns."""
    if position >= rows:
        raise ValueError("a position is out of range")
    return <float *> matrix.start + position * size


cdef void fill_mention(
    const PageRows *rows, float **column, Py_ssize_t index, const double *logarithms, const double *counts
) noexcept:
    cdef Py_ssize_t mention = rows.pairs[index].mention, size = rows.mention_count
    cdef const MentionRow *row = &rows.mentions[mention]
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
    column[TEXT_LENGTH][index] = <float> logarithms[rows.candidate_count + mention]


cdef void fill_candidate(
    const PageRows *rows, float **column, Py_ssize_t index, const float *logarithms
) noexcept:
    cdef const PairRow *pair = &rows.pairs[index]
    cdef const CandidateRow *row = &rows.candidates[pair.candidate]
    column[ARTICLES][index] = logarithms[index]
    column[SHARE][index] = <float> row.commonness
    column[RANK][index] = pair.candidate - rows.mentions[pair.mention].first
    column[MARGIN][index] = <float> row.margin
    column[JARO][index] = <float> row.jaro / <float> 255
    column[IS_TITLE][index] = (row.flags & TITLE) != 0
    column[IS_BARE_TITLE][index] = (row.flags & TITLE_WITHOUT_PARENTHESES) != 0
    column[IS_REDIRECT][index] = (row.flags & REDIRECT_TITLE) != 0


cdef void fill_target(
    const PageRows *rows, float **column, Py_ssize_t index, const double *counts, const float *logarithms
) noexcept:
    cdef const PairRow *pair = &rows.pairs[index]
    column[INCOMING][index] = <float> counts[MENTION_LOGS * rows.mention_count + index]
    column[OUTGOING_COLUMN][index] = logarithms[rows.pair_count + index]
    column[LINK_RATE_COLUMN][index] = half_precision(pair.record + LINK_RATE)
    column[TARGET_LENGTH][index] = half_precision(pair.record + LENGTH)
    column[RIVAL_TEXT][index] = pair.rival_strength
    column[NEARER][index] = pair.nearer
