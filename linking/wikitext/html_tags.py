"""HTML tags whose contents are running text."""

from __future__ import annotations

# HTML tags whose text the client's search visits (docs/client.md).
WALKED_TAGS = frozenset(
    [
        *("abbr", "bdi", "bdo", "big", "center", "cite", "code", "data", "dd", "del", "dfn", "div", "dl", "dt", "em"),
        *("font", "ins", "kbd", "li", "mark", "ol", "p", "q", "s", "samp", "small", "span", "strike", "strong", "sub"),
        *("sup", "time", "tt", "u", "ul", "var"),
    ]
)
# Walked tags that contain no prose. Their text counts for match_index, but no link is recommended in it.
CODE_TAGS = frozenset(["code", "data", "kbd", "samp", "tt", "var"])
