"""What a worker does before its first request, so that no request does what is done only once."""

from __future__ import annotations

import json
import logging
import subprocess
import sys
import threading
from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest

from api.app import create_app
from api.gunicorn_worker import warm_up as module
from api.gunicorn_worker.warm_up import MAX_WIKIS, warm_up
from api.observability.metrics import Metrics
from api.observability.request_context import current_log_ids
from api.serving.bundle_cache import BundleCache
from api.settings.definitions import Config
from tests.helpers.api.fakes import VERSION, FakeCatalog
from tests.helpers.linking.complete_bundle import write_complete_bundle
from tests.helpers.programs.running import ROOT

SCRIPT = """
import functools, inspect, json, re, sys
from pathlib import Path
from api.app import create_app, parts_of
from api.gunicorn_worker.prefork import prepare
from api.gunicorn_worker.warm_up import warm_up
from api.settings.definitions import Config

DONE_ONCE = {"compile", "exec", "import", "open", "sqlite3.connect", "ctypes.dlopen", "mmap.__new__", "os.scandir"}
events, watching = [], False

def watch(event, arguments):
    if watching and event in DONE_ONCE:
        events.append(f"{event} {arguments[0]!s:.80}")

def tables():
    found = {}
    for module in list(sys.modules.values()):
        for name, value in list(vars(module).items()):
            if isinstance(value, functools._lru_cache_wrapper) and not inspect.signature(value).parameters:
                found[f"{module.__name__}.{name}"] = value.cache_info().misses
    return found

sys.addaudithook(watch)
app = create_app(Config(data_dir=Path(sys.argv[1])))
client = app.test_client()
client.get("/healthz")
prepare()
if sys.argv[2] == "warm":
    warm_up(app, parts_of(app).bundles)
before, patterns = tables(), len(re._cache)
for path, body in json.loads(sys.argv[3]):
    watching = True
    answer = client.post(path, json=body)
    watching = False
    assert answer.status_code == 200, answer.data
events += [name for name, misses in tables().items() if misses != before.get(name, 0)]
events += ["patterns"] * (len(re._cache) - patterns)
print(json.dumps(events))
"""
"""Prints what the requests did that is done once in a process. Audit hooks cannot be removed, so it is a process."""

TEXT = "'''Capitals''' of old.\n\nParis is the capital of [[France]], on the river Seine.\n\n* Rome is older.\n"


def done_by_first_requests(data_dir: Path, start: str) -> list[str]:
    requests = [(f"/v1/linkrecommendations/{wiki}/Capitals", {"wikitext": TEXT}) for wiki in ("awiki", "bwiki")]
    command = [sys.executable, "-c", SCRIPT, data_dir, start, json.dumps(requests)]
    ran = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True)
    found: list[str] = json.loads(ran.stdout)
    return found


def test_the_first_requests_do_nothing_that_is_done_once(tmp_path: Path) -> None:
    for wiki in ("awiki", "bwiki"):
        write_complete_bundle(tmp_path, wiki)
    assert done_by_first_requests(tmp_path, "warm") == []
    assert {event.partition(" ")[0] for event in done_by_first_requests(tmp_path, "cold")} >= {
        "open",
        "sqlite3.connect",
    }


class Worker:
    """An application over bundles in memory."""

    def __init__(self, wikis: Sequence[str], max_open: int = 10, broken: Mapping[str, str] | None = None) -> None:
        self.catalog = FakeCatalog(dict.fromkeys(wikis, VERSION), broken=dict(broken or {}))
        self.metrics = Metrics()
        self.bundles = BundleCache(self.catalog, max_open, self.metrics)
        self.app = create_app(Config(), self.bundles, self.metrics)

    def open_after_warm_up(self) -> list[str]:
        warm_up(self.app, self.bundles)
        wikis = sorted(wiki for wiki, state in self.bundles.states().items() if state.loaded)
        self.bundles.close()
        return wikis


def names(count: int) -> list[str]:
    return [f"{letter}wiki" for letter in "abcdefghij"[:count]]


@pytest.mark.parametrize(
    ("wikis", "max_open", "broken", "prepared"),
    [
        ([], 10, [], []),
        (["awiki"], 10, ["awiki"], []),
        (names(MAX_WIKIS), MAX_WIKIS, [], names(MAX_WIKIS)),
        (names(MAX_WIKIS), 10, ["cwiki"], [name for name in names(MAX_WIKIS) if name != "cwiki"]),
        (names(MAX_WIKIS + 1), 10, [], ["awiki"]),
        (names(MAX_WIKIS + 1), 10, ["awiki"], ["bwiki"]),
        (names(3), 2, [], ["awiki"]),
    ],
)
def test_a_few_wikis_are_all_prepared_and_of_many_the_first(
    wikis: list[str], max_open: int, broken: list[str], prepared: list[str]
) -> None:
    worker = Worker(wikis, max_open, dict.fromkeys(broken, "it is damaged"))
    assert worker.open_after_warm_up() == prepared


def test_no_metric_of_requests_counts_the_answers() -> None:
    worker = Worker(["awiki"])
    worker.open_after_warm_up()
    assert len(worker.catalog.opened[0][1].queries) == 2
    lines = worker.metrics.render().decode().splitlines()
    values = {line.rpartition(" ")[0]: line.rpartition(" ")[2] for line in lines if not line.startswith("#")}
    assert values["linkrecommendation_links_per_answer_count"] == "0.0"
    assert not [
        name for name in values if name.startswith(("linkrecommendation_requests_total", "linkrecommendation_errors"))
    ]


def test_later_log_lines_do_not_name_the_answers() -> None:
    Worker(["awiki"]).open_after_warm_up()
    assert current_log_ids.get() == {}


def test_a_store_that_does_not_respond_does_not_keep_the_worker_from_starting(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    responds = threading.Event()
    worker = Worker(["awiki"])
    monkeypatch.setattr(worker.catalog, "wikis", lambda: responds.wait() and ["awiki"])
    monkeypatch.setattr(module, "MAX_SECONDS", 0.001)
    with caplog.at_level(logging.WARNING):
        warm_up(worker.app, worker.bundles)
    responds.set()
    next(thread for thread in threading.enumerate() if thread.name == "warm-up").join()
    worker.bundles.close()
    assert [record.name for record in caplog.records] == ["linkrecommendation.warm_up"]
