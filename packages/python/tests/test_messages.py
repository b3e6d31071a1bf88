from typing import List, Optional, Tuple

import pytest

from aiflow_tasks._events import messages
from aiflow_tasks._server import MAX_DELAY_SECONDS, delay_before


@pytest.mark.parametrize(
    ("stream", "expected"),
    [
        (b"id: 4\ndata: a\n\n", [("message", "4", "a")]),
        (b": a comment\n\nid: 4\nevent: position\ndata: {}\n\n", [("position", "4", "{}")]),
        (b"data: a\ndata:b\r\n\r\n", [("message", None, "a\nb")]),
        (b"id: 4\ndata: a\n\ndata: b\n\n", [("message", "4", "a"), ("message", "4", "b")]),
        (b"id: 4\ndata: cut o", []),
        (b"id: 4\ndata: cut off\n", []),
        ("data: Grüße\n\n".encode(), [("message", None, "Grüße")]),
    ],
)
def test_messages_are_those_of_the_stream(stream: bytes, expected: List[Tuple[str, Optional[str], str]]) -> None:
    assert list(messages(stream.splitlines(keepends=True))) == expected


def test_the_delay_grows_to_its_limit() -> None:
    assert 0.025 <= delay_before(0) <= 0.05
    for failures in (10, 100, 10_000):
        assert MAX_DELAY_SECONDS / 2 <= delay_before(failures) <= MAX_DELAY_SECONDS
