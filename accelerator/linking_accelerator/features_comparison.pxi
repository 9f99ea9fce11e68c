"""How mentions, candidates and pairs compare with each other."""

cdef enum:  # linking.features
    MAX_NEIGHBOURS = 6

cdef double UNLINKED_TITLE_ARTICLES = 0.1
cdef double MIN_CONFIDENT_PROBABILITY = 0.1
cdef double MIN_CONFIDENT_COMMONNESS = 0.5


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


cdef int find_overlaps(PageRows *rows) except -1:
    cdef Place *places = <Place *> calloc(rows.mention_count + 1, sizeof(Place))
    cdef Py_ssize_t index, other
    if places is NULL:
        raise MemoryError
    for index in range(rows.mention_count):
        places[index] = Place(rows.mentions[index].span.start, rows.mentions[index].span.end, index)
    qsort(places, rows.mention_count, sizeof(Place), by_place)
    for index in range(rows.mention_count):
        for other in range(index + 1, min(index + MAX_NEIGHBOURS + 1, rows.mention_count)):
            if places[other].start < places[index].end:
                overlap(rows, places[index].mention, places[other].mention)
                overlap(rows, places[other].mention, places[index].mention)
    free(places)
    return 0


cdef void overlap(PageRows *rows, Py_ssize_t index, Py_ssize_t other_index) noexcept:
    cdef MentionRow *row = &rows.mentions[index]
    cdef const MentionRow *other = &rows.mentions[other_index]
    row.overlap_best = fmax(row.overlap_best, other.link_probability)
    row.longest_overlap = max(row.longest_overlap, other.span.end - other.span.start)


cdef void rank_candidates(PageRows *rows) noexcept:
    cdef Py_ssize_t index, number
    cdef MentionRow *row
    cdef CandidateRow *first
    cdef double total
    cdef float articles
    for index in range(rows.mention_count):
        row = &rows.mentions[index]
        first = &rows.candidates[row.first]
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


cdef int find_rivals(PageRows *rows) except -1:
    """Compare each pair with the other pairs of the same target."""
    cdef Target *targets = <Target *> calloc(rows.pair_count + 1, sizeof(Target))
    cdef Py_ssize_t index, first = 0
    if targets is NULL:
        raise MemoryError
    for index in range(rows.pair_count):
        targets[index] = Target(rows.candidates[rows.pairs[index].candidate].page, index)
    qsort(targets, rows.pair_count, sizeof(Target), by_page)
    for index in range(1, rows.pair_count + 1):
        if index == rows.pair_count or targets[index].page != targets[first].page:
            compare_rivals(rows, targets + first, index - first)
            first = index
    free(targets)
    return 0


cdef void compare_rivals(PageRows *rows, const Target *targets, Py_ssize_t size) noexcept:
    cdef Py_ssize_t index, best_count = 0
    cdef float best = 0, second = 0, strength
    for index in range(size):
        best = max(best, rows.pairs[targets[index].pair].strength)
    for index in range(size):
        strength = rows.pairs[targets[index].pair].strength
        if strength < best:
            second = max(second, strength)
        else:
            best_count += 1
    for index in range(size):
        pair = &rows.pairs[targets[index].pair]
        pair.rival_strength = second if best_count == 1 and pair.strength >= best else best


cdef void weigh_mentions(PageRows *rows) noexcept:
    cdef Py_ssize_t index
    cdef MentionRow *row
    cdef double commonness
    for index in range(rows.mention_count):
        row = &rows.mentions[index]
        commonness = rows.candidates[row.first].commonness
        if (
            row.top_record is not NULL
            and row.link_probability > MIN_CONFIDENT_PROBABILITY
            and commonness > MIN_CONFIDENT_COMMONNESS
        ):
            row.weight = <float> (row.link_probability * commonness)


cdef void compare_topics(PageRows *rows, const float *similarity) noexcept:
    """Compare each pair with the other pairs of the same mention; see VectorSimilarity.margin."""
    cdef Py_ssize_t first = 0, last, index
    cdef float best, second
    while first < rows.pair_count:
        last, best, second = first, -1, -1
        while last < rows.pair_count and rows.pairs[last].mention == rows.pairs[first].mention:
            best = max(best, similarity[last])
            last += 1
        for index in range(first, last):
            if similarity[index] < best:
                second = max(second, similarity[index])
        for index in range(first, last):
            rows.pairs[index].nearer = (
                0 if last - first == 1
                else similarity[index] - (best if similarity[index] < best else second)
            )
        first = last


cdef void compute_entropy(PageRows *rows, const double *logarithms) noexcept:
    cdef Py_ssize_t index, number
    cdef MentionRow *row
    for index in range(rows.mention_count):
        row = &rows.mentions[index]
        row.entropy = 0
        for number in range(row.first, row.first + row.count):
            row.entropy += -rows.candidates[number].commonness * logarithms[number]
