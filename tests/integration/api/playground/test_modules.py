"""Functions of the playground's modules, called in a real Chromium with tables of cases."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from linking.features.definitions import FEATURES
from linking.features.legacy_mwaddlink import SEVEN_FEATURES
from tests.helpers.api.playground_page import Playground, open_playground
from tests.helpers.cases import cases
from tests.helpers.linking.complete_bundle import write_complete_bundle
from tests.helpers.linking.wiki_on_disk import WikiOnDisk
from tests.helpers.programs.service import running_service

if TYPE_CHECKING:
    from playwright.sync_api import Browser

pytestmark = [pytest.mark.integration, pytest.mark.server, pytest.mark.browser]

REASONS: list[dict[str, Any]] = cases("playground_reasons.json")
READING: list[dict[str, Any]] = cases("playground_reading.json")
WIKI = {
    "language": "en",
    "direction": "ltr",
    "case": "first-letter",
    "capitals": {},
    "hidden": ["category", "file"],
    "files": ["file"],
}
EXPORTED = {
    "format": "linkrecommendation-playground",
    "version": 1,
    "wiki": "a",
    "title": "b",
    "wikitext": "",
    "decisions": [],
}
HALVES = "😀"  # two code units of UTF-16


@pytest.fixture(scope="module")
def modules(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Playground]:
    data_dir, work = tmp_path_factory.mktemp("data"), tmp_path_factory.mktemp("work")
    write_complete_bundle(data_dir, "tinywiki", contents=WikiOnDisk(anchors={"paris": {"Paris": 9}}))
    settings = {"WEB_CONCURRENCY": "1", "MEDIAWIKI_API_URL": "off"}
    with (
        running_service(data_dir, work, "api.wsgi:app", settings) as service,
        open_playground(browser, service.url) as playground,
    ):
        playground.go()
        yield playground


def explanation(case: dict[str, Any]) -> dict[str, Any]:
    stage = case.get("stage", "editor")
    features = [
        {"name": name, "value": value, "share": share, "stage": stage} for name, value, share in case["features"]
    ]
    return {"features": features, "related": case.get("related", []), "candidates": [], "stages": {}, "bias": 0}


def test_reasons_are_said_as_an_editor_would_say_them(modules: Playground) -> None:
    answers = modules.call_each("reasons.js", "reasons", [explanation(case) for case in REASONS])
    for case, found in zip(REASONS, answers, strict=True):
        said = [[one["words"], 1 if one["share"] > 0 else -1] for one in found]
        expected = case["expected"]
        if case.get("signs") is False:
            said, expected = [one for one, _ in said], [one for one, _ in expected]
        assert said == expected, case["case"]


def test_there_is_a_case_for_each_group_of_features() -> None:
    groups = {feature.group: {other.name for other in FEATURES if other.group == feature.group} for feature in FEATURES}
    for group, names in groups.items():
        tested = [case for case in REASONS if case["group"] == group]
        assert tested, group
        assert any(names & {name for name, _, _ in case["features"]} for case in tested), group


def test_every_feature_belongs_to_a_topic(modules: Playground) -> None:
    names = [feature.name for feature in (*FEATURES, *SEVEN_FEATURES)] + ["part_of_name"]
    known = modules.call_each("reasons.js", "isKnown", names)
    assert [name for name, is_known in zip(names, known, strict=True) if not is_known] == []


def test_no_value_of_a_feature_makes_a_broken_sentence(modules: Playground) -> None:
    for feature in FEATURES:
        found = [
            {"features": [[feature.name, value, share]]}
            for value in (0.0, 0.01, 0.3, 0.5, 0.97, 1.0, 2.0, 7.3, 14.0, -0.5)
            for share in (1, -1)
        ]
        for told in modules.call_each("reasons.js", "reasons", [explanation(case) for case in found]):
            for one in told:
                assert not {"NaN", "undefined", "null", "Infinity"} & set(one["words"].split()), one


def test_markup_reads_as_a_reader_sees_it(modules: Playground) -> None:
    code = """async ([address, all, wiki]) => {
      const { showArticle } = await import(address);
      return all.map((wikitext) => {
        const article = document.createElement("div");
        article.className = "article";
        document.body.append(article);
        showArticle(article, wikitext, [], wiki, { eacute: "é" });
        const roles = [...article.querySelectorAll("[role]")].map((element) => element.getAttribute("role"));
        const source = article.cloneNode(true);
        source.querySelectorAll(".read").forEach((shown) => shown.remove());
        const shown = article.innerText;
        article.remove();
        return { shown, source: source.textContent, roles };
      });
    }"""
    texts = [case["wikitext"] for case in READING]
    answers = modules.page.evaluate(code, [modules.module("playground-article.js"), texts, WIKI])
    for case, found in zip(READING, answers, strict=True):
        assert found["source"] == case["wikitext"]
        assert found["shown"] == case["shown"], case["wikitext"]
        if "roles" in case:
            assert found["roles"] == case["roles"], case["wikitext"]


@pytest.mark.parametrize(
    ("function", "cases_"),
    [
        (
            "shownScore",
            {0.499: "0.49", 0.49999997: "0.49", 0.5: "0.50", 0.29: "0.29", 0.57: "0.57", 0.9999: "0.99", 1.0: "1.00"},
        ),
        ("percent", {0.0: "0 %", 0.004: "under 1 %", 0.29: "29 %", 0.499: "49 %", 0.9999: "over 99 %", 1.0: "100 %"}),
    ],
)
def test_a_number_never_seems_to_reach_a_bound_that_it_misses(
    modules: Playground, function: str, cases_: dict[float, str]
) -> None:
    assert modules.call_each("reasons.js", function, list(cases_)) == list(cases_.values())


@pytest.mark.parametrize(
    ("wikitext", "places", "expected"),
    [
        ("To Paris.", [(3, 8, "Paris")], [(1, ["To ", "*Paris", "."], ["To ", "*[[Paris]]", "."])]),
        ("a\nto Paris\n\nRome", [(5, 10, "Paris")], [(2, ["to ", "*Paris"], ["to ", "*[[Paris]]"])]),
        (
            "paris, Rom",
            [(0, 5, "Paris"), (7, 10, "Rome")],
            [(1, ["*paris", ", ", "*Rom"], ["*[[paris]]", ", ", "*[[Rome|Rom]]"])],
        ),
        ("x" * 150 + "Paris" + "y" * 150, [(150, 155, "Paris")], None),
        (HALVES * 100 + "Paris" + HALVES * 150, [(200, 205, "Paris")], None),
        ("a\r\nb", [], []),
    ],
)
def test_the_difference_has_the_changed_lines_with_the_changed_words(
    modules: Playground, wikitext: str, places: list[tuple[int, int, str]], expected: Any
) -> None:
    links = [{"start": start, "end": end, "target": target} for start, end, target in places]
    lines = modules.call("playground-diff.js", "changedLines", wikitext, links, WIKI)
    if expected is None:  # long stretches are cut, without halves of characters
        (line,) = lines
        assert [len(part["text"].encode("utf-16-le")) // 2 for part in line["before"]] == [102, 5, 102]
        assert "".join(part["text"] for part in line["after"]).encode()
        return
    marked = [
        (line["number"], *([f"{'*' * part['changed']}{part['text']}" for part in line[side]] for side in SIDES))
        for line in lines
    ]
    assert marked == expected


SIDES = ("before", "after")


def test_a_summary_names_the_targets_and_is_not_too_long(modules: Playground) -> None:
    few = modules.call("playground-handoff.js", "summaryOf", [{"target": "Paris"}, {"target": "Rome"}])
    assert few == "Add 2 links: [[Paris]], [[Rome]]"
    assert modules.call("playground-handoff.js", "summaryOf", [{"target": "Paris"}]) == "Add a link: [[Paris]]"
    many = modules.call("playground-handoff.js", "summaryOf", [{"target": f"Article {n}"} for n in range(200)])
    assert many.startswith("Add 200 links: [[Article 0]], ")
    assert many.endswith(", …")
    assert len(many) <= 460


def test_the_edit_form_names_the_revision_and_asks_for_the_changes(modules: Playground) -> None:
    article = {"title": "A", "revid": 7, "timestamp": "2026-01-31T12:00:00Z"}
    fields = modules.call(
        "playground-handoff.js", "editFields", article, "To [[Paris]].", "s", "2026-02-01T00:00:01.5Z"
    )
    assert fields["wpTextbox1"] == "To [[Paris]]."
    assert (fields["wpEdittime"], fields["wpStarttime"]) == ("20260131120000", "20260201000001")
    assert (fields["editRevId"], fields["wpDiff"]) == ("7", "1")
    assert list(fields)[-1] == "wpUltimateParam"
    assert not {"wpSave", "wpEditToken"} & set(fields)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        "null",
        "{",
        '{"format": "other"}',
        json.dumps(EXPORTED | {"version": 2}),
        json.dumps(EXPORTED | {"wiki": 1}),
        json.dumps(EXPORTED | {"decisions": {}}),
    ],
)
def test_another_file_is_not_imported(modules: Playground, text: str) -> None:
    assert modules.call("playground-file.js", "imported", text) is None


def test_an_exported_file_is_imported_as_it_was(modules: Playground, tmp_path: Path) -> None:
    state = {"wiki": "a", "title": "b", "wikitext": "c\n😀", "threshold": 0.3, "rules": "rules: []", "decisions": []}
    text = modules.call("playground-file.js", "exported", state)
    found = modules.call("playground-file.js", "imported", text)
    assert {name: found[name] for name in state} == state


@pytest.mark.parametrize(
    ("title", "name"), [('AC/DC: "Who?"', "AC-DC-Who.json"), ("..", "article.json"), ("Zürich", "Zürich.json")]
)
def test_a_title_makes_a_safe_file_name(modules: Playground, title: str, name: str) -> None:
    assert modules.call("playground-file.js", "fileName", title, ".json") == name


CASED, UNCASED = {"case": "first-letter", "capitals": {"i": "İ", "ა": "ა"}}, {"case": "case-sensitive", "capitals": {}}


@pytest.mark.parametrize(
    ("wiki", "text", "target", "link"),
    [
        (CASED, "cat", "Cat", "[[cat]]"),
        (CASED, "Cat", "Cat", "[[Cat]]"),
        (CASED, "CAT", "Cat", "[[Cat|CAT]]"),
        (CASED, "cats", "Cat", "[[Cat|cats]]"),
        (CASED, "new York", "New York", "[[new York]]"),
        (CASED, "élan", "Élan", "[[élan]]"),
        (CASED, "izmir", "İzmir", "[[izmir]]"),
        (CASED, "izmir", "Izmir", "[[Izmir|izmir]]"),
        (CASED, "აბ", "აბ", "[[აბ]]"),
        (CASED, "აბ", "Აბ", "[[Აბ|აბ]]"),
        (CASED, "𐐨𐐨", "𐐀𐐨", "[[𐐨𐐨]]"),
        (CASED, "a_b", "A b", "[[A b|a_b]]"),
        (UNCASED, "cat", "Cat", "[[Cat|cat]]"),
        (UNCASED, "cat", "cat", "[[cat]]"),
    ],
)
def test_a_pipe_is_written_if_the_title_differs_from_the_text(
    modules: Playground, wiki: dict[str, Any], text: str, target: str, link: str
) -> None:
    end = len(text.encode("utf-16-le")) // 2
    place = {"start": 0, "end": end, "target": target}
    assert modules.call("playground-wikitext.js", "withLinks", text, [place], wiki) == link
