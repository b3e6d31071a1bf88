"""Calls of the server, with the token of the task."""

import http.client
import json
import random
import ssl
import time
import urllib.error
import urllib.parse
import urllib.request
import uuid
from typing import Any, Mapping, Optional

from . import _environment

FIRST_DELAY_SECONDS = 0.05
MAX_DELAY_SECONDS = 2.0
MAX_ASKED_SECONDS = 30.0
#: The server sends something at least every 15 seconds. After this silence it counts as gone.
SILENT_SECONDS = 45.0
TOO_MANY_REQUESTS = 429
UNAVAILABLE = 503

# No proxy of the environment: it would get the token.
_OPENER = urllib.request.build_opener(urllib.request.ProxyHandler({}))


class AIFlowError(Exception):
    """The server refused a call.

    ``code`` is one of the stable codes of AIFlow, such as ``TOO_LARGE``; ``status`` is the HTTP status.
    """

    def __init__(self, code: str, message: str, status: int) -> None:
        super().__init__(f"{message} ({code})")
        self.code = code
        self.message = message
        self.status = status


def call(method: str, path: str, body: Any = None) -> Any:
    """Sends a request until it is answered, and returns the answer.

    While the server is away, or has too much to do, it is sent again: a change counts once, however often it is sent.
    Raises ``AIFlowError`` if the server refuses it.
    """
    data = None if body is None else _to_json(body)
    headers = {**own_headers(), "Idempotency-Key": str(uuid.uuid4())}
    failures = 0
    while True:
        try:
            with open_url(method, path, data, headers) as answer:
                return json.loads(answer.read() or "null")
        except urllib.error.HTTPError as error:
            asked = _asked_seconds(error)
            if error.code not in (TOO_MANY_REQUESTS, UNAVAILABLE):
                raise refusal(error) from None
        except (OSError, http.client.HTTPException) as error:
            refuse_certificate(error)
            asked = 0.0
        time.sleep(max(asked, delay_before(failures)))
        failures += 1


def open_url(method: str, path: str, data: Optional[bytes], headers: Mapping[str, str]) -> Any:
    """Opens an answer of the server, to be read and closed."""
    request = urllib.request.Request(f"{_address()}/api/v1{path}", data, dict(headers), method=method)
    return _OPENER.open(request, timeout=SILENT_SECONDS)


def own_headers() -> Mapping[str, str]:
    """The headers by which the server knows the task. Raises ``OSError`` if the file of its token cannot be read."""
    token = _environment.path("AIFLOW_TASK_TOKEN_FILE").read_text(encoding="utf-8")
    return {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}


def refuse_certificate(error: Exception) -> None:
    """Raises the error again if it is one of a certificate, which no wait mends."""
    reason = getattr(error, "reason", error)
    if isinstance(reason, ssl.SSLCertVerificationError):
        raise reason


def quoted(text: str) -> str:
    """A text as a part of a path."""
    return urllib.parse.quote(text, safe="")


def delay_before(failures: int) -> float:
    """Half of the delay is random, so that many tasks do not return at the same moment."""
    full: float = min(MAX_DELAY_SECONDS, FIRST_DELAY_SECONDS * 2 ** min(failures, 30))
    return full / 2 + random.random() * full / 2


def _address() -> str:
    """The server may come back at another address, which is in a file on its own machine."""
    file = _environment.optional_variable("AIFLOW_SERVER_FILE")
    try:
        if file is not None:
            return str(_environment.json_file(file)["url"])
    except (OSError, ValueError, LookupError, TypeError):
        pass
    return _environment.variable("AIFLOW_SERVER_URL")


def _to_json(body: Any) -> bytes:
    """JSON has no NaN and no Infinity."""
    return json.dumps(body, ensure_ascii=False, allow_nan=False).encode()


def _asked_seconds(error: urllib.error.HTTPError) -> float:
    try:
        asked = float(error.headers.get("Retry-After") or "0")
        return min(max(asked, 0.0), MAX_ASKED_SECONDS)
    except ValueError:
        return 0.0


def refusal(error: urllib.error.HTTPError) -> AIFlowError:
    """The error of an answer that refuses a call."""
    text = error.read().decode("utf-8", "replace")
    try:
        problem = json.loads(text)
        return AIFlowError(str(problem["code"]), str(problem["detail"]), error.code)
    except (ValueError, LookupError, TypeError):
        return AIFlowError("PROTOCOL_MISMATCH", f"Not an answer of AIFlow: {text[:200]}", error.code)
