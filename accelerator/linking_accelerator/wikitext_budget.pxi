# Markup that is never closed, by which the time that the tokenizer takes is estimated.

cdef enum:  # Kinds of markup; quotes and tags have greater numbers.
    BRACES
    BRACKETS
    OPEN_TABLE
    OPEN_COMMENT
    INCOMPLETE_TAG
    FIRST_NAME

cdef enum:
    CROSSED_QUOTES = 9  # as in linking.wikitext.tokenizer_budget

cdef struct Opening:
    int kind
    bint is_quote
    Py_ssize_t start


cdef inline int letter(Py_UCS4 character) noexcept nogil:
    """Return the index of an ASCII letter, or -1."""
    if u"a" <= character <= u"z":
        return <int> character - 97
    if u"A" <= character <= u"Z":
        return <int> character - 65 + 26
    return -1


cdef inline bint is_in_name(Py_UCS4 character):
    """Return whether the name of a tag may begin with this character, which is no letter."""
    return character not in u"<>{}[]|=&'#*;:!/-" and not Py_UNICODE_ISSPACE(character)


cdef class MarkupMatcher:
    """What `_MARKUP` and `_MarkupMatcher` of linking.wikitext.tokenizer_budget find."""

    cdef str wikitext
    cdef const Py_UCS4 *text
    cdef Py_ssize_t end
    cdef Py_ssize_t last_comment  # no comment that begins here or later ends
    cdef dict kinds
    cdef list counts  # of open markup, by kind
    cdef list unclosed
    cdef Opening *opened
    cdef Py_ssize_t depth
    cdef Py_ssize_t capacity

    def __dealloc__(self):
        free(self.opened)

    cdef inline Py_UCS4 at(self, Py_ssize_t position) noexcept:
        return self.text[position] if position < self.end else 0

    cdef int open(self, int kind, Py_ssize_t start, bint is_quote) except -1:
        cdef Opening *larger
        if self.depth == self.capacity:
            larger = <Opening *> realloc(self.opened, (2 * self.capacity + 64) * sizeof(Opening))
            if larger == NULL:
                raise MemoryError
            self.opened = larger
            self.capacity = 2 * self.capacity + 64
        self.opened[self.depth].kind = kind
        self.opened[self.depth].is_quote = is_quote
        self.opened[self.depth].start = start
        self.depth += 1
        self.counts[kind] += 1
        return 0

    cdef int close(self, int kind) except -1:
        """Close the innermost markup of a kind, if any. What was opened in it is never closed."""
        cdef Opening *last
        if not self.counts[kind]:
            return 0
        while self.depth:
            self.depth -= 1
            last = &self.opened[self.depth]
            self.counts[last.kind] -= 1
            if last.kind == kind:
                return 0
            self.unclosed.extend([last.start] * (CROSSED_QUOTES if last.is_quote else 1))
        return 0

    cdef int kind_of(self, str name) except -1:
        """Return the kind of a tag or of apostrophes."""
        kind = self.kinds.get(name)
        if kind is None:
            kind = self.kinds[name] = len(self.counts)
            self.counts.append(0)
        return kind

    cdef Py_ssize_t end_of_run(self, Py_ssize_t position, Py_UCS4 character) noexcept:
        while self.at(position) == character and position < self.end:
            position += 1
        return position

    cdef Py_ssize_t end_of_simple_pair(self, Py_ssize_t start, Py_UCS4 closing) noexcept:
        """Return the end of a link or template that contains no other markup, or -1."""
        cdef Py_ssize_t position = start + 2
        cdef Py_UCS4 character
        while position < self.end:
            character = self.text[position]
            if character in u"[]{}<\n'":
                break
            position += 1
        return position + 2 if self.at(position) == closing and self.at(position + 1) == closing else -1

    cdef Py_ssize_t read(self, Py_ssize_t start, bint comments_open) except -1:
        """Read the markup that may begin here. Return the offset after it."""
        cdef Py_UCS4 this = self.text[start], following = self.at(start + 1)
        cdef Py_ssize_t stop, count
        if this == u"<":
            return self.read_tag(start, comments_open)
        if this == following and (this == u"[" or this == u"{"):
            stop = self.end_of_simple_pair(start, u"]" if this == u"[" else u"}")
            if stop > 0:
                return stop
            stop = start + 2 if this == u"[" else self.end_of_run(start, this)
            for count in range((stop - start) // 2):
                self.open(BRACKETS if this == u"[" else BRACES, start, False)
            return stop
        if this == following and (this == u"]" or this == u"}"):
            stop = start + 2 if this == u"]" else self.end_of_run(start, this)
            for count in range((stop - start) // 2):
                if not self.counts[BRACKETS if this == u"]" else BRACES]:
                    break
                self.close(BRACKETS if this == u"]" else BRACES)
            return stop
        if this == u"{" and following == u"|":
            self.open(OPEN_TABLE, start, False)
            return start + 2
        if this == u"|" and following == u"}" and self.at(start + 2) != u"}":
            self.close(OPEN_TABLE)
            return start + 2
        if this == u"'" and following == u"'":
            stop = self.end_of_run(start, this)
            kind = self.kind_of(self.wikitext[start:stop])
            if self.counts[kind]:
                self.close(kind)
            else:
                self.open(kind, start, True)
            return stop
        return start + 1

    cdef Py_ssize_t read_tag(self, Py_ssize_t start, bint comments_open) except -1:
        cdef bint is_closing
        cdef Py_ssize_t name_start, name_end, stop
        cdef str name
        if self.at(start + 1) == u"!" and self.at(start + 2) == u"-" and self.at(start + 3) == u"-":
            if comments_open:
                self.open(OPEN_COMMENT, start, False)
                return start + 4
            return self.end_of_comment(start)
        is_closing = self.at(start + 1) == u"/"
        name_start = name_end = start + 1 + is_closing
        if letter(self.at(name_start)) < 0:
            if not is_closing and name_start < self.end and is_in_name(self.text[name_start]):
                self.open(INCOMPLETE_TAG, start, False)
                return start + 2
            return start + 1
        while letter(self.at(name_end)) >= 0 or u"0" <= self.at(name_end) <= u"9":
            name_end += 1
        stop = name_end
        while stop < self.end and self.text[stop] != u"<" and self.text[stop] != u">":
            stop += 1
        if not is_closing:
            if self.at(stop) == u">" and self.text[stop - 1] == u"/":
                return stop + 1
            simple_end = self.end_of_simple_tag(start + 1, stop)
            if simple_end > 0:
                return simple_end
        name = self.wikitext[name_start:name_end].lower()
        stop += self.at(stop) == u">"
        rest = self.wikitext[name_end:stop]
        if is_closing:
            self.close(self.kind_of(name))
        elif not (rest.endswith(">") and name in UNCLOSED_TAGS):
            is_complete = rest.endswith(">") and rest.count('"') % 2 == 0 and rest.count("'") % 2 == 0
            self.open(self.kind_of(name) if is_complete else INCOMPLETE_TAG, start, False)
        return stop

    cdef Py_ssize_t end_of_simple_tag(self, Py_ssize_t name, Py_ssize_t stop) noexcept:
        """Return the end of a tag that contains no other markup and no quotes, or -1. stop: the end of its opening."""
        cdef Py_ssize_t name_end = name, position, index
        cdef Py_UCS4 character
        while u"a" <= self.at(name_end) <= u"z":
            name_end += 1
        if name_end == name or self.at(stop) != u">" or (name_end < stop and self.text[name_end] != u" "):
            return -1
        for position in range(name_end, stop):
            if self.text[position] == u'"' or self.text[position] == u"'":
                return -1
        position = stop + 1
        while position < self.end:
            character = self.text[position]
            if character in u"[]{}<'":
                break
            position += 1
        if self.at(position) != u"<" or self.at(position + 1) != u"/":
            return -1
        position += 2
        for index in range(name, name_end):
            if self.at(position) != self.text[index]:
                return -1
            position += 1
        return position + 1 if self.at(position) == u">" else -1

    cdef Py_ssize_t end_of_comment(self, Py_ssize_t start) noexcept:
        cdef Py_ssize_t position = start + 4
        if start < self.last_comment:
            while position + 2 < self.end:
                if (
                    self.text[position] == u"-"
                    and self.text[position + 1] == u"-"
                    and self.text[position + 2] == u">"
                ):
                    return position + 3
                position += 1
            self.last_comment = start
        return start + 1

    cdef int read_all(self, Py_ssize_t start, Py_ssize_t end, bint comments_open) except -1:
        cdef Py_ssize_t position = start
        cdef Py_UCS4 character
        self.end = self.last_comment = end
        while position < end:
            character = self.text[position]
            if character < 128 and may_match[character]:
                position = self.read(position, comments_open)
            else:
                position += 1
        return 0


cdef bint[128] may_match
for opening in "<[]{}|'":
    may_match[<int> ord(opening)] = True
UNCLOSED_TAGS = frozenset(["br", "wbr", "hr", "meta", "link", "img", "li", "dt", "dd", "th", "td", "tr"])


def unclosed_markup(str wikitext not None, Py_ssize_t length):
    """Return the offsets of markup that is never closed, or is closed only after markup around it.

    Args:
        wikitext: The page.
        length: The code points from its start to read.
    """
    cdef MarkupMatcher matcher = MarkupMatcher.__new__(MarkupMatcher)
    cdef Py_ssize_t open_comment, index
    cdef Py_UCS4 *text
    length = min(max(length, 0), len(wikitext))
    open_comment = wikitext.find("<!--", wikitext.rfind("-->", 0, length) + 1, length)
    open_comment = length if open_comment < 0 else open_comment
    matcher.wikitext = wikitext
    matcher.kinds = {}
    matcher.counts = [0] * FIRST_NAME
    matcher.unclosed = []
    text = PyUnicode_AsUCS4Copy(wikitext)
    try:
        matcher.text = text
        matcher.read_all(0, open_comment, False)
        matcher.read_all(open_comment, length, True)
    finally:
        matcher.text = NULL
        PyMem_Free(text)
    opened = [matcher.opened[index].start for index in range(matcher.depth) if not matcher.opened[index].is_quote]
    return matcher.unclosed + opened
