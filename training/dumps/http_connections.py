"""Connections to web servers that may be slow or busy: growing pauses, and the proxy of the environment."""

from __future__ import annotations

import logging
from collections.abc import Collection
from urllib.parse import unquote, urlsplit
from urllib.request import getproxies, proxy_bypass

from urllib3 import BaseHTTPResponse, PoolManager, ProxyManager, Retry
from urllib3.util import make_headers, parse_url

from training.errors import FetchError

logger = logging.getLogger(__name__)

TRANSIENT_STATUSES = (408, 429, 500, 502, 503, 504)
_MAX_PAUSE_SECONDS = 300


def check_web_address(address: str) -> None:
    """Check an address from the command line or the environment.

    Raises:
        FetchError: The address is not an http or https URL.
    """
    try:
        parts = urlsplit(address)
    except ValueError as error:
        raise FetchError(address, str(error)) from error
    if parts.scheme not in ("http", "https") or not parts.netloc:
        raise FetchError(address, "must be an http:// or https:// URL")


def connection_pool(address: str) -> PoolManager:
    """Return a connection pool that uses the proxy of the environment (http_proxy, https_proxy, no_proxy)."""
    parts = urlsplit(address)
    proxy = getproxies().get(parts.scheme)
    if not proxy or proxy_bypass(parts.netloc):
        return PoolManager()
    credentials = parse_url(proxy).auth
    headers = make_headers(proxy_basic_auth=unquote(credentials)) if credentials else None
    return ProxyManager(proxy if "://" in proxy else f"http://{proxy}", proxy_headers=headers)


def patient_retry(attempts: int, backoff: float, statuses: Collection[int]) -> Retry:
    """Return a retry policy that obeys Retry-After up to five minutes.

    Args:
        attempts: Maximum number of failures in a row.
        backoff: The second attempt follows at once, the third after twice this number of seconds, and each further one
            after twice as long.
        statuses: The HTTP statuses to retry after.
    """
    return _LoggingRetry(
        attempts - 1,
        status_forcelist=statuses,
        backoff_factor=backoff,
        backoff_max=_MAX_PAUSE_SECONDS,
        retry_after_max=_MAX_PAUSE_SECONDS,
    )


class _LoggingRetry(Retry):
    """Logs the pauses after error responses. urllib3 itself logs only lost connections."""

    def sleep(self, response: BaseHTTPResponse | None = None) -> None:
        if response is not None:
            seconds = self.get_retry_after(response) or self.get_backoff_time()
            logger.warning("%s: HTTP status %d; trying again in %.0f s", response.url, response.status, seconds)
        super().sleep(response)
