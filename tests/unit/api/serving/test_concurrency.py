"""The limit on concurrent requests."""

from __future__ import annotations

import threading
import time
from pathlib import Path

import pytest

from api.app import create_app
from api.errors import OverloadedError
from api.serving.bundle_cache import BundleCache
from api.serving.concurrency import FairLock, RequestLimiter
from api.settings.definitions import Config
from tests.helpers.api.fakes import FakeCatalog
from tests.helpers.programs.running import until


def test_a_request_without_a_free_slot_is_refused() -> None:
    limiter = RequestLimiter(1, 1)
    for fetches in (False, True):
        with limiter.slot(fetches=fetches), pytest.raises(OverloadedError), limiter.slot(fetches=fetches):
            pass
    with limiter.slot(fetches=True), limiter.slot(fetches=False):
        pass  # neither kind takes a place from the other


def test_the_wait_for_the_compute_slot_ends_at_the_deadline() -> None:
    limiter = RequestLimiter(2, 2)
    with (
        limiter.compute_slot(time.monotonic() + 60),
        pytest.raises(OverloadedError),
        limiter.compute_slot(time.monotonic()),
    ):
        pass
    with limiter.compute_slot(time.monotonic()):
        pass


def test_an_overload_error_says_when_to_try_again(tmp_path: Path, catalog: FakeCatalog) -> None:
    config = Config(data_dir=tmp_path, max_concurrent_requests=1)
    app = create_app(config, BundleCache(catalog, 1))
    path = "/v1/linkrecommendations/kwwiki/A"
    busy = threading.Thread(target=lambda: app.test_client().post(path, json={"wikitext": "sleep 1"}))
    busy.start()
    until(lambda: catalog.opened and catalog.opened[0][1].queries, "the first request is served")
    answer = app.test_client().post(path, json={"wikitext": ""})
    busy.join()
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "1")
    assert answer.json["type"] == "urn:linkrecommendation:problem:overloaded"
    assert app.test_client().post(path, json={"wikitext": ""}).status_code == 200


def test_the_lock_goes_to_whoever_has_waited_longest() -> None:
    lock, order = FairLock(), []
    assert lock.acquire(0)
    threads = []
    for number in range(5):

        def take(number: int = number) -> None:
            assert lock.acquire(60)
            order.append(number)
            lock.release()

        threads.append(threading.Thread(target=take))
        threads[-1].start()
        until(lambda number=number: len(lock._waiting) == number + 1, "the thread waits")  # type: ignore[misc]
    lock.release()
    assert lock.acquire(60), "whoever asks again comes last"
    order.append(99)
    lock.release()
    for thread in threads:
        thread.join()
    assert order == [0, 1, 2, 3, 4, 99]


def test_a_thread_that_gives_up_waiting_is_passed_over() -> None:
    lock = FairLock()
    assert lock.acquire(0)
    assert not lock.acquire(0)
    assert not lock.acquire(0.001)
    lock.release()
    assert lock.acquire(0)


def test_batches_have_slots_of_their_own() -> None:
    limiter = RequestLimiter(1, 1, 1)
    release = limiter.take_batch_slot()
    with limiter.slot(fetches=False), limiter.slot(fetches=True), pytest.raises(OverloadedError):
        limiter.take_batch_slot()
    release()
    release()
    again = limiter.take_batch_slot()
    with pytest.raises(OverloadedError):
        limiter.take_batch_slot()
    again()
