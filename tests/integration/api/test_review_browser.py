"""The review page in a real Chromium, served by a real gunicorn with real bundles."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from itertools import combinations
from math import sqrt
from pathlib import Path
from statistics import NormalDist
from typing import TYPE_CHECKING, Any

import pytest

from tests.helpers.api.review_page import HOSTILE, ReviewPage, file_of, open_review, sample, suggestion
from tests.helpers.api.watched_page import READERS
from tests.helpers.api.wiki_api import IMAGES, wiki_api
from tests.helpers.linking.complete_bundle import write_complete_bundle
from tests.helpers.programs.chromium import chromium
from tests.helpers.programs.service import RunningService, running_service

if TYPE_CHECKING:
    from playwright.sync_api import Browser

pytestmark = [pytest.mark.integration, pytest.mark.server, pytest.mark.browser]

STRATA = [{"low": 0.5, "high": 0.8, "suggestions": 30}, {"low": 0.8, "high": 1, "suggestions": 10}]


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as browser:
        yield browser


@pytest.fixture(scope="module")
def service(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningService]:
    data_dir = tmp_path_factory.mktemp("data")
    write_complete_bundle(data_dir, "tinywiki")
    with wiki_api() as api:
        settings = {"MEDIAWIKI_API_URL": api.pattern, "WEB_CONCURRENCY": "1"}
        with running_service(data_dir, tmp_path_factory.mktemp("work"), "api.wsgi:app", settings) as service:
            yield service


@pytest.fixture
def review(browser: Browser, service: RunningService) -> Iterator[ReviewPage]:
    with open_review(browser, service.url) as review:
        yield review
        assert review.watched.troubles == []


@pytest.fixture(scope="module")
def modules(browser: Browser, service: RunningService) -> Iterator[ReviewPage]:
    """A page on which tests call single functions of the modules."""
    with open_review(browser, service.url) as review:
        yield review


def call(modules: ReviewPage, module: str, function: str, *arguments: Any) -> Any:
    code = """([name, called, given]) => import(new URL(name, document.scripts[0].src).href)
        .then((module) => module[called](...given))"""
    return modules.page.evaluate(code, [module, function, list(arguments)])


# From an opened sample to the exported file


def check(path: Path) -> None:
    """Run `decisions check`, where training's libraries are installed."""
    pytest.importorskip("duckdb", reason="training's libraries are not installed")
    from training.__main__ import main

    assert main(["decisions", "check", str(path)]) == 0


def test_a_sample_is_judged_by_keys_and_exported(review: ReviewPage, tmp_path: Path) -> None:
    content = sample(5)
    content["suggestions"][1] |= {"title": HOSTILE, "link_text": HOSTILE, "link_target": HOSTILE}
    review.open(content)
    review.page.get_by_label("Your name").fill("Ann")
    review.page.get_by_label("Your name").press("Tab")
    review.press("ar4sr0")
    assert review.text("position") == "4 of 5 decided"
    review.press("a")
    assert review.text("done-heading") == "All suggestions are decided"
    path = review.exported(tmp_path)
    assert path.name == "decisions-otherwiki-Ann.jsonl"
    found = [json.loads(line) for line in path.read_text(encoding="utf-8").split("\n")[:-1]]
    said = [(one["decision"], one.get("reason")) for one in found]
    assert said == [("accept", None), ("reject", "everyday word"), ("skip", None), ("reject", None), ("accept", None)]
    names = ("title", "revid", "link_text", "link_target", "wikitext_offset", "score")
    assert [[one[name] for name in names] for one in found] == [
        [one[name] for name in names] for one in content["suggestions"]
    ]
    assert {(one["wiki"], one["reviewer"], one["bundle_version"]) for one in found} == {
        ("otherwiki", "Ann", "20261123T101500Z")
    }
    check(path)


def test_a_sample_can_be_dropped(review: ReviewPage) -> None:
    code = """text => {
      const data = new DataTransfer();
      data.items.add(new File([text], "review.json"));
      return data;
    }"""
    data = review.page.evaluate_handle(code, json.dumps(sample()))
    review.page.dispatch_event("#drop", "drop", {"dataTransfer": data})
    review.page.get_by_role("heading", name="Suggestion 1 of 5").wait_for()


