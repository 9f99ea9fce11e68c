"""The images are built for real. The chart's commands train and serve in them, unprivileged, with read-only files."""

from __future__ import annotations

import bz2
import gzip
import json
import os
import shutil
import signal
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.metadata import distributions
from pathlib import Path
from urllib.request import urlopen

import pytest

from tests.helpers.programs import spec_checker
from tests.helpers.programs.buildah import USER, Image, builder
from tests.helpers.programs.dockerfile import instructions
from tests.helpers.programs.rendered_pods import RenderedChart
from tests.helpers.programs.running import ROOT, free_port, running, until
from tests.helpers.training.mirrors import FakeMirror, serve
from training.sample.export import EXPORT

pytestmark = [pytest.mark.integration, pytest.mark.images]

VERSION = "1.2.3-test"
WIKI = "samplewiki"
PAGE_PROPS = b"INSERT INTO `page_props` VALUES (1,'wikibase_item','Q1',NULL);\n"
COMPILERS = ("cc", "gcc", "g++", "clang", "ld", "as", "make", "pip", "pip3")
SERVICE_MEGABYTES = 200
ACCELERATOR = "linkrecommendation-accelerator"
# Installing a compiler takes a minute: IMAGES_ACCELERATOR=required builds the images with the compiled modules.
MODE = os.environ.get("IMAGES_ACCELERATOR", "off")


@dataclass(frozen=True)
class Built:
    """The images, the size of what they are built on, and the packages that they were built from."""

    service: Image
    training: Image
    base_megabytes: int
    wheels: Path


@pytest.fixture(scope="module")
def built() -> Iterator[Built]:
    with builder() as images:
        wheels = images.wheels("requirements.txt", "requirements-training.txt", "requirements-build.txt")
        base = images.base()
        service, training, plain = (
            images.build(target, base, wheels, VERSION=VERSION, ACCELERATOR=MODE)
            for target in ("service", "training", "base")
        )
        yield Built(service, training, plain.megabytes, wheels)


@pytest.fixture(scope="module")
def mirror() -> Iterator[FakeMirror]:
    """A mirror with a dump of the sample wiki."""
    dump, properties = "pages-articles.xml.bz2", "page_props.sql.gz"
    contents = {dump: bz2.compress(EXPORT.read_bytes()), properties: gzip.compress(PAGE_PROPS)}
    with serve(FakeMirror()) as mirror:
        mirror.add_dump(
            WIKI, "20260101", {"articlesdump": [dump], "pagepropstable": [properties]}, contents_of=contents
        )
        yield mirror


@pytest.fixture(scope="module")
def rendered(mirror: FakeMirror) -> RenderedChart:
    refresh = {
        "enabled": True,
        "wikis": [{"name": WIKI}],
        "fetchArguments": ["--mirror", mirror.address],
        "runArguments": ["--publish-anyway"],
    }
    return RenderedChart({"config": {"public": {"PORT": free_port(), "HOST": "127.0.0.1"}}, "refresh": refresh})


