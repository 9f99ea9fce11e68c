"""Files are downloaded from a server that drops connections, is busy, or does not have them."""

from __future__ import annotations

import logging

import pytest

from tests.helpers.training.full_disk import file_size_limit
from tests.helpers.training.mirrors import FakeMirror, serve
from training.dumps.http_mirror import Mirror
from training.errors import FetchError

CONTENT = bytes(range(256)) * 1000


@pytest.fixture
def server(monkeypatch):
    monkeypatch.setenv("no_proxy", "*")
    with serve(FakeMirror(files={"/file": CONTENT})) as served:
        yield served


@pytest.fixture
def mirror(server):
    return lambda attempts=3, backoff=0.0: Mirror(
        server.address, "tests", timeout=30, attempts=attempts, backoff=backoff
    )


@pytest.fixture
def pauses(monkeypatch):
    """The pauses between attempts in seconds, which the tests skip."""
    seconds: list[float] = []
    monkeypatch.setattr("urllib3.util.retry.time.sleep", seconds.append)
    return seconds


def test_a_small_file_is_read(server, mirror):
    assert mirror().read("file") == CONTENT
    assert server.requests == [("/file", None, "tests")]


def test_a_missing_small_file_is_none(mirror):
    assert mirror().read("missing") is None


def test_a_small_file_is_requested_again_after_a_lost_connection(server, mirror):
    server.cuts["/file"] = 2

    assert mirror().read("file") == CONTENT


def test_a_small_file_that_is_too_large_is_an_error(mirror, monkeypatch):
    monkeypatch.setattr("training.dumps.http_mirror._MAX_SMALL_FILE_BYTES", len(CONTENT) - 1)

    with pytest.raises(FetchError, match="is larger than"):
        mirror().read("file")


def test_progress_is_the_size_of_the_local_file(mirror, tmp_path):
    sizes: list[int] = []

    mirror().download("file", tmp_path / "file", sizes.append)

    assert (tmp_path / "file").read_bytes() == CONTENT
    assert sizes == sorted(sizes)
    assert sizes[-1] == len(CONTENT)


def test_a_download_continues_after_the_local_part(server, mirror, tmp_path):
    target = tmp_path / "file"
    target.write_bytes(CONTENT[:1000])

    mirror().download("file", target, lambda _: None)

    assert target.read_bytes() == CONTENT
    assert server.requests[-1][1] == "bytes=1000-"


def test_a_missing_large_file_is_an_error(mirror, tmp_path):
    with pytest.raises(FetchError, match="404"):
        mirror().download("missing", tmp_path / "file", lambda _: None)


def test_received_data_resets_the_number_of_attempts(server, mirror, tmp_path):
    server.cuts["/file"] = 6

    mirror(attempts=2).download("file", tmp_path / "file", lambda _: None)

    assert (tmp_path / "file").read_bytes() == CONTENT


def test_failures_without_data_use_up_the_attempts(server, mirror, tmp_path):
    server.busy["/file"] = 100

    with pytest.raises(FetchError, match="503") as error:
        mirror().download("file", tmp_path / "file", lambda _: None)

    assert error.value.exit_code == 69
    assert len(server.requests) == 3


def test_pauses_grow(server, mirror, pauses, tmp_path):
    server.busy["/file"] = 4

    mirror(attempts=5, backoff=2.0).download("file", tmp_path / "file", lambda _: None)

    assert pauses == [4, 8, 16]


def test_the_server_can_ask_for_a_pause(server, mirror, pauses, caplog):
    server.busy["/file"] = 1
    server.retry_after = "7"

    with caplog.at_level(logging.WARNING):
        mirror(backoff=2.0).read("file")

    assert pauses == [7]
    assert "HTTP status 503; trying again in 7 s" in caplog.text


def test_an_unreachable_server_is_an_error(monkeypatch):
    monkeypatch.setenv("no_proxy", "*")

    with pytest.raises(FetchError, match="after 2 attempts"):
        Mirror("http://127.0.0.1:1", "tests", attempts=2, backoff=0).read("file")


def test_the_proxy_of_the_environment_is_used(server, monkeypatch):
    """The proxy gets the whole URL, and resolves the host name."""
    monkeypatch.delenv("no_proxy")
    monkeypatch.setenv("http_proxy", server.address)
    server.files["http://dumps.example/file"] = b"through the proxy"

    assert Mirror("http://dumps.example", "tests", attempts=1).read("file") == b"through the proxy"


@pytest.mark.parametrize("address", ["file:///etc", "dumps.wikimedia.org", "ftp://x/"])
def test_the_address_must_be_a_web_address(address):
    with pytest.raises(FetchError, match="must be an http"):
        Mirror(address, "tests")


def test_the_error_of_a_full_disk_names_the_file_and_keeps_what_has_arrived(mirror, tmp_path):
    target = tmp_path / "file.part"
    with pytest.raises(OSError, match="File too large") as caught, file_size_limit(100_000):
        mirror().download("file", target, lambda _: None)
    assert caught.value.filename == str(target)
    mirror().download("file", target, lambda _: None)
    assert target.read_bytes() == CONTENT