def test_a_sample_that_training_drew_can_be_opened(review: ReviewPage, tmp_path: Path) -> None:
    pytest.importorskip("duckdb", reason="training's libraries are not installed")
    from tests.helpers.training.bulk_runs import articles, pages
    from tests.helpers.training.exports import export
    from training.__main__ import main

    write_complete_bundle(tmp_path / "data", "kwwiki")
    (tmp_path / "dump.xml").write_bytes(export(*pages(articles(20))))
    options = f"--wiki kwwiki --data-dir {tmp_path}/data --dump {tmp_path}/dump.xml --out {tmp_path}/review.json"
    assert main(["sample-suggestions", *options.split(), "--threshold", "0.1", "--jobs", "1", "--stratify", "0.5"]) == 0
    review.page.get_by_label("Sample file").set_input_files(tmp_path / "review.json")
    review.page.locator("#card").wait_for()
    review.press("a")
    check(review.exported(tmp_path))


def test_a_reload_in_the_middle_loses_nothing(review: ReviewPage, tmp_path: Path) -> None:
    review.open(sample(6))
    review.page.get_by_label("Your name").fill("Ann")
    review.page.get_by_label("Your name").press("Tab")
    review.press("ar2s")
    before = review.decisions(tmp_path)
    review.go()
    review.page.get_by_role("heading", name="Suggestion 4 of 6").wait_for()
    assert review.decisions(tmp_path) == before
    review.press("zz")
    review.go()
    review.page.get_by_role("heading", name="Suggestion 2 of 6").wait_for()
    assert [one["decision"] for one in review.decisions(tmp_path)] == ["accept"]


def test_a_page_that_is_closed_at_once_loses_nothing(review: ReviewPage) -> None:
    """The browser aborts the transactions of a page that it closes."""
    review.open(sample(6))
    review.press("a")
    hang = """() => {
      const begin = IDBDatabase.prototype.transaction;
      IDBDatabase.prototype.transaction = function (...given) {
        const transaction = begin.apply(this, given);
        transaction.abort();
        return { objectStore: () => ({ put() {}, delete() {} }) };
      };
    }"""
    review.page.evaluate(hang)
    review.press("zr1a")
    review.go()
    review.page.get_by_role("heading", name="Suggestion 3 of 6").wait_for()
    assert review.text("interval").endswith("Accepted: 1 of 2.")
    review.go()
    review.page.get_by_role("heading", name="Suggestion 3 of 6").wait_for()


def test_undo_goes_back_as_far_as_one_likes(review: ReviewPage) -> None:
    review.open(sample(3))
    assert review.page.locator("#undo").is_disabled()
    review.press("ar1s")
    review.press("z")
    assert review.text("suggestion-heading") == "Suggestion 3 of 3"
    review.press("zz")
    assert review.text("suggestion-heading") == "Suggestion 1 of 3"
    review.press("z")
    assert review.text("precision") == "–"


def test_what_was_skipped_can_be_judged_again(review: ReviewPage, tmp_path: Path) -> None:
    review.open(sample(3))
    review.press("sas")
    review.page.get_by_role("button", name="Judge the skipped ones again").click()
    assert review.text("suggestion-heading") == "Suggestion 1 of 3"
    review.press("aa")
    assert [one["decision"] for one in review.decisions(tmp_path)] == ["accept"] * 3


def test_starting_over_asks_first(review: ReviewPage) -> None:
    review.open(sample(3))
    review.press("a")
    review.page.get_by_role("button", name="Start over").click()
    review.page.get_by_role("button", name="Keep them").click()
    assert review.text("position") == "1 of 3 decided"
    review.page.get_by_role("button", name="Start over").click()
    review.page.get_by_role("button", name="Delete them").click()
    review.page.get_by_label("Sample file").wait_for()
    review.go()
    assert review.page.get_by_label("Sample file").is_visible()


def test_a_review_continues_from_an_exported_file(review: ReviewPage, tmp_path: Path) -> None:
    review.open(sample(4))
    review.press("ar1")
    path = review.exported(tmp_path)
    review.press("zs")  # later than the file
    other = {**json.loads(path.read_text().splitlines()[0]), "title": "Elsewhere"}
    text = path.read_text() + json.dumps(other)
    review.page.get_by_label("Continue from a decisions file").set_input_files(file_of(text, "ann.jsonl"))
    review.page.get_by_text("0 decisions imported. 3 belong to other suggestions or are older.").wait_for()
    review.page.get_by_role("button", name="Start over").click()
    review.page.get_by_role("button", name="Delete them").click()
    review.open(sample(4))
    review.page.get_by_label("Continue from a decisions file").set_input_files(file_of(text, "ann.jsonl"))
    review.page.get_by_text("2 decisions imported. 1 belong").wait_for()
    assert [one.get("reason") for one in review.decisions(tmp_path)] == [None, "wrong meaning"]
    assert review.text("suggestion-heading") == "Suggestion 3 of 4"


