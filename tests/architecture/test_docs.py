"""Files in docs/ that a program writes are what it writes today, and every decision says when it was made.

`make docs`, a part of `make test`, builds the site: each reference and each generated page.
"""

from __future__ import annotations

import re
import runpy

import pytest

from tests.helpers.programs.running import ROOT

DECISIONS = [path for path in (ROOT / "docs/decisions").glob("*.md") if path.name != "index.md"]


def test_the_diagram_is_what_its_script_draws():
    drawn = runpy.run_path(str(ROOT / "docs/images/architecture.py"))["draw"]()
    assert (ROOT / "docs/images/architecture.svg").read_text(encoding="utf-8") == drawn


@pytest.mark.parametrize("decision", DECISIONS, ids=lambda path: path.stem)
def test_a_decision_has_a_date_a_status_a_question_and_a_choice(decision):
    text = decision.read_text(encoding="utf-8")
    assert re.match(r"---\ndate: \d{4}-\d\d-\d\d\nstatus: (accepted|superseded)\n---\n\n# .+\n", text)
    assert "**Question.**" in text
    assert "**Choice" in text


def test_every_package_of_the_recommender_has_a_reference_page():
    packages = {path.parent.name for path in (ROOT / "linking").glob("*/__init__.py")}
    assert packages <= {page.stem for page in (ROOT / "docs/reference/python").glob("*.md")}
