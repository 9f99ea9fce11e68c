"""The application for gunicorn: `gunicorn --config gunicorn.conf.py api.wsgi:app`."""

from __future__ import annotations

from api.app import create_app
from api.settings.config import load

app = create_app(load())
