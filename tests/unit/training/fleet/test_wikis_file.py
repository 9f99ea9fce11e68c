"""The file of wikis, and what is said about invalid ones."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml
from jsonschema import Draft202012Validator

from tests.helpers.cases import ROOT
from training.errors import WikisFileError
from training.fleet.options import WikiOptions
from training.fleet.wikis_file import SCHEMA, WikisFile, read_wikis_file

REFUSED = yaml.safe_load((ROOT / "tests/cases/wikis_refused.yaml").read_text(encoding="utf-8"))

EXAMPLE = """\
mirror: https://mirror.example.org
user_agent: "Example (mail@example.org)"
defaults:
  dump: dumps
  fetch: true
  keep: 3
wikis:
  kwwiki:
  arcwiki:
    dump: [arc.xml.bz2, /elsewhere/arc2.xml.bz2]
    fetch: no
    page_props: props.sql.gz
    publish_anyway: true
    decisions: decided.jsonl
  nowiki: {keep: 1, seed: 7, strict: yes}
"""


def test_options_come_from_the_wiki_or_else_from_the_defaults(tmp_path: Path) -> None:
    """Paths are relative to the file."""
    path = tmp_path / "wikis.yaml"
    path.write_text(EXAMPLE)
    dumps = str(tmp_path / "dumps")
    assert read_wikis_file(path) == WikisFile(
        (
            WikiOptions(wiki="kwwiki", dump=(dumps,), fetch=True, keep=3),
            WikiOptions(
                wiki="arcwiki",
                dump=(str(tmp_path / "arc.xml.bz2"), "/elsewhere/arc2.xml.bz2"),
                keep=3,
                page_props=tmp_path / "props.sql.gz",
                publish_anyway=True,
                decisions=(str(tmp_path / "decided.jsonl"),),
            ),
            WikiOptions(wiki="nowiki", dump=(dumps,), fetch=True, keep=1, seed=7, strict=True),
        ),
        "https://mirror.example.org",
        "Example (mail@example.org)",
    )


@pytest.mark.parametrize("case", REFUSED, ids=lambda case: case["text"][:40])
def test_every_problem_is_reported_with_its_line(tmp_path: Path, case: dict) -> None:
    path = tmp_path / "wikis.yaml"
    path.write_text(case["text"])
    with pytest.raises(WikisFileError) as caught:
        read_wikis_file(path)
    problems = [str(problem) for problem in caught.value.problems]
    assert len(problems) == len(case["problems"]), problems
    assert all(found.startswith(expected) for found, expected in zip(problems, case["problems"], strict=True)), problems
    assert str(caught.value).startswith(f"{path}: ")


def test_a_file_that_is_not_text_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "wikis.yaml"
    path.write_bytes(b"wikis:\n  \xff:\n")
    with pytest.raises(WikisFileError, match="line 2: is not UTF-8"):
        read_wikis_file(path)


def test_the_schema_is_valid_and_names_every_option() -> None:
    Draft202012Validator.check_schema(SCHEMA)
    options = set(SCHEMA["$defs"]["options"]["properties"])
    assert options == set(WikiOptions.__dataclass_fields__) - {"wiki"}
