"""The sample wiki as a MediaWiki XML export, version 0.11.

References:
    https://www.mediawiki.org/xml/export-0.11.xsd
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from hashlib import sha1
from pathlib import Path
from xml.sax.saxutils import escape, quoteattr

from training.sample.articles import SamplePage

EXPORT = Path(__file__).parent / "samplewiki.xml"
_NAMESPACES = {
    -2: "Media",
    -1: "Special",
    0: "",
    1: "Talk",
    2: "User",
    3: "User talk",
    4: "Project",
    5: "Project talk",
    6: "File",
    7: "File talk",
    8: "MediaWiki",
    9: "MediaWiki talk",
    10: "Template",
    11: "Template talk",
    12: "Help",
    13: "Help talk",
    14: "Category",
    15: "Category talk",
}
_HEAD = """\
<mediawiki xmlns="http://www.mediawiki.org/xml/export-0.11/" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" \
xsi:schemaLocation="http://www.mediawiki.org/xml/export-0.11/ http://www.mediawiki.org/xml/export-0.11.xsd" \
version="0.11" xml:lang="en">
  <siteinfo>
    <sitename>Sample Wiki</sitename>
    <dbname>samplewiki</dbname>
    <base>http://sample.example/wiki/Main_Page</base>
    <generator>training.sample</generator>
    <case>first-letter</case>
    <namespaces>
"""
_FIRST_REVISION = 1001
_TIMESTAMP = "2026-01-01T00:00:00Z"  # fixed, so that the export is reproducible


def export(pages: Iterable[SamplePage]) -> Iterator[str]:
    """Yield the parts of the export."""
    yield _HEAD
    for number, name in _NAMESPACES.items():
        tag = f'<namespace key="{number}" case="first-letter"'
        yield f"      {tag}>{name}</namespace>\n" if name else f"      {tag} />\n"
    yield "    </namespaces>\n  </siteinfo>\n"
    for number, page in enumerate(pages):
        yield _page(page, number + 1, _FIRST_REVISION + number)
    yield "</mediawiki>\n"


def _page(page: SamplePage, page_id: int, revision: int) -> str:
    content = page.text.encode()
    digest = _base36(int.from_bytes(sha1(content, usedforsecurity=False).digest()))
    redirect = f"    <redirect title={quoteattr(page.redirect)} />\n" if page.redirect else ""
    return f"""\
  <page>
    <title>{escape(page.title)}</title>
    <ns>{page.namespace}</ns>
    <id>{page_id}</id>
{redirect}    <revision>
      <id>{revision}</id>
      <timestamp>{_TIMESTAMP}</timestamp>
      <contributor>
        <username>Sample</username>
        <id>1</id>
      </contributor>
      <origin>{revision}</origin>
      <model>wikitext</model>
      <format>text/x-wiki</format>
      <text bytes="{len(content)}" sha1="{digest}" xml:space="preserve">{escape(page.text)}</text>
      <sha1>{digest}</sha1>
    </revision>
  </page>
"""


def _base36(number: int) -> str:
    """Return the number in base 36 with 31 digits, as MediaWiki writes SHA-1."""
    digits = ""
    while number:
        number, digit = divmod(number, 36)
        digits = "0123456789abcdefghijklmnopqrstuvwxyz"[digit] + digits
    return digits.rjust(31, "0")
