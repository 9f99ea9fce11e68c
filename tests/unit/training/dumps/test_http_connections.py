"""Addresses are checked, and the proxy of the environment is used where it applies."""

from __future__ import annotations

import pytest
from urllib3 import ProxyManager

from training.dumps.http_connections import TRANSIENT_STATUSES, check_web_address, connection_pool, patient_retry
from training.errors import FetchError


@pytest.mark.parametrize("address", ["", "ftp://x/", "http:///path", "https://[x/"])
def test_other_addresses_are_errors(address):
    with pytest.raises(FetchError):
        check_web_address(address)


def test_web_addresses_are_accepted():
    check_web_address("https://query.wikidata.org/sparql")


def test_the_proxy_is_used_unless_the_host_is_excepted(monkeypatch):
    monkeypatch.setenv("http_proxy", "http://proxy.example:8080")
    monkeypatch.setenv("no_proxy", "local.example")

    assert isinstance(connection_pool("http://dumps.example"), ProxyManager)
    assert not isinstance(connection_pool("http://local.example"), ProxyManager)


def test_pauses_grow_to_a_limit():
    retry = patient_retry(100, 2.0, TRANSIENT_STATUSES)
    pauses = []
    for _ in range(12):
        retry = retry.increment("GET", "/", error=None)
        pauses.append(retry.get_backoff_time())

    assert pauses[:4] == [0, 4, 8, 16]
    assert pauses[-1] == 300
