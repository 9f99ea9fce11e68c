"""A reader of most pages: one scan with a stack, in a fraction of the time of mwparserfromhell's tokenizer.

The tokenizer tries an interpretation of each piece of markup and goes back when it fails. On a page whose markup is all
closed and properly nested, the first try succeeds, so a stack of what is open finds the same nodes. Where markup is
never closed, the scan goes back, too. It declines every page with markup that it does not know for certain; those are
left to the tokenizer.
"""

from __future__ import annotations

from collections.abc import Callable

from linking.wikitext.outline.failures import give_up
from linking.wikitext.outline.lines import LINE_STARTS, read_equals, read_line_start, read_newline
from linking.wikitext.outline.links import read_closing_brackets, read_colon, read_opening_brackets
from linking.wikitext.outline.markup import markup_search
from linking.wikitext.outline.quotes import read_quotes
from linking.wikitext.outline.scan import DeclinedError, Scan
from linking.wikitext.outline.tables import read_pipe
from linking.wikitext.outline.tags import read_ampersand, read_less_than
from linking.wikitext.outline.templates import read_closing_braces, read_opening_braces
from linking.wikitext.token_walk import PageNodes
from linking.wikitext.tokenizer_budget import parseable_length

# By the first character of what was found. They get its bounds, and return the offset at which the scan goes on.
_DELIMITERS: dict[str, Callable[[Scan, int, int], int]] = {
    "{": read_opening_braces,
    "}": read_closing_braces,
    "[": read_opening_brackets,
    "]": read_closing_brackets,
    "<": read_less_than,
    "'": read_quotes,
    "&": read_ampersand,
    ":": read_colon,
    "\n": read_newline,
    "|": read_pipe,
    "=": read_equals,
}


def read_outline(wikitext: str) -> PageNodes | None:
    """Find the nodes of a page.

    Returns:
        What `walk_tokens` returns for the tokens of the page, without the hidden nodes other than templates, arguments,
        comments and tags, and with other `inner` offsets of templates, arguments and tables. None if the page has
        markup that this scan declines.
    """
    scan = Scan(wikitext)
    find = markup_search(scan)
    try:
        position = read_line_start(scan, 0) if wikitext[:1] in LINE_STARTS else 0
        while True:
            while found := find(position):
                position = _DELIMITERS[wikitext[found[0]]](scan, *found)
            if not scan.open_nodes:
                break
            position = give_up(scan)
    except DeclinedError:
        return None
    if not scan.is_well_formed and parseable_length(wikitext) < len(wikitext):
        return None
    scan.end_text(len(wikitext))
    scan.page.links.sort()
    return scan.page
