"""The task that this program belongs to."""

import json
import logging
import sys
import threading
import time
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from pathlib import Path
from typing import Any, Dict, Iterator, Mapping, Optional, Tuple, Union

from . import _environment, _server
from ._events import Event, event_of, listen
from ._stopping import Stopping

TO = ("execution", "namespace")


@dataclass(frozen=True)
class Workflow:
    """Where the task belongs."""

    namespace: str
    name: str
    #: The number of the workflow execution.
    execution_id: int


@dataclass(frozen=True)
class Task:
    """Which execution and attempt of the task this is."""

    name: str
    #: Counts the executions of the task in its workflow execution, from 1.
    sequence_number: int
    #: Counts the attempts of this task execution, from 1.
    attempt_number: int
    #: Never used again: a fencing token for effects on the outside world.
    attempt_id: str


@dataclass(frozen=True)
class Trigger:
    """Why the task was started."""

    #: ``MANUAL``, ``EVENT`` or ``PERIODIC``.
    type: str
    #: The name of the rule that fired; None if no rule started the task.
    rule: Optional[str]
    #: The events that met the rule, the deciding one last.
    events: Tuple[Event, ...]


@dataclass(frozen=True)
class Schedule:
    """The time that the execution was started for."""

    #: The name of the schedule; None if it has none.
    name: Optional[str]
    due_time: datetime
    interval_start: datetime
    interval_end: datetime


class State:
    """A value of the workflow execution that outlives the task. The server keeps it."""

    def __init__(self, name: str) -> None:
        self._path = f"/task/state/{_server.quoted(name)}"

    def get(self, default: Any = None) -> Any:
        """The value now; ``default`` if there is none, or if it is null."""
        value = _server.call("GET", self._path)["value"]
        return default if value is None else value

    def set(self, value: Any) -> None:
        """Replaces the value, any JSON of at most 1 MiB. It is durable when this returns."""
        _server.call("PUT", self._path, {"value": value})

    def clear(self) -> None:
        """Removes the value."""
        self.set(None)