@pytest.fixture(scope="module")
def data(built: Built, rendered: RenderedChart, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample wiki, which the chart's job has fetched and trained in the training image."""
    volumes = {name: tmp_path_factory.mktemp(name) for name in ("data", "work")}
    for directory in volumes.values():
        shutil.chown(directory, USER, USER)
        for parent in directory.parents[:3]:  # pytest keeps other users out
            parent.chmod(parent.stat().st_mode | 0o111)
    for container in rendered.job(f"-train-{WIKI}"):
        done = built.training.run(container.words(), container.mounts(volumes))
        assert done.returncode == 0, done.stderr
    return volumes["data"]


def test_the_training_image_trains_as_an_unprivileged_user(data):
    manifest = json.loads((data / f"{WIKI}/manifest.json").read_text(encoding="utf-8"))
    assert manifest["wiki"] == WIKI
    assert {path.stat().st_uid for path in data.rglob("*")} == {USER}


def test_the_version_of_the_build_is_in_both_images(built):
    done = built.training.run(["python", "-m", "training", "--version"])
    assert VERSION in done.stdout
    done = built.service.run(["python", "-m", "api", "--version"])
    assert VERSION in done.stdout


def test_the_service_image_serves_from_read_only_data_and_passes_the_examples(
    built, rendered, data, tmp_path, tmp_path_factory
):
    container, log = rendered.service(), tmp_path / "log"
    environment = {**built.service.environment(), **container.environment()}
    port = environment["PORT"]
    entry = json.loads(instructions("service", "ENTRYPOINT")[0])
    (built.service.root / "metrics").mkdir()  # a container engine makes the places of mounts, too
    before = files(built.service)
    metrics = tmp_path_factory.mktemp("metrics")
    shutil.chown(metrics, USER, USER)
    command = built.service.command(entry, container.mounts({"data": data, "metrics": metrics}))
    with running(command, log, environment) as process:
        until(lambda: process.poll() is not None or urlopen(f"http://127.0.0.1:{port}/readyz").status == 200, "ready")
        assert process.poll() is None, log.read_text(encoding="utf-8")
        assert spec_checker.check(f"http://127.0.0.1:{port}") == []
        with urlopen(f"http://127.0.0.1:{port}/") as answer:
            assert VERSION in answer.read().decode()
        with urlopen(f"http://127.0.0.1:{port}/metrics") as answer:
            assert f'accelerator="{"on" if MODE == "required" else "off"}"' in answer.read().decode()
        process.send_signal(signal.SIGTERM)
        until(lambda: process.poll() is not None, "the service has stopped")
        assert process.returncode == 0
    assert files(built.service) == before


def test_the_unprivileged_user_can_write_to_tmp_alone(built, tmp_path):
    places = "find / -xdev -writable ! -type l ! -path '/proc/*' ! -path '/dev/*' 2>/dev/null"
    done = built.service.run(["sh", "-c", f"id -u; {places}; touch /tmp/x && echo written; touch /srv/app/x"])
    assert done.stdout.split() == [str(USER), "/tmp", "written"]
    assert "touch: cannot touch '/srv/app/x'" in done.stderr


@pytest.mark.parametrize("name", ["service", "training"])
@pytest.mark.skipif(MODE == "auto", reason="whether a compiler can be installed is not known")
def test_an_image_has_the_compiled_modules_if_it_was_built_with_them(built, name):
    done = getattr(built, name).run(["python", "-c", "from linking import acceleration as a; print(a.OBSTACLE)"])
    assert done.stdout.strip() == ("" if MODE == "required" else "linking_accelerator is not installed"), done.stderr


@pytest.mark.parametrize("name", ["service", "training"])
def test_no_image_contains_a_compiler_or_pip(built, name):
    image: Image = getattr(built, name)
    places = ("usr/bin", "usr/local/bin", "bin", "opt/venv/bin")
    assert [f"{place}/{tool}" for place in places for tool in COMPILERS if (image.root / place / tool).exists()] == []


@pytest.mark.parametrize("name", ["service", "training"])
def test_the_bill_of_materials_lists_what_the_image_contains(built, name, tmp_path):
    environment = {**os.environ, "UV_NO_INDEX": "1", "UV_FIND_LINKS": str(built.wheels)}
    command = ["make", "--silent", f"{tmp_path}/{name}.cdx.json", f"SBOM={tmp_path}"]
    subprocess.run(command, cwd=ROOT, env=environment, check=True)
    listed = json.loads((tmp_path / f"{name}.cdx.json").read_text(encoding="utf-8"))
    image: Image = getattr(built, name)
    installed = distributions(path=[str(path) for path in image.root.glob("opt/venv/lib/python3*/site-packages")])
    assert {(each["name"], each["version"]) for each in listed["components"]} == {
        (each.name, each.version)
        for each in installed
        if each.name != ACCELERATOR  # a part of the program itself
    }
    assert all(each["licenses"] for each in listed["components"])


def test_the_service_adds_little_to_its_base(built):
    assert built.service.megabytes - built.base_megabytes < SERVICE_MEGABYTES


def files(image: Image) -> set[tuple[Path, int]]:
    return {(path, path.lstat().st_mtime_ns) for path in image.root.rglob("*")}
