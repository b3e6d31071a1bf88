"""How a program hears that its task has to stop."""

import _thread
import signal
import socket
import threading
from contextlib import contextmanager, suppress
from typing import Any, Iterator, List, Optional


class Stopping:
    """Set by SIGTERM, once a program has asked for it. Before that, SIGTERM ends the program at once."""

    def __init__(self) -> None:
        self._event = threading.Event()
        self._is_set = False
        self._streams: List[Any] = []
        self._is_watching = False

    def watch(self) -> threading.Event:
        """Takes SIGTERM over. Only the main thread can; in another one, nothing is taken over."""
        if not self._is_watching and threading.current_thread() is threading.main_thread():
            self._is_watching = True
            signal.signal(signal.SIGTERM, self._stop)
        return self._event

    def is_set(self) -> bool:
        return self._is_set

    def wait(self, seconds: float) -> None:
        self._event.wait(seconds)

    @contextmanager
    def ends(self, stream: Any) -> Iterator[None]:
        """A stop ends this stream, so that who waits for its next line goes on."""
        self._streams.append(stream)
        try:
            # The stop may have come between the answer and this line.
            if self._is_set:
                _end(stream)
            yield
        finally:
            self._streams.remove(stream)

    def _stop(self, _number: int, _frame: Any) -> None:
        self._is_set = True
        # The main thread may be inside a wait for the event, which holds its lock.
        _thread.start_new_thread(self._event.set, ())
        for stream in list(self._streams):
            _end(stream)


def _end(stream: Any) -> None:
    connection = _socket_of(stream)
    if connection is not None:
        # The server may have closed it.
        with suppress(OSError):
            connection.shutdown(socket.SHUT_RDWR)


def _socket_of(stream: Any) -> Optional[socket.socket]:
    """The socket below an answer of urllib."""
    found = getattr(getattr(getattr(stream, "fp", None), "raw", None), "_sock", None)
    return found if isinstance(found, socket.socket) else None
