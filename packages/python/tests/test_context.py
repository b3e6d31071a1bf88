import json
import os
import time
from datetime import datetime, timezone
from pathlib import Path
from typing import Any, Callable

import pytest

from aiflow_tasks import Context, NotInATaskError

Command = Callable[..., Path]


def test_a_program_that_is_no_command_is_told_what_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("AIFLOW_TASK_NAME", raising=False)
    with pytest.raises(NotInATaskError, match="AIFLOW_TASK_NAME is not set"):
        Context().task  # noqa: B018


def test_the_task_and_its_workflow_are_those_of_the_environment(command: Command) -> None:
    command()
    context = Context()
    assert (context.task.name, context.task.sequence_number, context.task.attempt_number) == ("train", 2, 1)
    assert (context.workflow.namespace, context.workflow.name, context.workflow.execution_id) == (
        "default",
        "training",
        3,
    )


def test_the_trigger_has_the_events_and_outputs_that_started_the_task(command: Command) -> None:
    command()
    context = Context()
    (event,) = context.trigger.events
    assert (context.trigger.type, context.trigger.rule) == ("EVENT", "r")
    assert (event.key, event.offset, event.json()) == ("go", 7, {"rows": 3})
    assert context.outputs == {"load": [1, 2]}


def test_parameters_are_empty_without_their_file(command: Command, tmp_path: Path) -> None:
    command()
    assert Context().parameters == {}
    (tmp_path / "parameters").write_text('{"size": 7}', encoding="utf-8")
    command(AIFLOW_PARAMETERS_FILE=str(tmp_path / "parameters"))
    assert Context().parameters == {"size": 7}


def test_an_item_is_that_of_its_file_and_place(command: Command, tmp_path: Path) -> None:
    command()
    assert (Context().item, Context().item_index) == (None, None)
    (tmp_path / "item").write_text('{"path": "a.csv"}', encoding="utf-8")
    command(AIFLOW_ITEM_FILE=str(tmp_path / "item"), AIFLOW_ITEM_INDEX="0")
    assert (Context().item, Context().item_index) == ({"path": "a.csv"}, 0)


def test_connections_are_empty_without_their_file(command: Command, tmp_path: Path) -> None:
    command()
    assert Context().connections == {}
    (tmp_path / "connections").write_text('{"DB": {"type": "postgres", "port": 5432}}', encoding="utf-8")
    command(AIFLOW_CONNECTIONS_FILE=str(tmp_path / "connections"))
    assert Context().connections["DB"]["port"] == 5432


def test_a_data_interval_has_times(command: Command) -> None:
    command()
    assert Context().schedule is None
    day = "2026-01-0{}T00:00:00.000Z"
    command(AIFLOW_DUE_TIME=day.format(2), AIFLOW_INTERVAL_START=day.format(1), AIFLOW_INTERVAL_END=day.format(2))
    schedule = Context().schedule
    assert schedule is not None
    assert schedule.interval_start == datetime(2026, 1, 1, tzinfo=timezone.utc)
    assert (schedule.name, schedule.due_time) == (None, schedule.interval_end)


@pytest.mark.parametrize("value", [None, 1.5, "Grüße", [1, {"a": None}]])
def test_the_output_is_json_in_its_file(command: Command, value: Any) -> None:
    folder = command()
    Context().set_output("an earlier one, which is longer than the others")
    Context().set_output(value)
    assert json.loads((folder / "output").read_text(encoding="utf-8")) == value


@pytest.mark.parametrize("value", [float("nan"), {1, 2}, object()])
def test_an_output_that_is_not_json_is_refused_and_leaves_the_one_before(command: Command, value: Any) -> None:
    folder = command()
    Context().set_output(1)
    with pytest.raises((TypeError, ValueError)):
        Context().set_output(value)
    assert (folder / "output").read_text(encoding="utf-8") == "1"


def test_being_alive_is_reported_by_the_time_of_a_file(command: Command) -> None:
    folder = command()
    Context().report_alive()
    command(AIFLOW_LIVENESS_FILE=str(folder / "alive"))
    (folder / "alive").touch()
    os.utime(folder / "alive", (0, 0))
    before = time.time() - 1
    Context().report_alive()
    assert (folder / "alive").stat().st_mtime >= before


def test_wrong_arguments_are_refused_before_anything_is_sent(command: Command) -> None:
    command()
    with pytest.raises(ValueError, match="execution"):
        Context().send("key", to="everybody")
    with pytest.raises(TypeError, match="json.dumps"):
        Context().send("key", 3)  # type: ignore[arg-type]
    with pytest.raises(TypeError, match="at least one key"):
        Context().listen()


def test_lines_of_the_logger_have_time_and_level(command: Command, capsys: pytest.CaptureFixture[str]) -> None:
    command()
    logger = Context().logger
    for handler in logger.handlers:
        handler.setStream(__import__("sys").stdout)  # type: ignore[attr-defined]
    logger.warning("low on %s", "disk")
    assert capsys.readouterr().out.split(" ", 1)[1] == "WARNING low on disk\n"


def test_a_token_that_cannot_be_read_is_told_at_once(command: Command) -> None:
    folder = command()
    (folder / "token").unlink()
    with pytest.raises(FileNotFoundError):
        Context().send("key")
    with pytest.raises(FileNotFoundError):
        next(Context().listen("key"))
