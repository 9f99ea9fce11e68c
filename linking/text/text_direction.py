"""The writing direction of languages."""

from __future__ import annotations

# Languages of Wikipedias and of MediaWiki's interface whose main script is written from right to left.
_RIGHT_TO_LEFT = """
aeb ajp apc ar arc arq ary arz azb bal bcc bgn bqi ckb dv fa glk he khw ks lki lrc luz mzn nqo oui pnb prs ps sd sdh
skr syr ug ur uzs yi
"""
RIGHT_TO_LEFT = frozenset(_RIGHT_TO_LEFT.split())


def direction(language: str) -> str:
    """Return `rtl` or `ltr`, the value of HTML's `dir` attribute for a language."""
    code = language.lower()
    return "rtl" if code in RIGHT_TO_LEFT or code.endswith("-arab") else "ltr"
