"""Overload: what a worker does not take on."""

from __future__ import annotations

import threading
import time
from pathlib import Path

import pytest

from api.app import create_app
from api.errors import OverloadedError
from api.serving.bundle_cache import Registry
from api.serving.concurrency import Gate
from api.settings.config import Config
from tests.helpers.api.fakes import FakeCatalog
from tests.helpers.programs.running import until


def test_one_more_than_there_are_places_is_turned_away() -> None:
    gate = Gate(2)
    with gate.place(), gate.place(), pytest.raises(OverloadedError), gate.place():
        pass
    with gate.place():
        pass


def test_a_turn_that_does_not_come_in_time_is_given_up() -> None:
    gate = Gate(2)
    with gate.turn(time.monotonic() + 60), pytest.raises(OverloadedError), gate.turn(time.monotonic()):
        pass
    with gate.turn(time.monotonic()):
        pass


def test_overload_is_an_error_that_says_when_to_come_again(tmp_path: Path, catalog: FakeCatalog) -> None:
    config = Config(data_dir=tmp_path, max_concurrent_requests=1)
    app = create_app(config, Registry(catalog, 1))
    path = "/v1/linkrecommendations/kwwiki/A"
    busy = threading.Thread(target=lambda: app.test_client().post(path, json={"wikitext": "sleep 1"}))
    busy.start()
    until(lambda: catalog.opened and catalog.opened[0][1].requests, "the first request is served")
    answer = app.test_client().post(path, json={"wikitext": ""})
    busy.join()
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "1")
    assert answer.json["type"] == "urn:linkrecommendation:problem:overloaded"
    assert app.test_client().post(path, json={"wikitext": ""}).status_code == 200
