"""The commands of the documents run as they are written, with a local mirror of the dumps."""

from __future__ import annotations

import bz2
import gzip
import os
import shlex
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from linking.bundle.bundle import open_bundle
from tests.helpers.programs.recipes import check_out, recipes
from tests.helpers.programs.running import free_port, running, until
from tests.helpers.programs.service import RunningService
from tests.helpers.training.exports import export
from tests.helpers.training.mirrors import FakeMirror, serve
from tests.helpers.training.tiny_dumps import town_pages

pytestmark = [pytest.mark.integration, pytest.mark.server]

WIKI, DATE = "kwwiki", "20260101"
PAGE_PROPS = gzip.compress(b"INSERT INTO `page_props` VALUES (7,'disambiguation','',NULL);\n")
WHOLE = {"pages-articles-multistream.xml.bz2": bz2.compress(export(*town_pages()))}
PARTS = {
    "pages-articles-multistream1.xml-p1p10.bz2": bz2.compress(export(*list(town_pages())[:10])),
    "pages-articles-multistream2.xml-p11p99.bz2": bz2.compress(export(*list(town_pages())[10:])),
}


@pytest.fixture(params=[WHOLE, PARTS], ids=["one file", "parts"])
def mirror(request: pytest.FixtureRequest) -> Iterator[FakeMirror]:
    """A mirror with the dump of a tiny wiki, with and without multistream, and an unfinished newer one."""
    with serve(FakeMirror()) as mirror:
        plain = {name.replace("-multistream", ""): data for name, data in request.param.items()}
        jobs = {
            "articlesmultistreamdump": [*request.param, "pages-articles-multistream-index.txt.bz2"],
            "articlesdump": list(plain),
            "pagepropstable": ["page_props.sql.gz"],
        }
        contents = {**request.param, **plain, "page_props.sql.gz": PAGE_PROPS}
        mirror.add_dump(WIKI, DATE, jobs, contents_of=contents)
        mirror.add_dump(WIKI, "20260201", jobs, status="in-progress")
        yield mirror


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    (tmp_path / "checkout").mkdir()
    return check_out(tmp_path / "checkout")


def run(command: str, checkout: Path, mirror: FakeMirror) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "DUMP_MIRROR": mirror.address, "no_proxy": "*"}
    done = subprocess.run(["bash", "-c", command], cwd=checkout, env=environment, capture_output=True, text=True)
    assert done.returncode == 0, (command, done.stdout, done.stderr)
    return done


def test_the_readme_trains_and_serves_a_wiki(mirror, checkout, tmp_path):
    """Another port takes the place of that in the last command: a test may not rely on a fixed one."""
    *commands, serving = recipes("README.md", "Train a wiki")
    assert [command.split(" --")[0].split()[-1] for command in commands] == ["venv", "fetch", "run"]
    outputs = [run(command, checkout, mirror) for command in commands]
    assert f"{WIKI}-{DATE}-page_props.sql.gz" in outputs[-1].stderr
    manifest = open_bundle(checkout / "data", WIKI).manifest
    assert manifest.counts["articles"] == 23
    assert manifest.dump.name.startswith(f"{WIKI}-{DATE}-pages-articles-multistream")
    port = free_port()
    assert "PORT=8000" in serving
    words = shlex.split(serving.replace("PORT=8000", f"PORT={port}"))
    log = tmp_path / "service.log"
    with running(["env", *words], log, directory=checkout) as process:
        service = RunningService(process, port, log)
        until(lambda: service.ask("/healthz").status == 200, "the service is healthy")
        answer = service.ask(f"/v1/linkrecommendations/{WIKI}/New", {"wikitext": "A town on the Tamar in Kernow."})
    assert answer.status == 200, answer.body


def test_the_guide_trains_a_wiki_and_recommends_links(mirror, checkout):
    commands = [
        *recipes("docs/how-to/train.md", "1. Set up"),
        *recipes("docs/how-to/train.md", "2. Download the dump"),
        *recipes("docs/how-to/train.md", "3. Train"),
        *recipes("docs/how-to/train.md", "Recommend links for all articles at once"),
    ]
    assert len(commands) == 5
    for command in commands:
        run(command, checkout, mirror)
    assert len((checkout / "kwwiki.jsonl").read_text().splitlines()) >= 23
