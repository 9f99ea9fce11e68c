"""A real gunicorn under load, while it stops, loses a worker, or gets new bundles. No request is lost."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from prometheus_client.parser import text_string_to_metric_families

from linking.bundle.names import MANIFEST
from linking.dataset_checksums import answers_checksum
from tests.helpers.linking.bundles import CONTENTS, write_bundle_files
from tests.helpers.programs.load import load
from tests.helpers.programs.running import ROOT, until
from tests.helpers.programs.service import RunningService, running_service

pytestmark = [pytest.mark.integration, pytest.mark.server]

NEWER = "20260202T000000Z"
NEWER_CONTENTS = {**CONTENTS, "model.ubj": b"newer"}


@pytest.fixture
def data_dir(tmp_path: Path) -> Path:
    write_bundle_files(tmp_path / "data")
    return tmp_path / "data"


@pytest.fixture
def service(data_dir: Path, tmp_path: Path) -> Iterator[RunningService]:
    work = tmp_path / "work"
    work.mkdir()
    with running_service(data_dir, work, settings={"WEB_CONCURRENCY": "2"}) as service:
        yield service


def publish(data_dir: Path, staging: Path, complete: bool = True) -> str:
    """Publish a new version, with its manifest last, and return the checksum of its answers."""
    bundle = write_bundle_files(staging, version=NEWER, contents=NEWER_CONTENTS)
    if not complete:
        (bundle.directory / "model.ubj").write_bytes(b"torn")
    (bundle.directory).rename(data_dir / "kwwiki" / NEWER)
    (staging / "kwwiki" / MANIFEST).rename(data_dir / "kwwiki" / MANIFEST)
    return answers_checksum(bundle.manifest, ())


def metric(service: RunningService, name: str, **labels: str) -> float:
    families = text_string_to_metric_families(service.ask("/metrics").body.decode())
    return sum(
        sample.value
        for family in families
        for sample in family.samples
        if sample.name == f"linkrecommendation_{name}" and labels.items() <= sample.labels.items()
    )


@pytest.mark.parametrize("keep", [True, False], ids=["connections kept", "a connection each"])
def test_a_stop_finishes_what_has_come_in(service: RunningService, keep: bool) -> None:
    with load(service, text="Paris\nsleep 0.05\n", keep=keep) as clients:
        service.process.send_signal(signal.SIGTERM)
        until(lambda: service.process.poll() is not None, "gunicorn has stopped")
        until(lambda: all(client.refused for client in clients.clients), "every client is refused")
    assert service.process.returncode == 0
    assert clients.lost() == {}
    assert set(clients.statuses()) == {200}


def test_a_killed_worker_is_replaced_and_takes_only_its_own_requests_along(service: RunningService) -> None:
    until(lambda: len(service.workers()) == 2, "two workers")
    with load(service, text="Paris\nsleep 0.03\n") as clients:
        victim = service.workers()[0]
        os.kill(victim, signal.SIGKILL)
        until(lambda: len(set(service.workers()) - {victim}) == 2, "a new worker")
        clients.more()
    assert set(clients.statuses()) == {200}
    served_by = {line["trace.id"]: line["process.pid"] for line in service.lines() if "url.path" in line}
    for previous in clients.lost().values():
        # The worker logs an answer after sending it, so the line of its last answer may be missing.
        assert previous == "" or served_by.get(previous, victim) == victim
    assert all(len(client.lost) <= 1 for client in clients.clients)


def test_a_reload_of_the_settings_replaces_the_workers_and_no_request_fails(service: RunningService) -> None:
    until(lambda: len(service.workers()) == 2, "two workers")
    old = set(service.workers())
    with load(service) as clients:
        service.process.send_signal(signal.SIGHUP)
        until(lambda: len(set(service.workers()) - old) == 2 and not old & set(service.workers()), "new workers")
        clients.more()
    assert clients.lost() == {}
    assert set(clients.statuses()) == {200}


def test_a_new_bundle_is_served_and_no_request_fails(service: RunningService, data_dir: Path, tmp_path: Path) -> None:
    with load(service) as clients:
        model = publish(data_dir, tmp_path / "staging")
        until(lambda: set(clients.checksum_of_each()) == {model}, "the new bundle is served")
    assert clients.lost() == {}
    assert set(clients.statuses()) == {200}
    assert metric(service, "bundle_version_timestamp_seconds", wiki="kwwiki") == 1769990400


def test_an_unreadable_new_bundle_keeps_the_old_one_serving_until_it_is_repaired(
    service: RunningService, data_dir: Path, tmp_path: Path
) -> None:
    with load(service) as clients:
        old = set(clients.checksum_of_each())
        model = publish(data_dir, tmp_path / "staging", complete=False)
        until(lambda: metric(service, "bundle_load_failures_total", wiki="kwwiki") >= 1, "the failure is counted")
        clients.more()
        assert set(clients.checksum_of_each()) == old
        assert service.ask("/readyz").json()["wikis"]["kwwiki"]["state"] in ("outdated", "broken")
        (data_dir / "kwwiki" / NEWER / "model.ubj").write_bytes(NEWER_CONTENTS["model.ubj"])
        (data_dir / "kwwiki" / MANIFEST).touch()
        until(lambda: set(clients.checksum_of_each()) == {model}, "the repaired bundle is served")
    assert clients.lost() == {}
    assert set(clients.statuses()) == {200}
    failures = [line for line in service.lines() if line["message"] == "bundle cannot be used"]
    assert failures
    assert failures[0]["log.level"] == "error"
    assert failures[0]["wiki"] == "kwwiki"
    assert "model.ubj" in failures[0]["error.message"]


def test_under_overload_each_request_is_answered_and_the_worker_stays_healthy(data_dir: Path, tmp_path: Path) -> None:
    work = tmp_path / "work"
    work.mkdir()
    settings = {"WEB_CONCURRENCY": "1", "MAX_CONCURRENT_REQUESTS": "2"}
    with (
        running_service(data_dir, work, settings=settings) as service,
        load(service, clients=6, text="Paris\nsleep 0.05\n") as clients,
    ):
        clients.more(20)
        assert service.ask("/healthz").status == 200
    assert clients.lost() == {}
    assert set(clients.statuses()) == {200, 503}


def test_metrics_are_of_all_workers_also_of_dead_ones_and_their_files_stay_few(
    service: RunningService, tmp_path: Path
) -> None:
    until(lambda: len(service.workers()) == 2, "two workers")
    (files,) = [path for path in (tmp_path / "work").iterdir() if path.is_dir()]

    def answered() -> float:
        return metric(service, "requests_total", status="200", wiki="kwwiki")

    with load(service) as clients:
        clients.more(5)
    count = clients.statuses()[200]
    until(lambda: answered() == count, "the last request is counted")
    for _ in range(3):
        victims = service.workers()
        for victim in victims:
            os.kill(victim, signal.SIGKILL)
        until(lambda: len(set(service.workers()) - set(victims)) == 2, "new workers")  # noqa: B023
        until(lambda: not [f for v in victims for f in files.glob(f"*_{v}.db")], "dead workers' files are gone")  # noqa: B023
        assert answered() == count
    service.process.terminate()
    service.process.wait(60)  # gunicorn gives its workers up to 30 seconds
    assert not files.exists()


def test_an_invalid_setting_stops_the_start_with_one_line(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "gunicorn", "--config", "gunicorn.conf.py", "api.wsgi:app"]
    environment = {**os.environ, "DATA_DIR": str(tmp_path), "MAX_MODELS": "many"}
    done = subprocess.run(command, capture_output=True, text=True, cwd=ROOT, env=environment, timeout=60, check=False)
    assert done.returncode != 0
    assert done.stdout == ""
    assert done.stderr == "MAX_MODELS='many': must be a whole number from 1 to 10000\n"
