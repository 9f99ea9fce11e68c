"""YAML is read with the line of each value, and what makes it ambiguous or dangerous is refused."""

from __future__ import annotations

import pytest

from linking.rules.yaml_document import YamlError, decode_yaml, parse_yaml

TEXT = """\
first:
  - no
  - "1"
second: 2
third:
"""


def test_values_are_text_unless_the_caller_says_otherwise() -> None:
    assert parse_yaml(TEXT).data == {"first": ["no", "1"], "second": "2", "third": None}
    numbers = parse_yaml(TEXT, lambda text, _: int(text) if text.isdigit() else text)
    assert numbers.data == {"first": ["no", "1"], "second": 2, "third": None}


def test_each_value_has_a_line() -> None:
    line_of = parse_yaml(TEXT).line_of
    assert [line_of(path) for path in ((), ("first", 1), ("first", 9, "x"), ("third",))] == [1, 3, 1, 5]


@pytest.mark.parametrize(
    ("text", "line", "message"),
    [
        ("a: &x 1\nb: *x", 2, r"is an alias \(\*x\); repeat the value instead"),
        ("a: 1\na: 2", 2, "is defined twice"),
        ("a: !!python/name:os.system 1", 1, "has the tag"),
        ("a: 1\n---\nb: 2", 3, "is a second document"),
        ("a: 1\nb: [1\n", 2, "is not valid YAML"),
        ("".join(f"{' ' * depth}a:\n" for depth in range(9)) + " " * 9 + "a: 1", 9, "too deeply"),
    ],
)
def test_a_problem_has_a_line(text: str, line: int, message: str) -> None:
    with pytest.raises(YamlError, match=message) as caught:
        parse_yaml(text)
    assert caught.value.problems[-1].line == line


def test_bytes_must_be_utf_8() -> None:
    assert decode_yaml("\ufeffä".encode()) == "ä"
    with pytest.raises(YamlError, match="line 2: is not UTF-8"):
        decode_yaml(b"a\n\xff")
