"""What is known of each mention, candidate and pair of a page, and how it is read from the records."""

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


cdef struct PageRows:
    MentionRow *mentions
    Py_ssize_t mention_count
    CandidateRow *candidates
    Py_ssize_t candidate_count
    PairRow *pairs
    Py_ssize_t pair_count


cdef int read_mentions(PageRows *rows, mentions, occurrences, Py_ssize_t length) except -1:
    cdef Py_ssize_t index
    if len(occurrences) != rows.mention_count:
        raise ValueError("mentions and occurrences differ in number")
    for index in range(rows.mention_count):
        read_span(&rows.mentions[index].span, mentions[index], length)
        rows.mentions[index].occurrences = len(occurrences[index])
    return 0


cdef int read_anchors(PageRows *rows, View anchors, View cases, View probabilities) except -1:
    cdef const float *case_of = <const float *> cases.start
    cdef const float *level = <const float *> probabilities.start
    cdef Py_ssize_t index, case
    cdef MentionRow *row
    cdef const char *anchor
    for index in range(rows.mention_count):
        row, anchor = &rows.mentions[index], anchors.start + index * ANCHOR_SIZE
        if not 0 <= case_of[index] < CASE_CLASSES:
            raise ValueError("a case class is out of range")
        case = <Py_ssize_t> case_of[index]
        row.link_articles, row.text_articles = four_bytes(anchor), four_bytes(anchor + 4)
        row.link_uses, row.text_uses = four_bytes(anchor + 8), four_bytes(anchor + 12)
        row.link_probability = fmin((row.link_articles + 0.2) / (row.text_articles + 1.0), 1.0)
        row.case_probability = level[<uint8_t> anchor[CASE_PROBABILITY + case]]
        row.case_articles = half_precision(anchor + CASE_ARTICLES + 2 * case)
    return 0


cdef int read_candidates(PageRows *rows, View records) except -1:
    cdef Py_ssize_t index
    cdef CandidateRow *row
    cdef const char *record
    for index in range(rows.candidate_count):
        row, record = &rows.candidates[index], records.start + index * CANDIDATE_SIZE
        row.page, row.articles = four_bytes(record), four_bytes(record + 4)
        row.flags, row.jaro = <uint8_t> record[8], <uint8_t> record[9]
    return 0


cdef int read_offsets(PageRows *rows, View offsets) except -1:
    cdef const int64_t *offset = <const int64_t *> offsets.start
    cdef Py_ssize_t index
    if offset[0] != 0 or offset[rows.mention_count] != rows.candidate_count:
        raise ValueError("the offsets do not fit the candidates")
    for index in range(rows.mention_count):
        if not offset[index] < offset[index + 1] <= rows.candidate_count:
            raise ValueError("a mention has no candidate")
        rows.mentions[index].first = offset[index]
        rows.mentions[index].count = offset[index + 1] - offset[index]
    return 0


cdef int select_pairs(PageRows *rows, View eligible, dict articles) except -1:
    """Make a pair of each eligible candidate; the first one of a mention is its most common meaning."""
    cdef Py_ssize_t index, number
    cdef MentionRow *mention
    cdef PairRow *pair
    for index in range(rows.mention_count):
        mention = &rows.mentions[index]
        mention.top_record = article_record(articles, rows.candidates[mention.first].page)
        for number in range(mention.first, mention.first + mention.count):
            if eligible.start[number]:
                pair = &rows.pairs[rows.pair_count]
                pair.mention, pair.candidate = index, number
                pair.record = article_record(articles, rows.candidates[number].page)
                if pair.record is NULL:
                    raise ValueError("an eligible candidate has no record")
                pair.strength = <float> (mention.link_probability * rows.candidates[number].commonness)
                rows.pair_count += 1
    return 0
