# Loops over the text nodes of a page.

cdef object new_tuple = tuple.__new__  # takes half as long as the constructor of a named tuple

cdef struct Span:
    Py_ssize_t start
    Py_ssize_t end


cdef class Spans:
    """Intervals in order, as numbers."""

    cdef Span *spans
    cdef Py_ssize_t count

    def __cinit__(self, list intervals):
        self.spans = <Span *> malloc((len(intervals) + 1) * sizeof(Span))
        if self.spans == NULL:
            raise MemoryError
        for start, end in intervals:
            self.spans[self.count].start = start
            self.spans[self.count].end = end
            self.count += 1

    def __dealloc__(self):
        free(self.spans)


cdef unsigned char[256] suspects
for suspect in [*map(chr, range(9)), "\v", "\f", *map(chr, range(14, 32)), *"<{}[]|_=':"]:
    suspects[<int> ord(suspect)] = True


cdef bint is_suspect(str source) except -1:
    """Return whether the text may contain markup."""
    cdef Text text = open_text(source)
    cdef Py_ssize_t position = find_any(&text, 0, suspects)
    cdef Py_UCS4 character
    while position < text.length:
        character = at(&text, position)
        if character == u"'":
            if at(&text, position + 1) == u"'":
                return True
        elif character != u":" or (at(&text, position + 1) == u"/" and at(&text, position + 2) == u"/"):
            return True
        position = find_any(&text, position + 1, suspects)
    return False


def suspect_texts(list text_nodes not None):
    """Return the text nodes that may contain markup."""
    return [node for node in text_nodes if is_suspect(node[1])]


def no_break_spaces(str wikitext not None):
    """Return the intervals of the spaces before one of ``?:;!%»›`` and after one of ``«‹``, in order."""
    cdef Py_ssize_t position = 0, length = PyUnicode_GET_LENGTH(wikitext)
    cdef int kind = PyUnicode_KIND(wikitext)
    cdef const void *data = PyUnicode_DATA(wikitext)
    cdef list spaces = []
    for position in range(length):
        if PyUnicode_READ(kind, data, position) != u" ":
            continue
        if (position + 1 < length and PyUnicode_READ(kind, data, position + 1) in u"?:;!%»›") or (
            position and PyUnicode_READ(kind, data, position - 1) in u"«‹"
        ):
            spaces.append((position, position + 1))
    return spaces


cdef class RunWriter:
    """Cuts text nodes into runs."""

    cdef type run_type
    cdef list runs
    cdef Spans cuts
    cdef Py_ssize_t cut
    cdef str text
    cdef Py_ssize_t start
    cdef object section

    cdef int add(self, Py_ssize_t first, Py_ssize_t last, bint linkable) except -1:
        """Add the run [first, last) of the page, which is in the current text node."""
        text = self.text
        if last - first != PyUnicode_GET_LENGTH(self.text):
            text = self.text[first - self.start : last - self.start]
        self.runs.append(new_tuple(self.run_type, (first, text, self.section, linkable)))
        return 0

    cdef int add_lines(self, Py_ssize_t first, Py_ssize_t last, bint linkable) except -1:
        """Add runs that end at line ends and cuts."""
        cdef Py_ssize_t line_end
        while first < last:
            line_end = self.text.find("\n", first - self.start, last - self.start)
            line_end = last if line_end < 0 else line_end + self.start
            while line_end < last and self.text[line_end - self.start] == u"\n":
                line_end += 1
            while self.cut < self.cuts.count and self.cuts.spans[self.cut].end <= first:
                self.cut += 1
            while self.cut < self.cuts.count and self.cuts.spans[self.cut].end < line_end:
                self.add(first, self.cuts.spans[self.cut].end, linkable)
                first = self.cuts.spans[self.cut].end
                self.cut += 1
            self.add(first, line_end, linkable)
            first = line_end
        return 0