def test_a_review_may_begin_while_the_one_before_is_still_being_deleted(review: ReviewPage, tmp_path: Path) -> None:
    review.open(sample(4))
    review.press("ar1")
    slow = """() => Object.defineProperty(IDBTransaction.prototype, "oncomplete", {
      set(handler) { this.addEventListener("complete", () => setTimeout(handler, 500)); }
    })"""
    review.page.evaluate(slow)
    review.page.get_by_role("button", name="Start over").click()
    review.page.get_by_role("button", name="Delete them").click()
    review.open(sample(2))
    review.page.get_by_text("The review is deleted from this browser.").wait_for(state="attached")
    review.press("a")
    assert review.text("position") == "1 of 2 decided"
    review.go()
    assert review.text("position") == "1 of 2 decided"
    assert [one["decision"] for one in review.decisions(tmp_path)] == ["accept"]


def test_in_a_browser_that_keeps_nothing_the_page_works_and_says_so(
    browser: Browser, service: RunningService, tmp_path: Path
) -> None:
    with open_review(browser, service.url) as review:
        review.page.add_init_script("Object.defineProperty(window, 'indexedDB', { value: undefined })")
        review.go()
        assert "lost when you close" in review.text("not-kept")
        review.open(sample(2))
        review.press("aa")
        assert len(review.decisions(tmp_path)) == 2
        assert review.watched.findings() == []


def test_a_full_disk_is_told_once_and_the_page_goes_on(review: ReviewPage, tmp_path: Path) -> None:
    review.open(sample(3))
    full = "() => { IDBObjectStore.prototype.put = () => { throw new DOMException('full', 'QuotaExceededError'); } }"
    review.page.evaluate(full)
    review.press("aa")
    review.page.get_by_text("no room left for this page").wait_for()
    assert len(review.decisions(tmp_path)) == 2


# What the reviewer sees


def test_the_suggestion_is_shown_in_its_paragraph_beside_its_target(review: ReviewPage) -> None:
    review.open(sample(1))
    assert review.text("paragraph") == "First things first. The 1th river is long. It ends."
    assert review.page.locator("#paragraph mark").inner_text() == "river"
    assert review.page.locator("#target-start strong").inner_text().strip() == "River 1 is a river."
    link = review.page.locator("#target a")
    assert link.get_attribute("href") == "https://other.example.org/w/index.php?title=River_1"
    assert link.get_attribute("rel") == "noopener noreferrer"
    assert not review.page.locator("#score-line").is_visible()
    review.page.get_by_label("Show scores").check()
    assert review.text("score-line") == "Score: 0.60"


def test_an_address_that_is_none_becomes_no_link(modules: ReviewPage) -> None:
    code = """([name, pages]) => import(new URL(name, document.scripts[0].src).href)
        .then(({ titleLink }) => pages.map((main_page) => titleLink({ main_page, language: "en" }, "A b").href))"""
    pages = ["https://a.org/wiki/Main", "", None, "javascript:window.hacked=1//", "data:text/html,x", "https://["]
    assert modules.page.evaluate(code, ["review-card.js", pages]) == [
        "https://a.org/w/index.php?title=A_b",
        *[None] * 5,
    ]


def test_hostile_texts_are_shown_as_text(review: ReviewPage, tmp_path: Path) -> None:
    members = {"title": HOSTILE, "link_text": HOSTILE, "link_target": HOSTILE, "target_start": HOSTILE}
    paragraph = {"before": HOSTILE, "text": HOSTILE, "after": HOSTILE}
    content = sample(2, suggestions=[suggestion(1, **members, paragraph=paragraph), suggestion(2)])
    review.open(content)
    assert review.page.locator("#paragraph").evaluate("element => element.textContent") == 3 * HOSTILE
    assert review.page.locator("#article bdi").evaluate("element => element.textContent") == HOSTILE
    assert review.page.locator("#card img:not(#target-image)").count() == 0
    review.press("a")
    path = review.exported(tmp_path)
    other = json.dumps({**json.loads(path.read_text().splitlines()[0]), "decision": "reject", "reviewer": HOSTILE})
    review.page.get_by_label("Compare with other people’s decisions").set_input_files(file_of(other, "b.jsonl"))
    review.page.locator("#disagreements tbody tr").wait_for()
    assert review.page.evaluate("window.hacked") is None
    assert review.watched.findings() == []


