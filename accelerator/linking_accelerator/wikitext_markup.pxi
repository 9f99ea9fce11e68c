# The search for markup in a scan of a page: linking.wikitext.outline.markup, whose expressions it follows.

cdef enum Pattern:
    IN_TEXT, IN_HIDDEN_TEXT, IN_TEMPLATE, IN_LINE, IN_HEADING, IN_TABLE

cdef unsigned char[6][256] markup_starts  # the characters with which markup of each pattern may begin
for characters, numbers in [
    ("{}[]<'", range(6)), ("\n", range(6)), ("&:", [IN_TEXT]), ("=", [IN_HEADING]), ("|", [IN_TABLE])
]:
    for number in numbers:
        for character in characters:
            markup_starts[<int> number][<int> ord(character)] = True


cdef Py_ssize_t end_of_run(const Text *text, Py_ssize_t position) noexcept:
    """Return the offset after the characters that are the same as the one at this offset."""
    cdef Py_UCS4 character = at(text, position)
    while position < text.length and at(text, position) == character:
        position += 1
    return position


cdef inline bint is_bracket(Py_UCS4 character) noexcept:
    """Return whether markup that contains no other has this character only at its ends."""
    return (
        character == u"[" or character == u"]" or character == u"{" or character == u"}" or character == u"<"
    )


cdef inline bint begins_quotes(const Text *text, Py_ssize_t position) noexcept:
    return at(text, position) == u"'" and at(text, position + 1) == u"'"


cdef inline bint ends_scheme(const Text *text, Py_ssize_t position) noexcept:
    return at(text, position) == u":" and at(text, position + 1) == u"/" and at(text, position + 2) == u"/"


cdef inline bint ends_label(const Text *text, Py_ssize_t position) noexcept:
    """Return whether the character at this offset ends the title or the label of a link."""
    cdef Py_UCS4 character = at(text, position)
    return is_bracket(character) or character == u"\n" or begins_quotes(text, position) or ends_scheme(text, position)


cdef Py_ssize_t end_of_title(const Text *text, Py_ssize_t position, bint *has_colon) noexcept:
    """Return the offset after the title of a link that begins here, and whether it has a colon."""
    while position < text.length and not ends_label(text, position):
        if at(text, position) == u">" or at(text, position) == u"|":
            break
        if at(text, position) == u":":
            has_colon[0] = True
        position += 1
    return position


cdef Py_ssize_t end_of_label(const Text *text, Py_ssize_t position) noexcept:
    """Return the offset after the label of a link that begins here."""
    while position < text.length and not ends_label(text, position):
        position += 1
    return position


cdef Py_ssize_t end_of_styled(const Text *text, Py_ssize_t position, Py_ssize_t width) noexcept:
    """Return the offset after the apostrophes, as many as this, that close the text from this offset on, or 0."""
    cdef Py_UCS4 character
    while position < text.length:
        character = at(text, position)
        if is_bracket(character) or character == u"\n":
            return 0
        if begins_quotes(text, position):
            return position + width if end_of_run(text, position) == position + width else 0
        position += 1
    return 0


cdef Py_ssize_t end_of_styled_name(const Text *text, Py_ssize_t position, Py_ssize_t width) noexcept:
    """As end_of_styled, in the name of a template."""
    cdef Py_ssize_t end = end_of_styled(text, position, width)
    cdef Py_UCS4 character
    while position < end:
        character = at(text, position)
        if character == u">" or character == u"|" or character == u"&":
            return 0
        position += 1
    return end


cdef Py_ssize_t end_of_name(const Text *text, Py_ssize_t position) noexcept:
    """Return the offset after the name of a template that begins here, or 0."""
    cdef Py_UCS4 character
    cdef Py_ssize_t end, styled
    while at(text, position) == u" " or at(text, position) == u"\t":
        position += 1
    if position >= text.length:
        return 0
    character = at(text, position)
    if Py_UNICODE_ISSPACE(character):
        while position < text.length and Py_UNICODE_ISSPACE(at(text, position)):
            position += 1
        if position >= text.length or not (Py_UNICODE_ISALNUM(at(text, position)) or at(text, position) == u"_"):
            return 0
    elif character == u"|" or character == u"}" or character == u"<":
        return 0
    while position < text.length:
        character = at(text, position)
        if (
            is_bracket(character) or character == u">" or character == u"|" or character == u"\n" or character == u"&"
        ):
            break
        if character == u"'":
            end = end_of_run(text, position)
            if end - position > 1:
                styled = end_of_styled_name(text, end, end - position) if end - position <= 3 else 0
                if not styled:
                    break
                end = styled
            position = end
        else:
            position += 1
    return position