def text_runs(
    type run_type not None, list text_nodes not None, set code not None, list unlinkable not None,
    list spaces not None, section_starts,
):
    """Return the runs of all text nodes, in order.

    Args:
        run_type: The named tuple of a run: start, text, section, linkable.
        text_nodes: The text nodes, in order.
        code: The offsets of those that contain code.
        unlinkable: The intervals without links, in order and without overlaps.
        spaces: The intervals at whose ends a run must end, in order.
        section_starts: The offsets of the sections.
    """
    cdef RunWriter writer = RunWriter.__new__(RunWriter)
    cdef Spans holes = Spans(unlinkable), cuts = Spans(spaces)
    cdef Spans sections = Spans([(start, start) for start in section_starts])
    cdef Py_ssize_t section = 0, hole = 0, index, start, end, position
    cdef bint linkable
    writer.run_type = run_type
    writer.runs = []
    writer.cuts = cuts
    writer.section = 0
    for start, text in text_nodes:
        writer.start, writer.text = start, text
        end = start + len(text)
        while section + 1 < sections.count and sections.spans[section + 1].start <= start:
            section += 1
            writer.section = section
        while hole < holes.count and holes.spans[hole].end <= start:
            hole += 1
        linkable = not code or start not in code
        index, position = hole, start
        while index < holes.count and holes.spans[index].start < end:
            if position < holes.spans[index].start:
                writer.add_lines(position, holes.spans[index].start, linkable)
                position = holes.spans[index].start
            writer.add_lines(position, min(holes.spans[index].end, end), False)
            position = min(holes.spans[index].end, end)
            index += 1
        writer.add_lines(position, end, linkable)
    return writer.runs


def text_edges(str wikitext not None, list text_nodes not None):
    """Return the text nodes after links, before wikilinks, after other markup and before other markup."""
    cdef Py_ssize_t start, end, length = PyUnicode_GET_LENGTH(wikitext)
    cdef int kind = PyUnicode_KIND(wikitext)
    cdef const void *data = PyUnicode_DATA(wikitext)
    cdef Py_UCS4 before, after
    cdef list after_links = [], before_links = [], after_markup = [], before_markup = []
    for node in text_nodes:
        start, text = node
        end = start + len(text)
        if not 0 <= start < end <= length:
            raise ValueError("A text node is not in the page.")
        if start and PyUnicode_READ(kind, data, start) not in u" \n.,;()*":
            before = PyUnicode_READ(kind, data, start - 1)
            if before == u"]":
                after_links.append(node)
            elif before in u"'>;":
                after_markup.append(node)
        if end < length and PyUnicode_READ(kind, data, end - 1) not in u" \n.,;()*":
            after = PyUnicode_READ(kind, data, end)
            if after == u"[":
                if end + 1 < length and PyUnicode_READ(kind, data, end + 1) == u"[":
                    before_links.append(node)
            elif after in u"'<&":
                before_markup.append(node)
    return after_links, before_links, after_markup, before_markup


cdef unsigned char[256] brackets
for bracket in "<[]{}":
    brackets[<int> ord(bracket)] = True


def markup_counts(str wikitext not None):
    """Return how often ``<``, ``[[``, ``]]``, ``{`` and ``}`` occur, without overlaps."""
    cdef Text text = open_text(wikitext)
    cdef Py_ssize_t position = find_any(&text, 0, brackets)
    cdef Py_ssize_t tags = 0, links = 0, link_ends = 0, braces = 0, brace_ends = 0
    cdef Py_UCS4 character
    while position < text.length:
        character = at(&text, position)
        if character == u"<":
            tags += 1
        elif character == u"{":
            braces += 1
        elif character == u"}":
            brace_ends += 1
        elif at(&text, position + 1) == character:
            if character == u"[":
                links += 1
            else:
                link_ends += 1
            position += 1
        position = find_any(&text, position + 1, brackets)
    return tags, links, link_ends, braces, brace_ends
