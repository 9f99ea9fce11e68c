"""A Spark cluster makes the same bundle as one machine, even if an executor is killed."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest

from linking.bundle.bundle import Bundle, open_bundle
from tests.helpers.linking.complete_bundle import ARTICLES, write_complete_bundle
from tests.helpers.programs.running import ROOT, until
from tests.helpers.training.exports import export, page
from tests.helpers.training.tiny_dumps import write_dump
from training.dumps.dump import read_pages

pytestmark = [pytest.mark.integration, pytest.mark.java]

pytest.importorskip("pyspark", reason="pip install --require-hashes -r requirements-spark.txt")
if shutil.which("java") is None and "JAVA_HOME" not in os.environ:
    pytest.skip("Java is not installed: apt-get install openjdk-17-jre-headless", allow_module_level=True)

WIKI = "kwwiki"
SPARK = ["--engine", "spark", "--spark-conf", "spark.driver.host=127.0.0.1", "--master"]
CLUSTER = [*SPARK, "local-cluster[2,1,1024]"]
ONE_PROCESS = [*SPARK, "local[2]"]
"""Spark without executors, for tests that need none."""
EXECUTOR = b"CoarseGrainedExecutorBackend"


def command(data_dir: Path, dump: Path, *more: str) -> list[str]:
    options = ["--wiki", WIKI, "--dump", str(dump), "--data-dir", str(data_dir), "--jobs", "2"]
    return [sys.executable, "-m", "tests.helpers.training.tiny_run", "run", *options, *more]


def trained(data_dir: Path, dump: Path, *more: str) -> Bundle:
    done = subprocess.run(command(data_dir, dump, *more), cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr[-3000:]
    return open_bundle(data_dir, WIKI)


def contents(bundle: Bundle) -> dict[str, bytes]:
    """Return the files without manifest and reports, which name the dump."""
    names = [path.name for path in bundle.directory.iterdir() if not path.name.startswith(("manifest", "report"))]
    return {name: (bundle.directory / name).read_bytes() for name in sorted(names)}


@pytest.fixture(scope="module")
def dump(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_dump(tmp_path_factory.mktemp("dump") / "kwwiki.xml")


@pytest.fixture(scope="module")
def local(dump: Path, tmp_path_factory: pytest.TempPathFactory) -> Bundle:
    return trained(tmp_path_factory.mktemp("local"), dump)


@pytest.fixture(scope="module")
def table(dump: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The dump as a table like Wikimedia's: two unordered files, which also contain other pages and another wiki."""
    directory = tmp_path_factory.mktemp("table")
    pages = [(page.id, page.namespace, page.title, page.redirect, page.text) for page in read_pages([str(dump)])]
    others = [(1, 0, "Fal", None, "Of another wiki: [[Kernow]]."), (2, 1, "Talk:Fal", None, "[[Kernow]]")]
    rows = [("enwiki", *others[0]), (WIKI, *others[1]), *((WIKI, *page) for page in reversed(pages))]
    with duckdb.connect() as connection:
        columns = "wiki_db VARCHAR, page_id BIGINT, page_namespace INTEGER, page_title VARCHAR"
        connection.execute(f"CREATE TABLE rows ({columns}, page_redirect_title VARCHAR, revision_text VARCHAR)")
        connection.executemany("INSERT INTO rows VALUES (?, ?, ?, ?, ?, ?)", rows)
        for part, condition in enumerate(("page_id % 2 = 0", "page_id % 2 = 1")):
            connection.execute(f"COPY (FROM rows WHERE {condition}) TO '{directory}/part-{part}.parquet'")
    return directory


def test_a_cluster_that_loses_a_worker_makes_the_same_bundle(local, dump, tmp_path):
    data_dir = tmp_path / "data"
    chunks = data_dir / ".work" / WIKI
    log = tmp_path / "log"
    with log.open("wb") as stderr, subprocess.Popen(command(data_dir, dump, *CLUSTER), cwd=ROOT, stderr=stderr) as run:
        try:
            # The first step is writing files and later steps have not begun, so the cluster is busy.
            until(lambda: any(chunks.glob("*/chunk-*")), "the cluster is busy", 300)
            victim = until(lambda: next(executors(run.pid), None), "an executor runs")
            os.kill(victim, signal.SIGKILL)
            assert run.wait(600) == 0, log.read_text()[-3000:]
        finally:
            run.kill()
    assert contents(open_bundle(data_dir, WIKI)) == contents(local)


def executors(root: int) -> Iterator[int]:
    """Yield the process ids of all executors below the process `root`."""
    for child in children(root):
        try:
            words = Path(f"/proc/{child}/cmdline").read_bytes()
        except OSError:
            continue
        if EXECUTOR in words:
            yield child
        yield from executors(child)


def children(process: int) -> list[int]:
    try:
        tasks = list(Path(f"/proc/{process}/task").iterdir())
        return [int(child) for task in tasks for child in (task / "children").read_text().split()]
    except OSError:
        return []


def test_a_cluster_reads_a_table_of_wikitext(local, dump, table, tmp_path):
    bundle = trained(tmp_path / "data", dump, *ONE_PROCESS, "--table", str(table))
    assert contents(bundle) == contents(local)
    assert bundle.manifest.dump.name == str(table)


def test_a_cluster_writes_the_same_recommendations_as_one_machine(tmp_path):
    write_complete_bundle(tmp_path, WIKI)
    dump = tmp_path / "dump.xml"
    dump.write_bytes(export(*(page(f"Page {n}", ARTICLES["Capitals"], number=n) for n in range(1, 250))))
    words = ["recommend", "--wiki", WIKI, "--dump", str(dump), "--data-dir", str(tmp_path), "--out"]
    for name, engine in (("local", ["--jobs", "1"]), ("spark", ONE_PROCESS)):
        command = [sys.executable, "-m", "training", *words, str(tmp_path / name), *engine]
        subprocess.run(command, cwd=ROOT, check=True)
    assert (tmp_path / "spark").read_bytes() == (tmp_path / "local").read_bytes()
    assert (tmp_path / "spark").read_bytes().count(b'"link_target": "Paris"') == 249


def test_one_machine_reads_a_table_in_files(local, dump, table, tmp_path):
    bundle = trained(tmp_path / "data", dump, "--table", str(table))
    assert contents(bundle) == contents(local)


def test_a_missing_table_is_a_one_line_error(dump, tmp_path):
    words = command(tmp_path / "data", dump, "--table", str(tmp_path / "none"))
    done = subprocess.run(words, cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 65
    assert [line for line in done.stderr.splitlines() if not line.startswith("{")] == [done.stderr.splitlines()[-1]]


def test_an_unreachable_cluster_is_a_one_line_error(dump, tmp_path):
    words = command(tmp_path / "data", dump, "--engine", "spark", "--master", "nowhere")
    done = subprocess.run(words, cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 69
    assert done.stderr.splitlines()[-1].startswith("error: Spark: ")


def test_the_bundle_names_its_dump(local):
    assert json.loads(local.manifest.dumps())["dump"]["name"] == "kwwiki.xml"
