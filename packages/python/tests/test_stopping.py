import signal
import socket
import threading
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any, Callable, Iterator

import pytest

from aiflow_tasks import Context


@contextmanager
def server_that(answers: Callable[[BaseHTTPRequestHandler], None]) -> Iterator[str]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            answers(self)

        def log_message(self, *_: Any) -> None:
            pass

    server = HTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()


@pytest.fixture(autouse=True)
def own_signals() -> Iterator[None]:
    before = signal.getsignal(signal.SIGTERM)
    yield
    signal.signal(signal.SIGTERM, before)


def begin(handler: BaseHTTPRequestHandler) -> None:
    handler.send_response(200)
    handler.send_header("Content-Type", "text/event-stream")
    handler.end_headers()


@pytest.mark.parametrize("moment", ["before the answer", "while nothing comes"])
def test_a_stop_ends_a_listener_at_any_moment(command: Callable[..., Any], moment: str) -> None:
    over = threading.Event()

    def answer(handler: BaseHTTPRequestHandler) -> None:
        if moment == "before the answer":
            signal.pthread_kill(threading.main_thread().ident or 0, signal.SIGTERM)
            begin(handler)
        else:
            begin(handler)
            handler.wfile.write(b": nothing yet\n\n")
            threading.Timer(0.1, signal.pthread_kill, [threading.main_thread().ident, signal.SIGTERM]).start()
        over.wait(20)

    with server_that(answer) as url:
        command(AIFLOW_SERVER_URL=url)
        context = Context()
        try:
            assert list(context.listen("key")) == []
            assert context.signal.wait(10)
        finally:
            over.set()


def test_a_proxy_of_the_environment_gets_no_token(command: Callable[..., Any], monkeypatch: pytest.MonkeyPatch) -> None:
    proxy = socket.create_server(("127.0.0.1", 0))
    monkeypatch.setenv("http_proxy", f"http://127.0.0.1:{proxy.getsockname()[1]}")
    monkeypatch.delenv("no_proxy", raising=False)

    def answer(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(200)
        handler.end_headers()
        handler.wfile.write(b'{"statuses": {"train": "RUNNING"}}')

    with server_that(answer) as url:
        command(AIFLOW_SERVER_URL=url)
        assert Context().statuses() == {"train": "RUNNING"}
    proxy.close()
