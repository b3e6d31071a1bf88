"""The events that a task gets, and the stream on which it hears of more."""

import http.client
import json
import urllib.error
import urllib.parse
from dataclasses import dataclass
from typing import Any, Iterable, Iterator, List, Mapping, Optional, Tuple, Union

from . import _environment, _server
from ._stopping import Stopping


@dataclass(frozen=True)
class Event:
    """One entry of the log."""

    offset: int
    kind: str
    namespace: str
    key: str
    value: Optional[str]
    sender: Optional[str]
    principal: Optional[str]
    #: A text of JSON, or None.
    context: Optional[str]
    workflow_execution_id: Optional[int]
    #: Milliseconds since 1970.
    create_time: int

    def json(self) -> Any:
        """The value read as JSON; None if there is no value. Raises ``ValueError`` if it is not JSON."""
        return None if self.value is None else json.loads(self.value)


def event_of(fields: Mapping[str, Any]) -> Event:
    """The event that the server describes."""
    return Event(
        offset=fields["offset"],
        kind=fields["kind"],
        namespace=fields["namespace"],
        key=fields["key"],
        value=fields["value"],
        sender=fields["sender"],
        principal=fields["principal"],
        context=fields["context"],
        workflow_execution_id=fields["workflowExecutionId"],
        create_time=fields["createTime"],
    )


def listen(keys: Tuple[str, ...], begin: Union[str, int], stopping: Stopping) -> Iterator[Event]:
    """Events of the namespace, in order, each once, over connections that may break. Ends when the task has to stop."""
    own = _environment.number("AIFLOW_WORKFLOW_EXECUTION_ID")
    query = [("namespace", _environment.variable("AIFLOW_NAMESPACE")), ("from", str(begin))]
    path = "/events/listen?" + urllib.parse.urlencode([*query, *(("key", key) for key in keys)])
    own_headers = _server.own_headers()
    position: Optional[str] = None
    failures = 0
    while not stopping.is_set():
        try:
            headers = {} if position is None else {"Last-Event-ID": position}
            with _server.open_url("GET", path, None, {**own_headers, **headers}) as stream, stopping.ends(stream):
                for name, identity, data in messages(stream):
                    position = identity
                    failures = 0
                    if name != "message":
                        continue
                    event = event_of(json.loads(data))
                    if event.workflow_execution_id in (None, own):
                        yield event
                        if stopping.is_set():
                            return
        except urllib.error.HTTPError as error:
            if error.code not in (_server.TOO_MANY_REQUESTS, _server.UNAVAILABLE):
                raise _server.refusal(error) from None
        except (OSError, http.client.HTTPException) as error:
            _server.refuse_certificate(error)
        stopping.wait(_server.delay_before(failures))
        failures += 1


def messages(lines: Iterable[bytes]) -> Iterator[Tuple[str, Optional[str], str]]:
    """The messages of a stream of server-sent events: name, id and data. One that is cut off is dropped."""
    name, identity, data = "", None, []  # type: str, Optional[str], List[str]
    for raw in lines:
        line = raw.decode("utf-8").rstrip("\r\n")
        field, _, value = line.partition(":")
        value = value[1:] if value.startswith(" ") else value
        if line == "" and raw.endswith(b"\n"):
            if data:
                yield name or "message", identity, "\n".join(data)
            name, data = "", []
        elif field == "event":
            name = value
        elif field == "id":
            identity = value
        elif field == "data":
            data.append(value)