def test_a_long_paragraph_is_scrolled_to_the_mention(review: ReviewPage) -> None:
    paragraph = {"before": "word " * 180, "text": "river", "after": " word" * 180}
    review.page.set_viewport_size({"width": 375, "height": 667})
    review.open(sample(suggestions=[suggestion(1, paragraph=paragraph), suggestion(2)]))
    shown = """() => {
      const box = (name) => document.querySelector(name).getBoundingClientRect();
      const [inner, outer] = [box("#paragraph mark"), box("#paragraph")];
      return inner.top > outer.top && inner.bottom < outer.bottom;
    }"""
    assert review.page.evaluate(shown)
    assert review.page.get_by_role("region", name="Paragraph").get_attribute("tabindex") == "0"
    assert review.watched.findings() == []
    review.press("a")
    assert review.page.get_by_role("region", name="Paragraph").count() == 0


def test_the_precision_follows_each_decision(review: ReviewPage) -> None:
    review.open(sample(40))
    review.press("a" * 15 + "r1" * 5)
    assert review.text("precision") == "75 %"
    assert review.text("interval") == "95 % interval: 53 % to 89 %. Accepted: 15 of 20."
    assert review.text("advice") == "Another 100 decisions would narrow the interval from ±18 to ±8 points."
    review.page.get_by_text("By score").click()
    rows = review.page.locator("#bands tbody tr").all_inner_texts()
    assert rows[0].split("\t") == ["0.9 to 1.0", "3 of 4", "75 %", "30 % to 95 %"]
    assert len(rows) == 5


def test_bands_of_a_stratified_sample_weigh_as_much_as_they_are_common(review: ReviewPage) -> None:
    suggestions = [suggestion(number, score=0.6 if number % 2 else 0.9) for number in range(1, 41)]
    review.open(sample(suggestions=suggestions, strata=STRATA))
    assert review.page.get_by_text("equally many suggestions of each band").is_visible()
    review.press("r1a" * 20)
    assert review.text("precision") == "25 %"
    assert "Accepted: 20 of 40" in review.text("interval")
    assert review.page.get_by_text("weighs as much as it has suggestions").is_visible()


def test_the_start_and_the_image_of_the_target_come_from_the_wiki_through_the_service(review: ReviewPage) -> None:
    review.page.route(f"**{IMAGES['Paris']}", lambda route: route.abort())
    links = [suggestion(1, link_target="Paris", target_start=None), suggestion(2, link_target="Rome", target_start="")]
    review.open(sample(suggestions=links, wiki="tinywiki"))
    review.page.get_by_text("From Paris to Rome.").wait_for()
    source = review.page.locator("#target-image").get_attribute("src") or ""
    assert source.endswith("/review/images/tinywiki/Paris")
    review.press("a")
    review.page.get_by_text("From Paris to Rome.").wait_for()
    assert review.page.locator("#target-image").get_attribute("src") is None


def test_a_target_that_nobody_knows_says_so(review: ReviewPage) -> None:
    review.open(sample(suggestions=[suggestion(1, target_start=None), suggestion(2, target_start="")]))
    assert "is not known here" in review.text("target-start")
    review.press("a")
    assert "has no text at its start" in review.text("target-start")


# Drawing from a wiki


def test_a_sample_of_random_articles_is_drawn_through_the_service(review: ReviewPage, tmp_path: Path) -> None:
    page = review.page
    page.get_by_label("Lowest score").fill("0.1")
    page.get_by_label("Suggestions", exact=True).fill("2")
    page.get_by_role("button", name="Draw a sample").click()
    page.get_by_role("heading", name="Suggestion 1 of 2").wait_for()
    assert page.locator("#paragraph mark").inner_text() in {"Paris", "Rome"}
    review.press("aa")
    found = review.decisions(tmp_path)
    assert len({one["title"] for one in found}) == 2
    check(tmp_path / "decisions-tinywiki.jsonl")


def test_a_sample_of_pasted_titles_has_all_their_suggestions(review: ReviewPage, tmp_path: Path) -> None:
    page = review.page
    page.get_by_label("Lowest score").fill("0.1")
    page.get_by_label("Titles, one on each line").fill("Article\nMissing\n\nRedirect\n  Article ")
    page.get_by_role("button", name="Draw a sample").click()
    page.get_by_role("heading", name="Suggestion 1 of").wait_for()
    assert "2 articles could not be used" in review.text("status")
    saved = json.loads(review.exported(tmp_path, "Save the sample").read_text(encoding="utf-8"))
    assert {one["title"] for one in saved["suggestions"]} == {"Article"}
    jsonschema = pytest.importorskip("jsonschema", reason="requirements-dev.txt has it")
    schema = json.loads((Path(__file__).parents[3] / "spec/review-sample.schema.json").read_text(encoding="utf-8"))
    jsonschema.Draft202012Validator(schema).validate(saved)