cdef Py_ssize_t end_of_template(const Text *text, Py_ssize_t position) noexcept:
    """Return the offset after the template without other markup whose name begins here, or 0."""
    cdef Py_UCS4 character
    position = end_of_name(text, position)
    if not position:
        return 0
    if at(text, position) == u"\n":
        while position < text.length and Py_UNICODE_ISSPACE(at(text, position)):
            position += 1
    if at(text, position) == u"|":
        position += 1
        while position < text.length:
            character = at(text, position)
            if is_bracket(character):
                break
            if begins_quotes(text, position):
                break
            if character == u"\n" and at(text, position + 1) == u"=" and at(text, position + 2) == u"=":
                break
            position += 1
    return position + 2 if at(text, position) == u"}" and at(text, position + 1) == u"}" else 0


cdef inline bint is_ascii_alphanumeric(Py_UCS4 character) noexcept:
    return u"0" <= character <= u"9" or u"A" <= character <= u"Z" or u"a" <= character <= u"z"


cdef Py_ssize_t end_of_line_start(const Text *text, Py_ssize_t position, int pattern) noexcept:
    """Return the offset after the line end at this offset and the markup that follows it, or 0 if there is none."""
    cdef Py_UCS4 character = at(text, position + 1)
    cdef Py_ssize_t end = position + 1
    if pattern == IN_LINE or pattern == IN_HEADING:
        return end
    if pattern == IN_TEXT:
        return end if (
            character == u"*" or character == u"#" or character == u":" or character == u";" or character == u"="
            or character == u"{" or character == u"-"
        ) else 0
    if character == u"{" and at(text, position + 2) == u"|":
        return end
    if pattern == IN_TEMPLATE:
        return end if character == u"=" and at(text, position + 2) == u"=" else 0
    if character == u"=":
        return end
    if pattern == IN_HIDDEN_TEXT:
        return 0
    while at(text, end) == u" " or at(text, end) == u"\t":
        end += 1
    character = at(text, end)
    if character == u"|":
        return end + (2 if at(text, end + 1) == u"}" or at(text, end + 1) == u"-" else 1)
    return end + 1 if character == u"!" else 0


