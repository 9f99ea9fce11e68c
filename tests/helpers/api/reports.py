"""Reports of bundles, as the service reads them."""

from __future__ import annotations

import json
from typing import Any

from linking.bundle.names import REPORT_HTML, REPORT_JSON

REPORT: dict[str, Any] = {
    "wiki": "kwwiki",
    "model": "own",
    "verdict": {"publishable": True, "reasons": []},
    "cautions": ["The evaluation had <few> links."],
    "counts": {"articles": 5475},
    "protocols": [
        {
            "protocol": "sentence",
            "name": "first sentences",
            "articles": 436,
            "links": 1056,
            "at_threshold": {"threshold": 0.5, "precision": 0.86, "recall": 0.78, "hits": 820},
            "precision_interval": [0.84, 0.88],
            "recall_interval": [0.75, 0.8],
        }
    ],
    "newcomers": {
        "threshold": 0.6,
        "min_links": 2,
        "articles": 526,
        "calibration_error": 0.07,
        "pool": [
            {"threshold": 0.5, "wiki_two_or_more": 760, "wiki_interval": [600, 900], "acceptance": 0.64},
            {"threshold": 0.6, "wiki_two_or_more": 448, "wiki_interval": [335, 593], "acceptance": None},
        ],
        "suggestions": [{"title": "Joan <Petchey>", "target": "Yethow Keltek", "score": 0.72}],
    },
    "excluded": [{"kind": "series", "pages": 165}],
}

PAGE = """<!DOCTYPE html>
<html lang="en"><head><title>Report</title><style>h1 { margin: 7px; }</style></head>
<body>
<!-- navigation -->
<main id="content"><h1>Report</h1></main></body></html>
"""


def report_files(**changes: Any) -> dict[str, bytes]:
    """The two files of a report. changes: members that differ from REPORT."""
    return {REPORT_JSON: json.dumps({**REPORT, **changes}).encode(), REPORT_HTML: PAGE.encode()}