def test_a_drawing_that_finds_nothing_says_why(review: ReviewPage) -> None:
    page = review.page
    page.locator("#chosen").check()
    page.get_by_role("button", name="Draw a sample").click()
    page.get_by_text("Paste at least one title").wait_for()
    page.get_by_label("Titles, one on each line").fill("Missing")
    page.get_by_role("button", name="Draw a sample").click()
    page.get_by_text("No suggestion was found in 0 articles. Try a lower score, or other articles. 1").wait_for()
    page.get_by_label("Titles, one on each line").fill("\n".join(f"Title {number}" for number in range(9)))
    asked: list[str] = []

    def fail(route: Any) -> None:
        asked.append(route.request.url)
        route.fulfill(status=502, json={"title": "The wiki's API failed", "detail": "it is busy"})

    page.route("**/review/suggestions/**", fail)
    page.get_by_role("button", name="Draw a sample").click()
    page.get_by_text("The wiki's API failed: it is busy").wait_for()
    assert len(asked) == 5


# Files that cannot be used


BROKEN: Mapping[str, tuple[Any, str]] = {
    "empty": ("", "This file is empty."),
    "cut off": (json.dumps(sample())[:-50], "it is not JSON, or it is cut off"),
    "a list": ([], "it is not a JSON object"),
    "decisions": ('{"decision": "accept"}\n{"decision": "reject"}\n', "It seems to be a file of decisions"),
    "another format": (sample(format_version=2), "another format"),
    "no suggestions": (sample(suggestions=[]), "has no suggestions"),
    "twice": (sample(suggestions=[suggestion(1), suggestion(1)]), "a suggestion twice"),
    "a score in words": (
        sample(suggestions=[suggestion(1, score="high")]),
        "Suggestion 1: “score” must be a number from 0 to 1.",
    ),
    "no paragraph": (
        sample(suggestions=[suggestion(1, paragraph=None)]),
        "Suggestion 1, “paragraph” is not a JSON object",
    ),
    "half a character": (sample(suggestions=[suggestion(1, title="\ud800")]), "Suggestion 1: “title” must be"),
    "a wiki of nothing": (sample(wiki="../x"), "the database name of a wiki"),
    "a missing member": ({"format_version": 1, "suggestions": [suggestion(1)]}, "“wiki” is missing"),
    "a deep file": ("[" * 100_000, "it is not JSON"),
    "prototype": ('{"__proto__": {"suggestions": []}}', "it has no “suggestions”"),
}


def test_a_broken_sample_is_refused_in_words(review: ReviewPage) -> None:
    for name, (content, message) in BROKEN.items():
        review.page.get_by_label("Sample file").set_input_files(file_of(content))
        review.page.locator("#error").wait_for()
        assert message in review.text("error"), name
        assert review.page.locator("#start").is_visible()
    binary = {"name": "a.json", "mimeType": "", "buffer": b"\xff\xfe{"}
    review.page.get_by_label("Sample file").set_input_files(binary)
    review.page.get_by_text("This file is not text in UTF-8.").wait_for()
    assert review.watched.findings() == []
    review.open(sample())
    assert not review.page.locator("#error").is_visible()


# Several people


def lines(verdicts: str, reviewer: str | None, **members: Any) -> str:
    """A file of decisions: a for accept, r for reject, s for skip, - for none."""
    words = {"a": "accept", "r": "reject", "s": "skip"}
    found = [
        {name: one[name] for name in ("title", "revid", "link_text", "link_target", "wikitext_offset", "score")}
        | {"wiki": "otherwiki", "decision": words[verdict], "time": "2026-11-28T23:05:00Z", "bundle_version": "v"}
        | ({"reviewer": reviewer} if reviewer else {})
        | members
        for one, verdict in zip(sample(20)["suggestions"], verdicts, strict=False)
        if verdict != "-"
    ]
    return "".join(json.dumps(one) + "\n" for one in found)


def test_files_of_several_people_are_compared_and_merged(review: ReviewPage, tmp_path: Path) -> None:
    files = [file_of(lines("aarrs", "Ann"), "x.jsonl"), file_of(lines("arrra", None), "Bob.jsonl")]
    review.page.get_by_label("Decisions files").set_input_files(files)
    review.page.get_by_role("heading", name="Agreement", exact=True).wait_for()
    words = review.text("agreement")
    assert "4 suggestions were judged by several people. They agree in 75 % of the cases. Cohen’s kappa: 0.50." in words
    rows = [row.split("\t") for row in review.page.locator("#people tbody tr").all_inner_texts()]
    assert [row[:4] for row in rows] == [
        ["Ann", "5", "2 of 4", "50 %"],
        ["Bob", "5", "2 of 5", "40 %"],
        ["Majority, ties left out", "4", "2 of 4", "50 %"],
    ]
    (row,) = review.page.locator("#disagreements tbody tr").all_inner_texts()
    assert row.split("\t") == ["river", "River 2", "Article 2", "accepted", "rejected"]
    assert review.watched.findings() == []
    path = review.exported(tmp_path, "Export all decisions in one file")
    found = [json.loads(line) for line in path.read_text().splitlines()]
    assert sorted({one["reviewer"] for one in found}) == ["Ann", "Bob"]
    assert len(found) == 10
    check(path)


