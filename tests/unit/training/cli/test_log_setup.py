"""Logs are plain lines on a terminal, and otherwise JSON with ECS fields."""

from __future__ import annotations

import io
import json
import logging
from datetime import UTC, datetime

from tests.unit.training.runtime.test_progress import Terminal
from training.cli.log_setup import configure


def test_without_a_terminal_each_line_is_json_with_ecs_fields():
    stream = io.StringIO()
    configure("info", stream)
    logging.getLogger("training.x").warning("%d pages\nleft out", 3, extra={"step": "links"})

    (line,) = stream.getvalue().splitlines()
    fields = json.loads(line)
    assert abs((datetime.now(UTC) - datetime.fromisoformat(fields.pop("@timestamp"))).total_seconds()) < 3600
    assert fields == {
        "log.level": "warning",
        "log.logger": "training.x",
        "message": "3 pages\nleft out",
        "step": "links",
        "ecs.version": "8.17.0",
        "service.name": "linkrecommendation-training",
    }


def test_an_exception_is_part_of_its_line():
    stream = io.StringIO()
    configure("info", stream)
    try:
        int("odd")
    except ValueError:
        logging.exception("failed")

    assert "ValueError: invalid literal" in json.loads(stream.getvalue())["error.stack_trace"]


def test_on_a_terminal_lines_are_plain():
    stream = Terminal()
    configure("info", stream)
    logging.info("3 pages")
    logging.debug("not shown")

    assert stream.getvalue().endswith(" 3 pages\n")
    assert stream.getvalue().count("\n") == 1
