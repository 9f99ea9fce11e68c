"""Small MediaWiki XML exports."""

from __future__ import annotations

HEADER = """<mediawiki xmlns="http://www.mediawiki.org/xml/export-0.11/" version="0.11" xml:lang="kw">
  <siteinfo>
    <sitename>Wikipedya</sitename>
    <dbname>kwwiki</dbname>
    <generator>MediaWiki 1.44</generator>
    <case>first-letter</case>
    <namespaces>
      <namespace key="-1" case="first-letter">Arbennek</namespace>
      <namespace key="0" case="first-letter" />
      <namespace key="6" case="first-letter">Restren</namespace>
      <namespace key="6" case="first-letter">Skeusen_goth</namespace>
      <namespace key="2302" case="case-sensitive">Gadget definition</namespace>
    </namespaces>
  </siteinfo>
"""
FOOTER = "</mediawiki>\n"


def page(title: str, text: str = "Text.", *, number: int = 1, namespace: int | None = 0, extra: str = "") -> str:
    """Return a <page> element.

    Args:
        title: Title, XML-escaped.
        text: Wikitext, XML-escaped.
        number: Page id. The revision id is greater by 1000.
        namespace: Number of the namespace, or None to leave out <ns>.
        extra: Elements between <id> and <revision>.
    """
    ns = "" if namespace is None else f"<ns>{namespace}</ns>"
    return f"""  <page>
    <title>{title}</title>
    {ns}
    <id>{number}</id>
    {extra}
    <revision>
      <id>{number + 1000}</id>
      <parentid>7</parentid>
      <timestamp>2024-01-01T00:00:00Z</timestamp>
      <contributor><username>Somebody</username><id>99</id></contributor>
      <comment>a comment with <!-- a comment --> text</comment>
      <origin>8</origin>
      <model>wikitext</model>
      <format>text/x-wiki</format>
      <text bytes="5" sha1="abc" xml:space="preserve">{text}</text>
      <sha1>abc</sha1>
    </revision>
  </page>
"""


def export(*pages: str, header: str = HEADER) -> bytes:
    """Return an export of these pages."""
    return (header + "".join(pages) + FOOTER).encode()
