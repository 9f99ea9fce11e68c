"""Loops over the wikitext and the text nodes of a page, with the results of the Python code of linking.wikitext."""

from cpython.unicode cimport Py_UNICODE_ISALNUM, Py_UNICODE_ISSPACE
from cpython.mem cimport PyMem_Free
from libc.stdint cimport uint16_t
from libc.stdlib cimport free, malloc, realloc

cdef extern from "Python.h":
    Py_UCS4 *PyUnicode_AsUCS4Copy(object text) except NULL
    Py_ssize_t PyUnicode_GET_LENGTH(object text) noexcept
    int PyUnicode_KIND(object text) noexcept
    void *PyUnicode_DATA(object text) noexcept
    Py_UCS4 PyUnicode_READ(int kind, const void *data, Py_ssize_t index) noexcept nogil

include "wikitext_search.pxi"
include "wikitext_budget.pxi"
include "wikitext_texts.pxi"
include "wikitext_markup.pxi"
