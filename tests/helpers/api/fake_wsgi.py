"""The whole service with a fake recommender, for tests that start gunicorn."""

from __future__ import annotations

from api.app import create_app
from api.observability.metrics import Metrics
from api.serving.bundle_cache import BundleCache
from api.settings.config import load, metrics_files
from tests.helpers.api.fakes import FakeDataDirectory

_config = load()
_metrics = Metrics(metrics_files())
_registry = BundleCache(FakeDataDirectory(_config.data_dir), _config.max_models, _metrics)
app = create_app(_config, _registry, _metrics)
