"""The writing direction of languages."""

from __future__ import annotations

import pytest

from linking.text.text_direction import direction


@pytest.mark.parametrize(
    ("language", "expected"),
    [("ar", "rtl"), ("arc", "rtl"), ("he", "rtl"), ("uz-arab", "rtl"), ("kw", "ltr"), ("gan", "ltr"), ("", "ltr")],
)
def test_the_writing_direction_depends_on_language_and_script(language: str, expected: str) -> None:
    assert direction(language) == expected
