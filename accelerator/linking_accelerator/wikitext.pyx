"""The nodes of a page, as mwparserfromhell's tokenizer finds them, without a Python object for each token.

The functions follow those of mwparserfromhell 0.7 (parser/ctokenizer/tok_parse.c) one by one: an interpretation of a
piece of markup is a *route* with a context, and what a failed route read is read again. So broken pages are read as the
tokenizer reads them, too. Texts are offsets into the page, and the tokens of a route are a linked list. A page on which
the offsets do not add up is declined.
"""

from cpython.mem cimport PyMem_Free
from cpython.object cimport PyObject
from libc.stdlib cimport free, malloc, realloc
from libc.string cimport memset

cdef extern from "Python.h":
    bint Py_UNICODE_ISALNUM(Py_UCS4 character) noexcept nogil
    bint Py_UNICODE_ISSPACE(Py_UCS4 character) noexcept nogil
    Py_UCS4 *PyUnicode_AsUCS4Copy(object text) except NULL
    Py_ssize_t PyUnicode_GET_LENGTH(object text) noexcept
    int PyUnicode_KIND(object text) noexcept
    void *PyUnicode_DATA(object text) noexcept
    Py_UCS4 PyUnicode_READ(int kind, const void *data, Py_ssize_t index) noexcept nogil

import html.entities

from mwparserfromhell.definitions import PARSER_BLACKLIST as VERBATIM_TAGS
from mwparserfromhell.definitions import SINGLE as SINGLE_TAGS
from mwparserfromhell.definitions import SINGLE_ONLY as SINGLE_ONLY_TAGS
from mwparserfromhell.definitions import URI_SCHEMES

include "wikitext_state.pxi"
include "wikitext_names.pxi"
include "wikitext_links.pxi"
include "wikitext_tags.pxi"
include "wikitext_lines.pxi"
include "wikitext_tables.pxi"
include "wikitext_parse.pxi"
include "wikitext_nodes.pxi"
include "wikitext_budget.pxi"
include "wikitext_texts.pxi"


cdef class WikitextReader:
    """Reads the nodes of pages.

    Args:
        node_type: The named tuple of a node: kind, start, end, inner, in_running_text.
        link_type: The named tuple of a link: start, end, title, label, in_running_text.
        walked_tags: Names of the tags whose text is running text.
        code_tags: Names of those among them that contain code.
    """

    cdef type node_type
    cdef type link_type
    cdef frozenset walked
    cdef frozenset code
    cdef dict kinds

    def __init__(self, type node_type, type link_type, walked_tags, code_tags):
        self.node_type = node_type
        self.link_type = link_type
        self.walked = frozenset([f"<{name}" for name in walked_tags])
        self.code = frozenset([f"<{name}" for name in code_tags])
        names = {*walked_tags, *SINGLE_TAGS, *VERBATIM_TAGS, "b", "blockquote", "i", "ref", "references", "table"}
        self.kinds = {name: f"<{name}" for name in names}

    def read(self, str wikitext, bint outline):
        """Find the nodes of a page.

        Args:
            wikitext: The page.
            outline: Whether to leave hidden nodes out, other than templates, arguments, tables, headings, comments and
                tags.

        Returns:
            The text nodes, the offsets of those with code, the links in order and the nodes by their ends, or None if
            the page must be left to mwparserfromhell's tokenizer.
        """
        cdef State s
        cdef Nodes nodes
        cdef Py_ssize_t length = len(wikitext)
        cdef Py_UCS4 *text
        if "\0" in wikitext:
            return None
        memset(&s, 0, sizeof(State))
        text = PyUnicode_AsUCS4Copy(wikitext)
        s.text = text
        s.length = s.last_comment = length
        s.routes = <Route *> malloc(MAX_ROUTES * sizeof(Route))
        try:
            if s.routes == NULL:
                raise MemoryError
            with nogil:
                found = parse(&s, 0, True)
            if found != DONE or s.is_declined or s.depth:
                return None
            nodes = self.nodes_of(wikitext, s.result.first, outline)
        finally:
            release(&s)
            PyMem_Free(text)
        if nodes is None or nodes.position != length or nodes.count:
            return None
        nodes.links.sort()
        return nodes.text_nodes, nodes.code_text_offsets, nodes.links, nodes.nodes

    cdef Nodes nodes_of(self, str wikitext, Token *token, bint outline):
        """Return the nodes of a page, or None if the offsets do not add up."""
        cdef Nodes nodes = Nodes.__new__(Nodes)
        nodes.reader = self
        nodes.text = wikitext
        nodes.outline = outline
        nodes.text_nodes = []
        nodes.code_text_offsets = set()
        nodes.links = []
        nodes.nodes = []
        nodes.kinds = {}
        while token:
            if nodes.read(token):
                return None
            token = token.next
        return nodes


cdef void release(State *s) noexcept:
    """Free the memory of a tokenizer."""
    cdef TokenBlock *block = s.blocks
    while block:
        s.blocks = block.previous
        free(block)
        block = s.blocks
    free(s.routes)
    free(s.failed)