class Context:
    """What a program knows of its task, and can do in its name."""

    def __init__(self) -> None:
        self._stopping = Stopping()

    @cached_property
    def workflow(self) -> Workflow:
        return Workflow(
            namespace=_environment.variable("AIFLOW_NAMESPACE"),
            name=_environment.variable("AIFLOW_WORKFLOW"),
            execution_id=_environment.number("AIFLOW_WORKFLOW_EXECUTION_ID"),
        )

    @cached_property
    def task(self) -> Task:
        return Task(
            name=_environment.variable("AIFLOW_TASK_NAME"),
            sequence_number=_environment.number("AIFLOW_SEQUENCE_NUMBER"),
            attempt_number=_environment.number("AIFLOW_ATTEMPT_NUMBER"),
            attempt_id=_environment.variable("AIFLOW_ATTEMPT_ID"),
        )

    @cached_property
    def trigger(self) -> Trigger:
        started = self._started
        return Trigger(
            type=started["type"],
            rule=started["rule"],
            events=tuple(event_of(event) for event in started["events"]),
        )

    @cached_property
    def outputs(self) -> Mapping[str, Any]:
        """The outputs of the upstream tasks, by the name of the task."""
        outputs: Dict[str, Any] = self._started["outputs"]
        return outputs

    @cached_property
    def parameters(self) -> Mapping[str, Any]:
        """The parameters of the workflow execution, with defaults; empty if it has none."""
        file = _environment.optional_variable("AIFLOW_PARAMETERS_FILE")
        parameters: Dict[str, Any] = {} if file is None else _environment.json_file(file)
        return parameters

    @cached_property
    def connections(self) -> Mapping[str, Mapping[str, Any]]:
        """The connections that the task names, by the names that it gives them: ``connections["DB"]["host"]``."""
        file = _environment.optional_variable("AIFLOW_CONNECTIONS_FILE")
        connections: Dict[str, Dict[str, Any]] = {} if file is None else _environment.json_file(file)
        return connections

    @cached_property
    def item(self) -> Any:
        """The item of the list that the task runs for; None without the option ``mapOver``."""
        file = _environment.optional_variable("AIFLOW_ITEM_FILE")
        return None if file is None else _environment.json_file(file)

    @property
    def item_index(self) -> Optional[int]:
        """The place of the item in the list, from 0; None without the option ``mapOver``."""
        index = _environment.optional_variable("AIFLOW_ITEM_INDEX")
        return None if index is None else int(index)

    @cached_property
    def schedule(self) -> Optional[Schedule]:
        """None if no schedule, backfill or timer started the execution."""
        due = _environment.optional_variable("AIFLOW_DUE_TIME")
        if due is None:
            return None
        return Schedule(
            name=_environment.optional_variable("AIFLOW_SCHEDULE"),
            due_time=_time(due),
            interval_start=_time(_environment.variable("AIFLOW_INTERVAL_START")),
            interval_end=_time(_environment.variable("AIFLOW_INTERVAL_END")),
        )

    @property
    def files(self) -> Path:
        """The folder of the files that were uploaded with the workflow. It is read-only."""
        return _environment.path("AIFLOW_FILES")

    @property
    def folder(self) -> Path:
        """The folder of this attempt alone. It is removed when the attempt succeeds, and otherwise kept for some days."""
        return _environment.path("AIFLOW_FOLDER")

    @property
    def artifacts(self) -> Path:
        """A folder: the files in it become artifacts of the task when it ends."""
        return _environment.path("AIFLOW_ARTIFACTS")

    @cached_property
    def logger(self) -> logging.Logger:
        """Writes lines with time and level to the log of the attempt, from the level DEBUG on."""
        logger = logging.getLogger("aiflow")
        if not logger.handlers:
            handler = logging.StreamHandler(sys.stdout)
            formatter = logging.Formatter("%(asctime)s.%(msecs)03dZ %(levelname)-5s %(message)s", "%Y-%m-%dT%H:%M:%S")
            formatter.converter = time.gmtime
            handler.setFormatter(formatter)
            logger.addHandler(handler)
            logger.setLevel(logging.DEBUG)
            logger.propagate = False
        return logger

    @property
    def signal(self) -> threading.Event:
        """Set when the task is asked to stop.

        The first use takes SIGTERM over, so that the program ends in its own way: leave loops when it is set. If the
        program has not ended after the ``graceSeconds`` of the task, it is killed. A program that does not use it is
        ended by SIGTERM at once. The first use belongs to the main thread.
        """
        return self._stopping.watch()

    def send(self, key: str, value: Optional[str] = None, *, to: str = "execution", context: Any = None) -> int:
        """Sends an event and returns its offset, when the event is durable. It is stored once.

        ``to`` says who sees it: this workflow ``"execution"``, or the whole ``"namespace"``. ``context`` is any JSON.
        A value is a text; write others by ``json.dumps``.
        """
        if to not in TO:
            raise ValueError(f'"to" is "execution" or "namespace", not {to!r}.')
        if value is not None and not isinstance(value, str):
            raise TypeError(f"The value of an event is a text or None, not {type(value).__name__}: use json.dumps.")
        event = {
            "namespace": self.workflow.namespace,
            "key": key,
            "value": value,
            "context": None if context is None else json.dumps(context, ensure_ascii=False, allow_nan=False),
            "workflowExecutionId": self.workflow.execution_id if to == "execution" else None,
        }
        offset: int = _server.call("POST", "/events", event)["offsets"][0]["offset"]
        return offset

    def listen(self, *keys: str, begin: Union[str, int] = "now") -> Iterator[Event]:
        """Events with one of the keys, in order, each once: those for this execution and for the whole namespace.

        ``begin`` is ``"now"``, or an offset: events after it. The iteration ends when the task is asked to stop, so the
        first use takes SIGTERM over, as ``signal`` does.
        """
        if not keys:
            raise TypeError("Name at least one key to listen to.")
        self._stopping.watch()
        return listen(keys, begin, self._stopping)

    def state(self, name: str) -> State:
        """The state of the workflow execution with this name."""
        return State(name)

    def statuses(self) -> Mapping[str, Optional[str]]:
        """The status now of the latest execution of each task of the workflow execution; None if it never ran."""
        statuses: Dict[str, Optional[str]] = _server.call("GET", "/task/statuses")["statuses"]
        return statuses

    def set_output(self, value: Any) -> None:
        """Sets the output of the task, any JSON of at most 1 MiB. It is kept only if the task succeeds."""
        text = json.dumps(value, ensure_ascii=False, allow_nan=False)
        _environment.path("AIFLOW_OUTPUT_FILE").write_text(text, encoding="utf-8")

    def report_alive(self) -> None:
        """Reports that the task is alive; one with ``livenessSeconds`` has to do it that often. It is cheap."""
        file = _environment.optional_variable("AIFLOW_LIVENESS_FILE")
        if file is not None:
            Path(file).touch()

    @cached_property
    def _started(self) -> Mapping[str, Any]:
        trigger: Dict[str, Any] = _environment.json_file(_environment.variable("AIFLOW_TRIGGER_FILE"))
        return trigger


def _time(text: str) -> datetime:
    """Before Python 3.11, ``fromisoformat`` knows no "Z"."""
    return datetime.fromisoformat(text.replace("Z", "+00:00"))
