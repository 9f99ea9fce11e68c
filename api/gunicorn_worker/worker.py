"""gunicorn's threaded worker, changed to balance connections, to read requests before they take a thread, and to drain.

gunicorn stops accepting when it receives a signal to stop, but keeps the listening socket open until the last running
request ends. The kernel meanwhile queues connections that no worker will accept: their requests would be lost.
"""

from __future__ import annotations

import selectors
import socket
import struct
import time
from typing import Any

from gunicorn.workers.gthread import ThreadWorker

from api.app import parts_of
from api.gunicorn_worker.connection_balance import WorkerConnectionCounts
from api.gunicorn_worker.http_framing import FramingLimits
from api.gunicorn_worker.http_messages import KnownPeerRequest, use_faster_parts
from api.gunicorn_worker.request_reader import ReaderLimits, RequestReader
from api.gunicorn_worker.streamed_requests import batch_pattern, open_body
from api.observability.metrics import Metrics
from api.settings.definitions import Config

_COUNTS = WorkerConnectionCounts()  # created before the fork, so that workers share it

_MAX_YIELD_SECONDS = 0.05
"""How long a worker leaves a new connection to workers with fewer connections."""

_YIELD_PAUSE_SECONDS = 0.0005
"""Pause between two looks at the same waiting connection."""

_NEW_CONNECTION_SECONDS = 0.02
"""Gap between two looks after which the waiting connection counts as another one."""

_SILENT_SECONDS_AT_STOP = 2.0
"""How long a stopping worker waits for a request on a connection that has sent nothing."""

_SEND_SECONDS = 10
"""How long a thread waits for a client that takes no more bytes of its answer."""

_TOTAL_BODIES = 8
"""How many bodies of the maximum size may be arriving at a worker."""


class DrainingWorker(ThreadWorker):
    """Leaves new connections to less busy workers, reads whole requests, drains the accept queue when it stops."""

    _yielding_since = _looked_at = 0.0
    _reader: RequestReader | None = None
    _metrics: Metrics

    def run(self) -> None:
        """Serve until told to stop. gunicorn calls this after it has loaded the application."""
        parts = parts_of(self.wsgi)  # type: ignore[arg-type]  # Flask's application
        config, metrics = parts.config, parts.metrics
        self._metrics = metrics
        metrics.set_slots(
            {
                "text": config.max_concurrent_requests,
                "fetch": config.max_concurrent_fetches,
                "batch": config.max_concurrent_batches,
            }
        )
        self._reader = self._new_reader(config, metrics)
        use_faster_parts(self.cfg)
        # Idle connections must leave places, so that the worker accepts new ones.
        self.max_keepalived = max(1, self.max_keepalived - config.max_arriving_requests)
        super().run()

    def _new_reader(self, config: Config, metrics: Metrics) -> RequestReader:
        cfg, size = self.cfg, config.max_content_length
        header = cfg.limit_request_line + cfg.limit_request_fields * (cfg.limit_request_field_size + 2)
        limits = ReaderLimits(
            header_seconds=config.request_header_timeout,
            body_seconds=config.request_body_timeout,
            requests=config.max_arriving_requests,
            total_bytes=_TOTAL_BODIES * size,
            # The application reads bodies over the limit up to these sizes before it refuses them.
            framing=FramingLimits(
                header,
                announced_body=2 * size,
                chunked_body=3 * size + (1 << 17),
                streamed=batch_pattern(config.url_prefix),
            ),
            send_seconds=_SEND_SECONDS,
            waiting_bytes=config.max_batch_length,
        )
        return RequestReader(limits, self.poller, self._hand_over, self._forget, metrics.count_unread_request)

    def _hand_over(self, conn: Any) -> None:
        conn.parser.mesg_class = KnownPeerRequest
        super().enqueue_req(conn)

    def _forget(self, _: object) -> None:
        self.nr_conns -= 1

    def enqueue_req(self, conn: Any) -> None:
        """Read a request; a thread handles it once it has arrived. gunicorn calls this in the main loop."""
        assert self._reader is not None, "connections are accepted while the worker runs"
        if not conn.initialized:
            timeout = struct.pack("ll", _SEND_SECONDS, 0)
            conn.sock.setsockopt(socket.SOL_SOCKET, socket.SO_SNDTIMEO, timeout)
        self._reader.read(conn)

    def handle_request(self, req: Any, conn: Any) -> Any:
        """Handle a request in a thread; a batch is read and answered at once. gunicorn calls this."""
        with self._metrics.request_in_flight():
            return self._handle(req, conn)

    def _handle(self, req: Any, conn: Any) -> Any:
        if conn.streamed is None:
            return super().handle_request(req, conn)
        assert self._reader is not None, "requests are handled while the worker runs"
        req.force_close()
        req.body = open_body(req.body.reader, self._reader.limits.body_seconds)
        sock, conn.sock = conn.sock, conn.streamed
        try:
            return super().handle_request(req, conn)
        finally:
            conn.sock = sock
            conn.streamed.close()

    def _keepalive_after(self, conn: Any, keepalive: bool) -> bool:
        """Close the connection after a request whose end was not read."""
        return bool(conn.whole and super()._keepalive_after(conn, keepalive))  # type: ignore[misc]

    def finish_request(self, conn: Any, fs: Any) -> None:
        """Wait for the next request, or close the connection without blocking the main loop. gunicorn calls this."""
        assert self._reader is not None, "connections are accepted while the worker runs"
        if fs.cancelled() or fs.exception() or not fs.result():
            self.nr_conns -= 1
            self._reader.linger(conn.sock)
            return
        unreader = conn.parser.unreader
        unreader.unread(unreader.take_buffered() + unreader.sock.rest())  # the start of the next request
        super().finish_request(conn, fs)

    def murder_pending(self) -> None:
        """Close connections whose time is over. gunicorn calls this in each iteration of its loop."""
        super().murder_pending()
        if self._reader is not None:
            self._reader.check_deadlines()

    def notify(self) -> None:
        """Publish the worker's number of connections. gunicorn calls this in each iteration of its loop."""
        super().notify()
        _COUNTS.update(self.age, self.nr_conns)

    def accept(self, listener: Any) -> None:
        """Accept a connection, or leave it to another worker for now. gunicorn calls this."""
        if self.alive and self._should_yield():
            time.sleep(_YIELD_PAUSE_SECONDS)
            return
        super().accept(listener)
        _COUNTS.update(self.age, self.nr_conns)

    def _should_yield(self) -> bool:
        minimum = _COUNTS.minimum()
        if minimum is None or minimum >= self.nr_conns:
            return False
        now = time.monotonic()
        if now - self._looked_at > _NEW_CONNECTION_SECONDS:
            self._yielding_since = now
        self._looked_at = now
        return now - self._yielding_since < _MAX_YIELD_SECONDS  # the less busy worker may be computing

    def set_accept_enabled(self, enabled: bool | None) -> None:
        """Start or stop accepting; when the worker stops, drain the accept queue first. gunicorn calls this."""
        super().set_accept_enabled(enabled)
        if not enabled and not self.alive:
            for listener in self.sockets:
                self._drain(listener)
                listener.close()  # so that the kernel refuses later connections
            if self._reader is not None:
                self._reader.stop_waiting(_SILENT_SECONDS_AT_STOP)

    def _drain(self, listener: Any) -> None:
        with selectors.DefaultSelector() as selector:
            selector.register(listener, selectors.EVENT_READ)
            while selector.select(0):
                before = self.nr_conns
                self.accept(listener)
                if self.nr_conns == before:
                    return  # another worker accepted it