def test_ones_own_decisions_take_part_in_the_comparison(review: ReviewPage) -> None:
    review.open(sample(3))
    review.press("aar1")
    review.page.get_by_label("Compare with other people’s decisions").set_input_files(file_of(lines("ara", "Bob"), "b"))
    review.page.get_by_role("heading", name="Agreement", exact=True).wait_for()
    assert "They agree in 33 % of the cases" in review.text("agreement")
    review.page.get_by_role("button", name="Undo").locator("visible=true").first.click()
    assert "They agree in 50 % of the cases" in review.text("agreement")


BROKEN_DECISIONS = [
    ("", "b.jsonl: has no decisions"),
    ("{", "b.jsonl: line 1 is not JSON"),
    (lines("a", "x") + lines("a", "x", decision="maybe"), "line 2 is not a decision: “decision” is not valid"),
    (lines("a", "x", reason="date"), "line 1 is not a decision: “reason” is not valid"),
    (lines("a", "x", note="hello"), "it has an unknown member “note”"),
    (lines("a", "x", time="yesterday"), "“time” is not valid"),
    (json.dumps(sample()), "line 1 is not a decision: “title” is missing"),
]


def test_a_broken_decisions_file_is_refused_in_words(review: ReviewPage) -> None:
    for content, message in BROKEN_DECISIONS:
        review.page.get_by_label("Decisions files").set_input_files(file_of(content, "b.jsonl"))
        review.page.get_by_text(message).wait_for()
        assert not review.page.locator("#comparison").is_visible()
    both = [file_of(lines("a", "Ann"), "a.jsonl"), file_of("{", "b.jsonl")]
    review.page.get_by_label("Decisions files").set_input_files(both)
    review.page.get_by_role("rowheader", name="Ann").wait_for()
    assert "b.jsonl: line 1 is not JSON" in review.text("error")


# Keyboard, touch, screen readers


def test_the_keyboard_is_enough(review: ReviewPage) -> None:
    review.open(sample(9))
    page = review.page
    assert page.evaluate("document.activeElement.id") == "suggestion-heading"
    while page.evaluate("document.activeElement.id") != "reject":
        page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.textContent") == "1wrong meaning"
    page.keyboard.press("Escape")
    assert page.evaluate("document.activeElement.id") == "reject"
    page.keyboard.press("Space")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "reject"
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert review.text("position") == "2 of 9 decided"
    review.press("r8")  # no such reason
    assert review.text("position") == "2 of 9 decided"
    review.press("z")  # leaves the reasons
    review.press("z")
    assert review.text("position") == "1 of 9 decided"


def test_keys_do_nothing_in_fields_with_modifiers_held_down_or_switched_off(review: ReviewPage) -> None:
    review.open(sample(9))
    page = review.page
    page.get_by_label("Your name").type("Zara Sr")
    page.get_by_label("Your name").press("Tab")
    page.keyboard.press("Control+a")
    page.keyboard.down("a")
    page.keyboard.down("a")  # the browser repeats a key that is held down
    page.keyboard.up("a")
    assert review.text("position") == "1 of 9 decided"
    page.get_by_label("Keys A, R, S, Z").uncheck()
    review.press("ars")
    assert review.text("position") == "1 of 9 decided"


def test_a_keyboard_of_another_script_has_the_keys_at_the_same_places(review: ReviewPage) -> None:
    review.open(sample(9))
    for key, code in (("ф", "KeyA"), ("я", "KeyZ"), ("ק", "KeyR"), ("&", "Digit1")):
        press = "([key, code]) => document.body.dispatchEvent(new KeyboardEvent('keydown', {key, code, bubbles: true}))"
        review.page.evaluate(press, [key, code])
    assert review.text("position") == "1 of 9 decided"
    assert review.text("precision") == "0 %"


def test_what_changes_is_announced(review: ReviewPage) -> None:
    review.open(sample(2))
    said = review.page.locator("#announcement")
    assert said.get_attribute("role") == "status"
    review.press("r2")
    expected = "Rejected: part of a name. Suggestion 2: The 2th river is long. Link “river” to “River 2”?"
    assert said.text_content() == expected
    review.press("a")
    assert said.text_content() == "Accepted. All suggestions are decided."
    assert review.page.evaluate("document.activeElement.id") == "done-heading"


