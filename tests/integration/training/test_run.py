"""Whole runs on a tiny wiki give the same result in any way, or one line that says what is wrong."""

from __future__ import annotations

import bz2
import gzip
import json
import os
import re
import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from linking.bundle.bundle import open_bundle
from linking.bundle.errors import BundleMissingError
from linking.bundle.names import MANIFEST, REPORT_HTML
from linking.recommender import RecommendationQuery, Recommender
from tests.helpers.programs.running import ROOT
from tests.helpers.training.exports import HEADER, export, page
from tests.helpers.training.full_disk import small_disk
from tests.helpers.training.tiny_dumps import TOWNS, town_pages, write_dump
from training.learning import default_model

pytestmark = pytest.mark.integration

WIKI = "kwwiki"
TIMES = frozenset({"version"})


@pytest.fixture(scope="module")
def dump(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_dump(tmp_path_factory.mktemp("dump") / "kwwiki.xml")


def run(*words: str | Path, **options: object) -> subprocess.CompletedProcess[str]:
    """Run the program. Words before "run" are for tests.helpers.training.tiny_run."""
    program = [sys.executable, "-m", "tests.helpers.training.tiny_run", *map(str, words)]
    environment = {**os.environ, "PYTHONHASHSEED": "random"}
    return subprocess.run(program, cwd=ROOT, env=environment, capture_output=True, text=True, check=False, **options)


def train(data_dir: Path, dump: Path | str, *words: str, before: tuple[str, ...] = (), jobs: int = 1, **options):
    """Train the tiny wiki."""
    where = ("--wiki", WIKI, "--dump", dump, "--data-dir", data_dir, "--jobs", str(jobs))
    return run(*before, "run", *where, *words, **options)


def contents(data_dir: Path) -> Mapping[str, bytes]:
    """Return the files of the current bundle, without the version, which is a time."""
    bundle = open_bundle(data_dir, WIKI)
    files = {path.name: path.read_bytes() for path in bundle.directory.iterdir()}
    manifest = json.loads(files[MANIFEST])
    del manifest["files"][REPORT_HTML]  # it names the version, so its checksum differs
    files[REPORT_HTML] = files[REPORT_HTML].replace(manifest["version"].encode(), b"VERSION")
    files[MANIFEST] = json.dumps({key: value for key, value in manifest.items() if key not in TIMES}).encode()
    return files


def complaints(errors: str) -> list[str]:
    """Return the lines of standard error that are not log lines."""
    return [line for line in errors.splitlines() if not line.startswith("{")]


@pytest.fixture(scope="module")
def whole(dump: Path, tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, bytes]:
    """The bundle of an undisturbed run."""
    data_dir = tmp_path_factory.mktemp("whole")
    done = train(data_dir, dump)
    assert done.returncode == 0, done.stderr
    assert f"is current in {data_dir}" in done.stdout
    assert [path.name for path in (data_dir / ".work" / WIKI).iterdir()] == [".lock"]
    return contents(data_dir)


def differing(one: Mapping[str, bytes], other: Mapping[str, bytes]) -> set[str]:
    return {name for name in one.keys() | other.keys() if one.get(name) != other.get(name)}


def test_more_jobs_give_the_same_bundle(dump, whole, tmp_path):
    done = train(tmp_path, dump, jobs=3)
    assert done.returncode == 0, done.stderr
    assert differing(contents(tmp_path), whole) == set()


def test_another_seed_gives_another_model(dump, whole, tmp_path):
    done = train(tmp_path, dump, "--seed", "1")
    assert done.returncode == 0, done.stderr
    assert "model.ubj" in differing(contents(tmp_path), whole)


def test_a_run_killed_in_each_step_continues_and_gives_the_same_bundle(dump, whole, tmp_path):
    done = train(tmp_path, dump, before=("killed",))
    assert done.returncode == 0, done.stderr
    assert done.stderr.count("finished by an earlier run") >= 20
    assert complaints(done.stderr) == ["killed 10 times"]
    assert differing(contents(tmp_path), whole) == set()


def test_an_interrupted_run_says_how_to_continue(dump, whole, tmp_path):
    """After Ctrl-C no process prints a traceback."""
    done = train(tmp_path, dump, before=("interrupted",), jobs=2)
    assert done.returncode == 130
    assert complaints(done.stderr) == [
        "error: interrupted; run the same command again to continue after the last finished step"
    ]
    again = train(tmp_path, dump)
    assert again.returncode == 0, again.stderr
    assert "extracted: finished by an earlier run" in again.stderr
    assert differing(contents(tmp_path), whole) == set()


@pytest.mark.parametrize("name", ["dump.xml.bz2", "dump.xml.gz", "-"])
def test_dumps_may_be_compressed_or_come_from_standard_input(dump, whole, tmp_path, name):
    packed = {"dump.xml.bz2": bz2.compress, "dump.xml.gz": gzip.compress}.get(name, bytes)(dump.read_bytes())
    file = tmp_path / name.replace("-", "input")
    file.write_bytes(packed)
    with file.open("rb") as stream:
        done = train(tmp_path / "data", "-" if name == "-" else file, stdin=stream)
    assert done.returncode == 0, done.stderr
    assert differing(contents(tmp_path / "data"), whole) <= {MANIFEST, "report.json", "report.html"}  # the dump's name


def test_several_files_are_one_dump(dump, whole, tmp_path):
    pages = list(town_pages())
    first, second = tmp_path / "1.xml", tmp_path / "2.xml"
    first.write_bytes(export(*pages[:10]))
    second.write_bytes(export(*pages[10:]))
    words = ("--wiki", WIKI, "--data-dir", tmp_path / "data", "--jobs", "1", "--dump", first, second)
    done = run("run", *words)
    assert done.returncode == 0, done.stderr
    assert differing(contents(tmp_path / "data"), whole) <= {MANIFEST, "report.json", "report.html"}


def test_a_truncated_dump_may_be_accepted(tmp_path):
    whole_export = export(*town_pages())
    cut = tmp_path / "cut.xml"
    cut.write_bytes(whole_export[: whole_export.index(f"<title>{TOWNS[-1]}".encode())])
    refused = train(tmp_path / "data", cut)
    assert refused.returncode == 65
    assert complaints(refused.stderr) == [
        f"error: {cut}: truncated after 21 pages; download it again, or use what is there with --allow-truncated"
    ]
    assert no_bundle(tmp_path / "data")
    done = train(tmp_path / "data", cut, "--allow-truncated")
    assert done.returncode == 0, done.stderr
    assert open_bundle(tmp_path / "data", WIKI).manifest.counts["articles"] == 21


def no_bundle(data_dir: Path) -> bool:
    """Return True if there is nothing that looks like a bundle."""
    with pytest.raises(BundleMissingError):
        open_bundle(data_dir, WIKI)
    return not [path for path in data_dir.glob("*/*/manifest.json") if ".work" not in path.parts]


def _not_a_dump(directory: Path) -> Path:
    (directory / "dump").write_text("<html>Not found</html>")
    return directory / "dump"


def _empty(directory: Path) -> Path:
    (directory / "dump").write_bytes(b"")
    return directory / "dump"


def _no_articles(directory: Path) -> Path:
    (directory / "dump").write_bytes(export(page("Restren:A.png", "Text.", namespace=6)))
    return directory / "dump"


def _no_links(directory: Path) -> Path:
    (directory / "dump").write_bytes(export(page("Kernow", "A county."), page("Loundres", "A city.", number=2)))
    return directory / "dump"


def _cut_off_bz2(directory: Path) -> Path:
    (directory / "dump").write_bytes(bz2.compress(export(*town_pages()))[:-50])
    return directory / "dump"


@pytest.mark.parametrize(
    ("make", "code", "reason"),
    [
        (_not_a_dump, 65, "the root element is <html>, not <mediawiki>"),
        (_empty, 65, ""),
        (_no_articles, 65, "no articles"),
        (_no_links, 65, "none of its 2 articles has a link"),
        (_cut_off_bz2, 65, "ends before the first page"),
        (lambda directory: directory / "missing", 66, "No such file"),
    ],
)
def test_bad_input_is_a_one_line_error(tmp_path, make: Callable[[Path], Path], code, reason):
    dump = make(tmp_path)
    done = train(tmp_path / "data", dump)
    assert done.returncode == code
    (line,) = complaints(done.stderr)
    assert line.startswith("error: ")
    assert dump.name in line
    assert reason in line
    assert no_bundle(tmp_path / "data")


def test_an_unwritable_data_directory_is_a_one_line_error(dump, tmp_path):
    (tmp_path / "file").write_text("in the way")
    done = train(tmp_path / "file" / "data", dump)
    assert done.returncode != 0
    (line,) = complaints(done.stderr)
    assert line.startswith("error: ")
    assert str(tmp_path / "file") in line


def assert_names_a_file_and_what_to_do(line: str, data_dir: Path) -> None:
    named = re.search(rf"{re.escape(str(data_dir))}/(\S+?)[: ]", line)
    assert named, line
    assert "make space there, and run the same command again" in line


@pytest.mark.parametrize("kilobytes", [16, 300, 600, 900, 1300])
@pytest.mark.parametrize("jobs", [1, 2])
def test_a_really_full_disk_is_a_one_line_error(dump, tmp_path, kilobytes, jobs):
    """The run continues when there is space."""
    with small_disk(tmp_path / "disk", kilobytes) as data_dir:
        done = train(data_dir, dump, jobs=jobs)
        assert done.returncode == 74, done.stderr
        (line,) = complaints(done.stderr)
        assert_names_a_file_and_what_to_do(line, data_dir)
        assert no_bundle(data_dir)
        subprocess.run(["mount", "-o", "remount,size=100m", data_dir], check=True)
        again = train(data_dir, dump, jobs=jobs)
        assert again.returncode == 0, again.stderr


@pytest.mark.parametrize("kilobytes", [1, 4, 10, 100])
def test_a_full_disk_is_a_one_line_error(dump, tmp_path, kilobytes):
    """A limit on the size of files makes one step or another fail in the middle of a file."""
    words = [sys.executable, "-m", "tests.helpers.training.tiny_run", "run", "--wiki", WIKI, "--jobs", "2"]
    command = f'ulimit -f {kilobytes} && exec "$@"'
    done = subprocess.run(
        ["bash", "-c", command, "bash", *words, "--dump", dump, "--data-dir", tmp_path],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 74, done.stderr
    (line,) = complaints(done.stderr)
    assert_names_a_file_and_what_to_do(line, tmp_path)
    assert no_bundle(tmp_path)
    again = train(tmp_path, dump)
    assert again.returncode == 0, again.stderr


def test_a_strict_run_publishes_nothing_bad(tmp_path):
    """Nothing can be learned from this wiki."""
    pages = [page(f"A{number}", f"B{number} and [[C{number}]].", number=number + 1) for number in range(40)]
    dump = tmp_path / "dump.xml"
    dump.write_bytes(export(*pages, *(page(f"C{number}", "Text.", number=number + 99) for number in range(40))))
    done = train(tmp_path / "data", dump, "--strict")
    assert done.returncode == 3
    (line,) = complaints(done.stderr)
    assert "should not be published" in line
    assert no_bundle(tmp_path / "data")


def test_titles_of_a_case_sensitive_wiki_stay_as_they_are(tmp_path):
    header = HEADER.replace("first-letter", "case-sensitive")
    pages = [
        page(f"a{number}", "The [[fal]] and [[Fal]] of old, a [[fal]] with rivers.", number=number + 9)
        for number in range(20)
    ]
    dump = tmp_path / "dump.xml"
    dump.write_bytes(export(page("fal", "A."), page("Fal", "B.", number=2), *pages, header=header))
    done = train(tmp_path / "data", dump)
    assert done.returncode == 0, done.stderr
    bundle = open_bundle(tmp_path / "data", WIKI)
    assert bundle.manifest.counts["articles"] == 22
    recommender = Recommender.open(bundle)
    links = recommender.recommend(RecommendationQuery("new", "The fal is deep.", threshold=0)).links
    assert {link.link_target for link in links} <= {"fal", "Fal"}


def test_a_small_wiki_gets_the_default_model_and_its_own_statistics(dump, tmp_path):
    command = [sys.executable, "-m", "training", "run", "--wiki", WIKI, "--dump", dump, "--data-dir", tmp_path]
    done = subprocess.run([*command, "--jobs", "1"], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert "too few to train a model; using the default model" in done.stderr
    bundle = open_bundle(tmp_path, WIKI)
    assert bundle.manifest.training["default_model"] is True
    assert bundle.path("model.ubj").read_bytes() == default_model.PATH.read_bytes()
    links = (
        Recommender.open(bundle)
        .recommend(RecommendationQuery("New", "A town on the Tamar in Kernow.", threshold=0.3))
        .links
    )
    assert {link.link_target for link in links} == {"Tamar", "Kernow"}