cdef class MarkupFinder:
    """Finds the markup in a page, and reads markup that contains no other on the way.

    Args:
        scan: The scan of the page; it has the attributes of linking.wikitext.outline.scan.Scan.
        patterns: The expressions that find markup, in the order of `Pattern`.
        link_type: The named tuple of a link: start, end, title, label, in_running_text.
        node_type: The named tuple of a node: kind, start, end, inner, in_running_text.
        looks_like_url: Returns None for a title of a link that cannot be a URL.
        read_complete: Reads markup that contains no other, at an offset of a scan, where it is not simply recorded.
            Returns the offset at which the scan goes on.
    """

    cdef object scan, page, looks_like_url, read_complete
    cdef tuple patterns
    cdef type link_type, node_type
    cdef str source, kind
    cdef list text_nodes, links, nodes, spans
    cdef Text text
    cdef Py_ssize_t position, text_start
    cdef int pattern
    cdef bint is_visible, is_code

    def __init__(
        self, scan, tuple patterns not None, type link_type not None, type node_type not None, looks_like_url,
        read_complete,
    ):
        if len(patterns) != 6:
            raise ValueError("There are six patterns.")
        self.scan, self.patterns, self.link_type, self.node_type = scan, patterns, link_type, node_type
        self.looks_like_url, self.read_complete = looks_like_url, read_complete
        self.source, self.page, self.spans = scan.text, scan.page, scan.omitted.spans
        self.text_nodes, self.links, self.nodes = self.page.text_nodes, self.page.links, self.page.nodes
        self.text = open_text(self.source)

    cdef int number(self, pattern) except -1:
        cdef int number
        for number in range(6):
            if self.patterns[number] is pattern:
                return number
        raise ValueError("The pattern is unknown.")

    def __call__(self, Py_ssize_t position):
        """Return the bounds of the next markup that may contain other markup, or None if there is none.

        The scan may change between calls; its text and the lists of what it has found stay the same objects.
        """
        cdef Py_ssize_t end, text_start
        if position < 0:
            raise ValueError("The offset is negative.")
        self.position = position
        while True:
            self.pattern = self.number(self.scan.pattern)
            self.kind, self.is_visible = self.scan.kind, self.scan.is_visible
            self.text_start = text_start = self.scan.text_start
            self.is_code = self.is_visible and self.scan.code_depth
            end = self.read(&self.text)
            if self.text_start != text_start:
                self.scan.text_start = self.text_start
            if end > 0:
                return self.position, end
            if end == 0:
                return None
            self.position = self.read_complete(self.scan, self.position)

    cdef Py_ssize_t read(self, const Text *text) except -2:
        """Read up to markup that may contain other markup.

        Returns:
            The offset after the delimiter found at `position`. 0 if there is none. -1 if there is markup at `position`
            that contains no other, but is not simply recorded.
        """
        cdef Py_ssize_t end, done, position = self.position
        cdef Py_UCS4 character
        while True:
            position = find_any(text, position, &markup_starts[self.pattern][0])
            if position == text.length:
                return 0
            character = at(text, position)
            self.position = position
            if character == u"\n":
                end = end_of_line_start(text, position, self.pattern)
                if end and self.pattern == IN_TEXT:
                    done = self.read_markers(text, end)
                    if done:
                        position = done
                        continue
            elif character == u"<":
                end = position + 1
            elif character == u":":
                end = position + 1
                if end >= text.length or at(text, end) == u" " or at(text, end) == u"\n":
                    end = 0
            elif character == u"&":
                end = position + 1
                if at(text, end) != u"#" and not is_ascii_alphanumeric(at(text, end)):
                    end = 0
            elif character == u"|":
                end = position + (2 if at(text, position + 1) == u"|" else 1)
            else:
                end = end_of_run(text, position)
                done = 0
                if character == u"[" and end - position == 2:
                    done = self.read_link(text, position)
                elif character == u"{" and end - position == 2:
                    done = self.read_template(text, position)
                elif character == u"'":
                    if end - position == 1:
                        end = 0
                    elif end - position <= 3:
                        done = self.read_styled(text, position, end)
                if done < 0:
                    return -1
                if done:
                    position = done
                    continue
            if end:
                return end
            position += 1

    cdef Py_ssize_t read_markers(self, const Text *text, Py_ssize_t position) except -2:
        """Read the markers of a list item. Return the offset after them, or 0 if a term is among them, or none."""
        cdef Py_UCS4 character
        cdef Py_ssize_t end = position
        while at(text, end) == u"*" or at(text, end) == u"#" or at(text, end) == u":":
            end += 1
        if at(text, end) == u";" or end == position:
            return 0
        while position < end:
            self.add("{dd" if at(text, position) == u":" else "{li", position, position + 1, position + 1)
            position += 1
        return end

    cdef Py_ssize_t read_link(self, const Text *text, Py_ssize_t start) except -2:
        """Read the link at this offset.

        Returns:
            The offset after it. 0 if none without other markup begins here. -1 if it may be a URL.
        """
        cdef bint has_colon = False
        cdef Py_ssize_t title_end, end
        cdef Py_UCS4 first = at(text, start + 2)
        if first == u"]" or first == u"|":
            return 0
        title_end = end = end_of_title(text, start + 2, &has_colon)
        if title_end == start + 2:
            return 0
        if at(text, end) == u"|":
            end = end_of_label(text, end + 1)
        if at(text, end) != u"]" or at(text, end + 1) != u"]":
            return 0
        title = self.source[start + 2 : title_end]
        if (has_colon or first == u"/") and self.looks_like_url(title) is not None:
            return -1
        label = title if end == title_end else self.source[title_end + 1 : end]
        end += 2
        self.hide(start, end)
        self.links.append(new_tuple(self.link_type, (start, end, title, label, self.is_visible)))
        return end

    cdef Py_ssize_t read_template(self, const Text *text, Py_ssize_t start) except -2:
        """Read the template at this offset; see read_link for what is returned."""
        cdef Py_ssize_t end = end_of_template(text, start + 2)
        if not end:
            return 0
        if self.kind == "template":
            return -1
        self.add("template", start, end, start + 2)
        return end

    cdef Py_ssize_t read_styled(self, const Text *text, Py_ssize_t start, Py_ssize_t inner) except -2:
        """Read the bold or italic text at this offset; see read_link for what is returned."""
        cdef Py_ssize_t end = end_of_styled(text, inner, inner - start)
        cdef str kind = "{i" if inner - start == 2 else "{b"
        if not end:
            return 0
        if self.kind == kind:
            return -1
        if self.is_visible:
            self.add(kind, start, end, inner)
        else:
            self.spans.append((start, end))
        return end

    cdef int add(self, str kind, Py_ssize_t start, Py_ssize_t end, Py_ssize_t inner) except -1:
        """Record a node."""
        self.hide(start, end)
        self.nodes.append(new_tuple(self.node_type, (kind, start, end, inner, self.is_visible)))
        return 0

    cdef int hide(self, Py_ssize_t start, Py_ssize_t end) except -1:
        """End the text node of running text before this interval, and begin another after it."""
        if not self.is_visible:
            return 0
        if self.text_start < start:
            self.text_nodes.append((self.text_start, self.source[self.text_start : start]))
            if self.is_code:
                self.page.code_text_offsets.add(self.text_start)
        self.text_start = end
        return 0
