"""gunicorn's settings, from the service's own (README.md lists them)."""

import os

from api.settings.config import ConfigError, load, share_metrics

try:
    _config = load()
except ConfigError as error:
    raise SystemExit(str(error)) from None

_metrics_files = share_metrics(_config)  # before anything imports prometheus_client

from api.gunicorn_worker import prefork as preloading  # noqa: E402
from api.observability import log_setup as logs  # noqa: E402
from api.observability import metrics_multiprocess as metrics_files  # noqa: E402

logs.configure(_config.log_level)
loglevel = _config.log_level
logger_class = (
    "api.gunicorn_worker.access_log.JsonStatsdLogger"
    if _config.statsd_host
    else "api.gunicorn_worker.access_log.JsonLogger"
)
statsd_host = _config.statsd_host or None
statsd_prefix = "linkrecommendation"

bind = f"{_config.host}:{_config.port}"
proc_name = "linkrecommendation"
preload_app = True  # workers share the modules' memory; bundles are opened after the fork
workers = _config.workers
worker_class = (
    "api.gunicorn_worker.worker.DrainingWorker"  # threads: keeps connections, answers health checks while it computes
)
threads = _config.max_concurrent_requests + 4  # some to say "no" and "healthy" when all places are taken
keepalive = 75  # longer than a proxy's: the side that may still send should be the one that closes
timeout = 60
graceful_timeout = 30
limit_request_line = 8190  # titles of 255 bytes, percent-encoded, and section names
worker_tmp_dir = "/dev/shm" if os.access("/dev/shm", os.W_OK) else None  # noqa: S108 - memory, so that it never blocks
control_socket_disable = True  # nothing here uses it, and the home directory may be read-only


def when_ready(_server):
    """The application is loaded, and no worker has started yet."""
    preloading.prepare()


def child_exit(_server, worker):
    """Keep what a dead worker counted, not its files."""
    metrics_files.bury(_metrics_files, worker.pid)
