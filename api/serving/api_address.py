"""The address of a wiki's action API: from the settings or from the wiki's dump, never from a request."""

from __future__ import annotations

import re
from urllib.parse import SplitResult, urlsplit, urlunsplit

from linking.text.database_names import DOMAINS, WIKIPEDIA, split_database_name
from linking.text.language_data import WIKIPEDIA_CODES
from linking.text.titles import Site

OFF = "off"
"""The value of MEDIAWIKI_API_URL with which the service asks no wiki."""

SCRIPT_PATH = "/w"
"""Directory of MediaWiki's scripts where the address of a page does not show it: that of Wikimedia's wikis, and the one
that https://www.mediawiki.org/wiki/Manual:Short_URL recommends."""

_HOST = re.compile(r"[A-Za-z0-9._-]{1,253}|\[[0-9A-Fa-f:.]+\]")
_INDEX = "/index.php"


def own_api_url(pattern: str, site: Site) -> str | None:
    """Return the URL of a wiki's action API on the wiki's own host.

    Args:
        pattern: The setting MEDIAWIKI_API_URL. If it is empty, the address of the main page decides, which the dump
            contains; without one, only Wikipedias have an address.
        site: The wiki.

    Returns:
        None if the address is unknown, or if no wiki is to be asked.
    """
    if pattern == OFF:
        return None
    code, project = split_database_name(site.wiki)
    domain = DOMAINS.get(code, code)
    if pattern:
        return pattern.replace("{domain}", domain).replace("{wiki}", site.wiki)
    if site.base:
        return _url_from_main_page(site.base)
    is_wikipedia = project == WIKIPEDIA and code in WIKIPEDIA_CODES
    return f"https://{domain}.wikipedia.org{SCRIPT_PATH}/api.php" if is_wikipedia else None


def _url_from_main_page(base: str) -> str | None:
    """Return the URL of the API of the wiki with this main page; None if the address is not one of the web."""
    try:
        parts = urlsplit(base)
        host = _host(parts)
    except ValueError:  # also if the host's name cannot be encoded
        return None
    if parts.scheme not in ("http", "https") or parts.username is not None or host is None:
        return None
    before, index, _ = parts.path.partition(_INDEX)
    return urlunsplit((parts.scheme, host, f"{before if index else SCRIPT_PATH}/api.php", "", ""))


def _host(parts: SplitResult) -> str | None:
    """Return host and port as they are in a `Host` header."""
    name = parts.hostname or ""
    name = f"[{name}]" if ":" in name else name.encode("idna").decode()
    if not _HOST.fullmatch(name):
        return None
    return name if parts.port is None else f"{name}:{parts.port}"
