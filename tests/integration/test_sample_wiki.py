"""End to end: the sample wiki is trained by the real command and served by a real gunicorn."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from linking.bundle.bundle import open_bundle
from linking.rules.yaml_loader import read_rules
from linking.text.titles import normalise
from tests.helpers.programs import spec_checker
from tests.helpers.programs.recipes import check_out, recipes
from tests.helpers.programs.running import ROOT
from tests.helpers.programs.service import RunningService, running_service
from training.decisions.decision import Decision
from training.dumps.dump import Dump
from training.review.target_classes import read_target_classes
from training.sample.export import EXPORT

pytestmark = [pytest.mark.integration, pytest.mark.server]

WIKI = "samplewiki"
SUGGESTION = ("title", "revid", "link_text", "link_target", "wikitext_offset", "score")
PROGRAM = shutil.which("service-checker-swagger")


@pytest.fixture(scope="module")
def data_dir(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The data directory of a run like that of `make run`."""
    directory = tmp_path_factory.mktemp("data")
    command = [sys.executable, "-m", "training", "run", "--strict"]
    options = ["--wiki", WIKI, "--dump", str(EXPORT), "--data-dir", str(directory)]
    done = subprocess.run([*command, *options], cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return directory


@pytest.fixture(scope="module")
def service(data_dir: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningService]:
    with running_service(data_dir, tmp_path_factory.mktemp("work"), app="api.wsgi:app") as service:
        yield service


def texts(count: int) -> Iterator[tuple[str, str]]:
    """Yield title and wikitext of articles, evenly spread over the wiki."""
    with Dump([str(EXPORT)], namespaces=[0]) as dump:
        articles = [(page.title, page.text) for page in dump if page.redirect is None]
    yield from articles[:: len(articles) // count]


def recommend(service: RunningService, title: str, **body: object) -> list[dict[str, object]]:
    answer = service.ask(f"/v1/linkrecommendations/{WIKI}/{title.replace(' ', '_').replace('/', '%2F')}", body)
    assert answer.status == 200, answer.body
    return list(answer.json()["links"])


def test_the_request_that_make_run_prints_returns_recommendations(service):
    command = [sys.executable, "-m", "training.sample", "curl", "--url", service.url]
    printed = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True).stdout
    request = printed[printed.index("curl ") :]
    answer = json.loads(subprocess.run(["bash", "-c", request], check=True, capture_output=True).stdout)
    found = {link["link_text"]: link["link_target"] for link in answer["links"]}
    assert found["Danube"] == "Danube"
    assert found["Wolfgang Amadeus Mozart"] == "Wolfgang Amadeus Mozart"
    assert len(found) >= 5


@pytest.mark.parametrize(
    ("text", "mention", "target"),
    [
        ("The planet Mercury goes around the [[Sun]] faster than [[Venus]] does.", "Mercury", "Mercury (planet)"),
        ("Everest is higher than [[K2]] and stands in [[Nepal]].", "Everest", "Mount Everest"),
        ("The ship went from [[Egypt]] to the Atlantic.", "Atlantic", "Atlantic Ocean"),
        ("In [[Poland]] wolves and [[European bison|bison]] live in the forest.", "wolves", "Grey wolf"),
    ],
)
def test_a_mention_is_linked_to_the_article_it_means(service, text, mention, target):
    """The context of the page decides, redirects are resolved, and plurals are found."""
    links = recommend(service, "Sandbox", wikitext=text, threshold=0.1)
    assert {link["link_text"]: link["link_target"] for link in links}.get(mention) == target


def test_answers_for_the_wikis_own_articles_keep_the_rules_of_the_client(service):
    """Texts are at their offsets and in order. Targets exist, occur once and are not linked yet."""
    with Dump([str(EXPORT)], namespaces=[0]) as dump:
        site = dump.header.site
        targets = {page.title for page in dump if page.redirect is None}
    for title, text in texts(40):
        links = recommend(service, title, wikitext=text, threshold=0)
        offsets = [link["wikitext_offset"] for link in links]
        assert offsets == sorted(set(offsets))
        assert [link["link_index"] for link in links] == list(range(len(links)))
        found = [link["link_target"] for link in links]
        assert len(set(found)) == len(found)
        assert set(found) <= targets - {title}
        for link in links:
            start, mention = link["wikitext_offset"], link["link_text"]
            assert text[start : start + len(mention)] == mention
            assert f"[[{link['link_target']}]]" not in text
            assert normalise(site, link["link_target"]) == link["link_target"]


def test_the_examples_of_the_specification_are_true_of_the_sample_wiki(service):
    assert spec_checker.check(service.url) == []


@pytest.mark.skipif(PROGRAM is None, reason="Wikimedia's service-checker-swagger is not installed")
def test_wikimedias_own_program_finds_all_endpoints_healthy(service: RunningService) -> None:
    """It is in no package index: install it from its repository into an environment of its own, on PATH."""
    assert PROGRAM is not None
    process = subprocess.run([PROGRAM, "127.0.0.1", service.url], capture_output=True, text=True, timeout=60)
    assert (process.returncode, process.stdout) == (0, "All endpoints are healthy\n"), process.stderr


def test_the_query_command_prints_the_same_answer(service, data_dir, tmp_path):
    text = "Vienna lies on the Danube, and Bonn on the Rhine."
    file = tmp_path / "article"
    file.write_text(text, encoding="utf-8")
    command = [sys.executable, "-m", "api", "query", "--data-dir", data_dir, "--wiki", WIKI, "--title", "Sandbox"]
    done = subprocess.run([*command, "--wikitext-file", file], cwd=ROOT, capture_output=True, check=True)
    links = json.loads(done.stdout)["links"]
    assert links
    assert links == recommend(service, "Sandbox", wikitext=text)


def judge(sample: Path, reviewer: str) -> bytes:
    """Return a file of decisions: common words and animals are rejected, as the guide asks for."""
    drawn = json.loads(sample.read_text(encoding="utf-8"))
    targets = {one["link_target"] for one in drawn["suggestions"]}
    classes = read_target_classes(sample.parent / "data", WIKI, targets)
    animals = {target for target, name in classes if name == "Category:Animals"}
    lines = []
    for one in drawn["suggestions"]:
        is_rejected = one["link_text"][0].islower() or one["link_target"] in animals
        decision = Decision(
            wiki=drawn["wiki"],
            **{name: one[name] for name in SUGGESTION},
            decision="reject" if is_rejected else "accept",
            reason="everyday word" if is_rejected else None,
            reviewer=reviewer,
            time=datetime(2026, 11, 28, tzinfo=UTC),
            bundle_version=drawn["bundle_version"],
        )
        lines.append(decision.to_line())
    return b"".join(lines)


def test_the_guide_to_reviewing_goes_from_a_sample_to_a_bundle_that_learned_from_it(data_dir, tmp_path):
    """A made-up reviewer takes the place of the review page, which has tests of its own."""
    checkout = tmp_path / "checkout"
    checkout.mkdir()
    check_out(checkout)
    shutil.copytree(data_dir, checkout / "data")
    printed = ""
    for heading in ("2. Draw a sample", "4. Check and count", "5. Propose rules", "6. Train with the decisions"):
        commands = recipes("docs/how-to/review.md", heading)
        assert commands
        for command in commands:
            done = subprocess.run(["bash", "-c", command], cwd=checkout, capture_output=True, text=True)
            assert done.returncode == 0, (command, done.stdout, done.stderr)
            printed += done.stdout
        if not list(checkout.glob("decisions-*")):
            (checkout / "decisions-samplewiki-Ann.jsonl").write_bytes(judge(checkout / "review.json", "Ann"))
    assert "decisions-samplewiki-Ann.jsonl: 60 decisions (" in printed
    assert "<h1>Decisions on samplewiki</h1>" in (checkout / "summary.html").read_text(encoding="utf-8")
    (rule,) = read_rules(checkout / "proposed.yaml", "wiki").rules
    assert rule.classes == ("Category:Animals",)
    assert "rejected class: Category:Animals" in printed
    assert "decisions: 60 of 60 decided suggestions adapt what the acceptance model expects" in printed
    assert open_bundle(checkout / "data", WIKI).manifest.version != open_bundle(data_dir, WIKI).manifest.version