def test_fingers_are_enough(browser: Browser, service: RunningService, tmp_path: Path) -> None:
    options = {"viewport": {"width": 375, "height": 667}, "has_touch": True, "is_mobile": True}
    with open_review(browser, service.url, **options) as review:
        review.open(sample(4))
        for name in ("Accept", "Reject", "overlinking", "Skip", "Undo", "Accept"):
            button = review.page.get_by_role("button", name=name).locator("visible=true").first
            box = button.bounding_box()
            assert box is not None
            assert box["height"] >= 44
            assert 0 <= box["y"] <= 667 - box["height"]  # without scrolling
            button.tap()
        said = [one["decision"] for one in review.decisions(tmp_path)]
        assert said == ["accept", "reject", "accept"]
        assert review.watched.troubles == []


STATES = {"judging": "", "a reason": "r", "a result": "1as", "all decided": "aaa"}
LONG = {"title": "x" * 250, "link_target": "y" * 250, "paragraph": {"before": "z" * 900, "text": "w", "after": ""}}


@pytest.mark.parametrize("reader", READERS)
def test_every_state_is_accessible_and_fits_the_window(browser: Browser, service: RunningService, reader: str) -> None:
    with open_review(browser, service.url, **READERS[reader]) as review:
        assert review.watched.findings() == []
        review.open(sample(suggestions=[suggestion(1, **LONG), *sample(6)["suggestions"][1:]]))
        for summary in review.page.locator("summary").all():
            summary.click()
        review.page.get_by_label("Show scores").check()
        review.page.get_by_role("button", name="Start over").click()
        for name, keys in STATES.items():
            review.press(keys)
            assert review.watched.findings() == [], name
        assert review.page.locator("#done").is_visible()


def test_a_right_to_left_wiki_is_shown_from_right_to_left(review: ReviewPage) -> None:
    paragraph = {"before": "ABC הוא ", "text": "נהר", "after": " ארוך."}
    review.open(sample(1, language="he", direction="rtl", suggestions=[suggestion(1, paragraph=paragraph)]))
    for name in ("#paragraph", "#target-start"):
        assert review.page.locator(name).evaluate("element => getComputedStyle(element).direction") == "rtl"
    assert review.page.locator("#paragraph").get_attribute("lang") == "he"
    assert review.watched.findings() == []


def test_at_high_zoom_the_buttons_do_not_cover_the_text(browser: Browser, service: RunningService) -> None:
    """A window of 1280 x 1024 pixels at 400 %."""
    with open_review(browser, service.url, viewport={"width": 320, "height": 256}) as review:
        review.open(sample(1))
        position = review.page.locator("#decide").evaluate("element => getComputedStyle(element).position")
        assert position == "static"
        assert review.watched.findings() == []


def test_the_page_loads_fast(review: ReviewPage) -> None:
    assert review.watched.loading_findings() == []


def test_behind_a_gateway_it_works_below_the_prefix(browser: Browser, tmp_path: Path) -> None:
    write_complete_bundle(tmp_path / "data", "tinywiki")
    with wiki_api() as api:
        settings = {"URL_PREFIX": "/gate", "WEB_CONCURRENCY": "1", "MEDIAWIKI_API_URL": api.pattern}
        with (
            running_service(tmp_path / "data", tmp_path, "api.wsgi:app", settings) as service,
            open_review(browser, f"{service.url}/gate") as review,
        ):
            review.open(sample(1, wiki="tinywiki", suggestions=[suggestion(1, link_target="Paris", target_start=None)]))
            review.page.get_by_text("From Paris to Rome.").wait_for()
            assert review.watched.troubles == []


# Figures


def python_wilson(proportion: float, size: float) -> tuple[float, float]:
    z = NormalDist().inv_cdf(0.975)
    centre, scale = proportion + z * z / (2 * size), 1 + z * z / size
    half = z * sqrt(proportion * (1 - proportion) / size + (z / (2 * size)) ** 2)
    return (centre - half) / scale, (centre + half) / scale


@pytest.mark.parametrize(
    ("accepted", "size", "low", "high"),
    [(81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605), (0, 20, 0.0, 0.1611), (1, 29, 0.0061, 0.1718)],
)
def test_intervals_are_those_of_newcombes_table(
    modules: ReviewPage, accepted: int, size: int, low: float, high: float
) -> None:
    """Newcombe (1998): Two-sided confidence intervals for the single proportion, table I, method 3."""
    found = call(modules, "review-statistics.js", "wilson", accepted / size, size)
    assert (found["low"], found["high"]) == pytest.approx((low, high), abs=5e-5)


