"""HTML and extension tags, by how their contents are read."""

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

# HTML elements that MediaWiki accepts in wikitext (Sanitizer::getRecognizedTagData). All other tags are text.
HTML_TAGS = WALKED_TAGS | {
    *("b", "blockquote", "br", "caption", "h1", "h2", "h3", "h4", "h5", "h6", "hr", "i", "link", "meta", "pre", "rb"),
    *("rp", "rt", "rtc", "ruby", "table", "td", "th", "tr", "wbr"),
}
# Tags of MediaWiki and of the extensions of Wikimedia's wikis. MediaWiki reads their contents apart from the page.
EXTENSION_TAGS = frozenset(
    [
        *("categorytree", "ce", "charinsert", "chem", "gallery", "graph", "hiero", "imagemap", "indicator", "inputbox"),
        *("langconvert", "mapframe", "maplink", "math", "nowiki", "phonos", "poem", "pre", "ref", "references"),
        *("score", "section", "source", "syntaxhighlight", "templatedata", "templatestyles", "timeline"),
    ]
)
# Extension tags whose contents readers see as they are written.
VERBATIM_TAGS = frozenset(["nowiki", "pre"])
