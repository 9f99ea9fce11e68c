"""The summary as JSON."""

from __future__ import annotations

import json

from tests.helpers.training.made_decisions import made_table
from training.review.summary import summarize
from training.review.summary_json import summary_json


def test_every_attribute_is_a_member() -> None:
    rows = [{"revid": number, "decision": "accept" if number else "reject"} for number in range(3)]
    with made_table(rows) as connection:
        summary = summarize(connection, 10)
    assert summary
    found = json.loads(summary_json(summary))
    assert list(found) == list(summary.__dataclass_fields__)
    assert found["total"]["acceptance"] == 0.666667
    assert found["by_target"][0]["name"] == "Truru"
    assert found["agreement"]["alpha"] is None
