"""`compare` checks its arguments. Its work is tested in tests/unit/training/pipeline/test_comparison_run.py."""

from __future__ import annotations

import pytest

from training.__main__ import main

WORDS = ("compare", "--wiki", "kwwiki", "--data-dir", "data", "--dump", "1.xml", "--versions", "current", "current")


@pytest.mark.parametrize(
    "more",
    [
        ("--sample", "0"),
        ("--sample", "10001"),
        ("--max-recommendations", "1001"),
        ("--threshold", "2"),
        ("--sample", "5", "--title", "A"),
        ("--versions", "current"),
        ("--top", "none"),
    ],
)
def test_a_wrong_argument_is_refused(more: tuple[str, ...], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as caught:
        main([*WORDS, *more])
    assert caught.value.code == 2
    assert "error" in capsys.readouterr().err
