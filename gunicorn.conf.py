"""gunicorn's configuration, derived from the settings of the service."""

import os

from api.observability.tracing import check_packages
from api.settings.config import ConfigError, load, share_metrics

try:
    _config = load()
    check_packages(_config)
except ConfigError as error:
    raise SystemExit(str(error)) from None

_metrics_files = share_metrics(_config)  # must precede the first import of prometheus_client

from api.app import parts_of  # noqa: E402
from api.gunicorn_worker.prefork import prepare  # noqa: E402
from api.gunicorn_worker.warm_up import warm_up  # noqa: E402
from api.observability.log_setup import configure  # noqa: E402
from api.observability.metrics_multiprocess import merge_dead_worker_metrics  # noqa: E402
from api.web.compression import precompress  # noqa: E402
from api.web.operations import LARGE_FILES  # noqa: E402
from linking import acceleration  # noqa: E402

configure(_config.log_level)
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
preload_app = True  # workers share the memory of the modules; each opens the bundles itself, after the fork
workers = _config.workers
# A threaded worker keeps connections alive and answers health checks while it computes.
worker_class = "api.gunicorn_worker.worker.DrainingWorker"
# The additional threads refuse requests over the limits and answer health checks.
threads = _config.max_concurrent_requests + _config.max_concurrent_fetches + _config.max_concurrent_batches + 4
keepalive = 75  # longer than a proxy's, because the client should be the side that closes an idle connection
timeout = 60
graceful_timeout = 30
limit_request_line = 8190  # titles of 255 bytes, percent-encoded, and names of sections
worker_tmp_dir = "/dev/shm" if os.access("/dev/shm", os.W_OK) else None  # noqa: S108 - in memory, so it never blocks
control_socket_disable = True  # unused, and the home directory may be read-only


def when_ready(server):
    """Prepare the memory that the workers will share: the application is loaded, and no worker has started."""
    acceleration.report(server.log.error_log)
    precompress(server.app.wsgi(), LARGE_FILES)
    prepare()


def post_worker_init(worker):
    """Prepare the worker for its first request, then start what would not survive the fork: the thread for spans."""
    parts = parts_of(worker.wsgi)
    warm_up(worker.wsgi, parts.bundles)
    parts.tracing.start()


def worker_exit(server, _):
    """Send the last spans of a worker that has answered its last request."""
    application = server.app.callable  # None if the worker failed before it loaded the application
    if application is not None:
        parts_of(application).tracing.stop()


def child_exit(server, worker):
    """Count the end of a worker. Keep its counts, but not its files."""
    parts_of(server.app.wsgi()).metrics.count_worker_exit()
    merge_dead_worker_metrics(_metrics_files, worker.pid)