@pytest.mark.parametrize(("accepted", "decided"), [(1, 1), (7, 10), (80, 100), (150, 200), (300, 300)])
def test_what_another_100_decisions_would_bring(modules: ReviewPage, accepted: int, decided: int) -> None:
    judged = [{"score": 0.5, "verdict": "accept" if number < accepted else "reject"} for number in range(decided)]
    now = call(modules, "review-statistics.js", "precisionOf", [*judged, {"score": 0.5, "verdict": "skip"}], None)
    assert (now["low"], now["high"]) == pytest.approx(python_wilson(accepted / decided, decided))
    found = call(modules, "review-statistics.js", "narrowing", now)
    halves = [
        (high - low) / 2 for low, high in (python_wilson(accepted / decided, size) for size in (decided, decided + 100))
    ]
    assert [found["now"], found["then"]] == pytest.approx(halves)
    assert found["stop"] is (halves[0] <= 0.05 or halves[0] - halves[1] < 0.015)
    words = call(modules, "review-statistics.js", "advice", now)
    assert words.startswith("You can stop here: another 100 decisions would") is found["stop"]


def test_the_weighted_precision_is_that_of_a_stratified_sample(modules: ReviewPage) -> None:
    judged = [{"score": 0.6, "verdict": "accept" if number < 6 else "reject"} for number in range(10)]
    judged += [{"score": 0.9, "verdict": "accept" if number < 18 else "reject"} for number in range(20)]
    found = call(modules, "review-statistics.js", "precisionOf", judged, STRATA)
    assert found["precision"] == pytest.approx(0.75 * 0.6 + 0.25 * 0.9)
    size = 1 / (0.75**2 / 10 + 0.25**2 / 20)
    assert found["size"] == pytest.approx(size)
    assert (found["low"], found["high"]) == pytest.approx(python_wilson(found["precision"], size))
    only = call(modules, "review-statistics.js", "precisionOf", judged[:10], STRATA)
    assert (only["precision"], only["size"]) == pytest.approx((0.6, 10))


def test_bands_hold_the_scores_that_begin_them(modules: ReviewPage) -> None:
    scores = [0.0, 0.1, 0.3, 0.6, 0.7, 0.9, 1.0]
    judged = [{"score": score, "verdict": "accept"} for score in scores]
    found = call(modules, "review-statistics.js", "bandsOf", judged)
    assert [(band["low"], band["precision"]["decided"]) for band in found] == [
        (0.9, 2), (0.7, 1), (0.6, 1), (0.3, 1), (0.1, 1), (0, 1)
    ]  # fmt: skip


def python_alpha(items: Sequence[Sequence[str]]) -> float:
    """Krippendorff's alpha from the coincidences of all pairs of values."""
    units = [unit for unit in items if len(unit) > 1]
    values = [value for unit in units for value in unit]
    observed = sum(sum(2 * (a != b) for a, b in combinations(unit, 2)) / (len(unit) - 1) for unit in units)
    expected = sum(2 * (a != b) for a, b in combinations(values, 2)) / (len(values) - 1)
    return 1 - observed / expected


COHEN = ["aa"] * 20 + ["ar"] * 5 + ["ra"] * 10 + ["rr"] * 15


@pytest.mark.parametrize(
    ("items", "kappa"),
    [(COHEN, 0.4), ([*COHEN, "a-", "-r"], 0.4), (["aaa", "ar-", "rrr", "arr", "--a"], None), (["aa", "rr"], 1.0)],
)
def test_agreement_is_that_of_the_textbooks(modules: ReviewPage, items: list[str], kappa: float | None) -> None:
    verdicts = [[None if letter == "-" else letter for letter in item] for item in items]
    names = {"a": "accept", "r": "reject", None: None}
    found = call(
        modules, "review-agreement.js", "agreementOf", [{"verdicts": [names[one] for one in item]} for item in verdicts]
    )
    present = [[letter for letter in item if letter] for item in verdicts]
    pairs = [a == b for item in present for a, b in combinations(item, 2)]
    assert found["shared"] == sum(len(item) > 1 for item in present)
    assert found["agreement"] == pytest.approx(sum(pairs) / len(pairs))
    assert found["kappa"] == (kappa if kappa is None else pytest.approx(kappa))
    assert found["alpha"] == pytest.approx(python_alpha([[one for one in item if one] for item in present]))


def test_agreement_without_variety_is_not_defined(modules: ReviewPage) -> None:
    found = call(modules, "review-agreement.js", "agreementOf", [{"verdicts": ["accept", "accept"]}] * 5)
    assert found == {"shared": 5, "agreement": 1, "kappa": None, "alpha": None}
