"""The application that gunicorn loads."""

from __future__ import annotations

import importlib
import sys
from pathlib import Path

import pytest


def test_the_module_creates_the_application_from_the_environment(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DATA_DIR", str(tmp_path))
    monkeypatch.setenv("APPLICATION_VERSION", "from-the-environment")
    monkeypatch.delitem(sys.modules, "api.wsgi", raising=False)
    app = importlib.import_module("api.wsgi").app
    assert "from-the-environment" in app.test_client().get("/").text
