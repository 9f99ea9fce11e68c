"""Finding the wiki that an address belongs to, among those that have a bundle."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import urlsplit

from api.errors import ForeignAddressError, ParameterError
from api.serving.api_address import own_api_url
from api.serving.service import Service
from api.web.article_address import database_names, parse_address, plain_host
from linking.text.titles import Site


def resolve_address(service: Service, text: str, preferred: str = "") -> Mapping[str, str]:
    """Return wiki, title and section of an article's address.

    Args:
        service: The service.
        text: The address.
        preferred: The wiki to choose if the address may belong to several.

    Raises:
        ParameterError: If the text is not an address.
        ForeignAddressError: If no wiki with a bundle is at the address, or it names no title.
    """
    address = parse_address(text)
    if address is None:
        raise ParameterError("address", "is not the address of a page on the web")
    wiki = _find_wiki(service, address.host, preferred)
    if wiki is None:
        raise ForeignAddressError(f"this service has no bundle for the wiki at {address.host}", host=address.host)
    if not address.title:
        raise ForeignAddressError("the address names no title; open the article itself and copy its address", wiki=wiki)
    return {"wiki": wiki, "title": address.title, "section": address.section}


def _find_wiki(service: Service, host: str, preferred: str) -> str | None:
    overviews = {overview.wiki: overview for overview in service.overviews.all()}
    names = database_names(host)
    for name in names:
        if name in overviews:
            return name
    ordered = sorted(overviews, key=lambda wiki: wiki != preferred)
    return next((wiki for wiki in ordered if _host(service, overviews[wiki].site or Site(wiki, "")) == host), None)


def _host(service: Service, site: Site) -> str:
    url = own_api_url(service.config.mediawiki_api_url, site)
    return plain_host(urlsplit(url).netloc) if url else ""
