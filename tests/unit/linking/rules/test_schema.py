"""rules.schema.json agrees with the parser."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

import linking.rules
from linking.rules.model import Problem, RulesError
from linking.rules.validation import parse_rules
from tests.unit.linking.rules.test_yaml_loader import EXAMPLE, REFUSED

jsonschema = pytest.importorskip("jsonschema", reason="a development requirement, which serving's own tests lack")

READABLE = [case for case in REFUSED if not case.get("unreadable")]
SCHEMA = json.loads((Path(linking.rules.__file__).parent / "rules.schema.json").read_text(encoding="utf-8"))
VALIDATOR = jsonschema.Draft202012Validator(SCHEMA)

json_values = st.recursive(
    st.none() | st.booleans() | st.floats(-1, 2) | st.integers(-1, 300) | st.sampled_from(["", "a", "*", "x*", " "]),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                ["rules", "lift", "name", "rule", "texts", "targets", "least_score", "text_length", "comment"]
            ),
            inner,
            max_size=4,
        )
    ),
    max_leaves=12,
)
near_rules = st.fixed_dictionaries({}, optional={"rules": st.lists(json_values, max_size=2), "lift": json_values})


def schema_accepts(data: object) -> bool:
    return bool(VALIDATOR.is_valid(data))


def problems_of(data: object) -> tuple[Problem, ...]:
    try:
        parse_rules(data, "wiki")
    except RulesError as error:
        return error.problems
    return ()


@given(near_rules | json_values)
def test_the_schema_and_the_parser_agree(data: object) -> None:
    """They accept the same data, except that the schema cannot express that names are unique."""
    problems = problems_of(data)
    if all(problem.message.endswith("is used twice") for problem in problems):
        assert data is None or schema_accepts(data)
    else:
        assert not schema_accepts(data), problems


@pytest.mark.parametrize("case", READABLE, ids=[case["case"] for case in READABLE])
def test_the_schema_refuses_the_invalid_files_of_the_table(case: dict[str, Any]) -> None:
    """The table marks the problems that a schema cannot express."""
    assert schema_accepts(yaml.safe_load(case["yaml"])) == (case.get("schema") == "accepts")


def test_the_schema_is_valid_and_accepts_the_example() -> None:
    """The example has every key."""
    VALIDATOR.check_schema(SCHEMA)
    data = yaml.safe_load(EXAMPLE)
    # PyYAML reads two of them as a boolean and a number, the project's own reader as text
    data["rules"][1]["texts"] = ["the *", "no", "1984"]
    assert schema_accepts(data)
    assert {key for rule in data["rules"] for key in rule} == set(SCHEMA["$defs"]["rule"]["properties"])
