"""Plain functions as tasks."""

import functools
import json
import sys
from pathlib import Path
from types import ModuleType
from typing import Any, Callable

import pytest

from aiflow_launch import _run
from aiflow_tasks import Context
from aiflow_tasks._tasks import decorator_of

Command = Callable[..., Path]


@pytest.fixture
def task(command: Command) -> Callable[..., Any]:
    folder = command()
    (folder / "parameters").write_text(json.dumps({"epochs": 3, "load-size": 5, "load": "no"}), encoding="utf-8")
    command(AIFLOW_PARAMETERS_FILE=str(folder / "parameters"))
    return decorator_of(Context())


def called(function: Any, *args: Any, **kwargs: Any) -> Any:
    return function.__aiflow_call__(*args, **kwargs)


def test_arguments_are_filled_by_their_names(task: Any) -> None:
    @task
    def train(epochs, load_size, *, event, context, other=9):  # type: ignore[no-untyped-def]
        return epochs, load_size, event.key, context.task.name, other

    assert called(train) == (3, 5, "go", "train", 9)
    assert called(train, 7, other=1) == (7, 5, "go", "train", 1)


def test_an_item_is_filled_by_its_name(command: Command) -> None:
    folder = command()
    (folder / "item").write_text('"a.csv"', encoding="utf-8")
    command(AIFLOW_ITEM_FILE=str(folder / "item"), AIFLOW_ITEM_INDEX="4")

    @decorator_of(Context())
    def convert(item, item_index):  # type: ignore[no-untyped-def]
        return item, item_index

    assert called(convert) == ("a.csv", 4)


def test_a_parameter_comes_before_an_output(task: Any) -> None:
    @task
    def train(load):  # type: ignore[no-untyped-def]
        return load

    assert called(train) == "no"


def test_what_is_known_nowhere_is_missed_by_the_function(task: Any) -> None:
    @task
    def train(unknown):  # type: ignore[no-untyped-def]
        return unknown

    with pytest.raises(TypeError, match="unknown"):
        called(train)


def test_elsewhere_it_is_a_plain_function(task: Any) -> None:
    @task
    def train(epochs=1, *rest, **more):  # type: ignore[no-untyped-def]
        return epochs, rest, more

    assert train() == (1, (), {})
    assert called(train, 2, 3, a=4) == (2, (3,), {"a": 4})


def test_the_function_of_an_outer_decorator_is_called_itself(task: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    @task
    def inner(epochs):  # type: ignore[no-untyped-def]
        return epochs

    @functools.wraps(inner)
    def outer(epochs: int) -> int:
        return 10 * int(inner(epochs))

    module = ModuleType("decorated")
    module.__dict__.update(inner=inner, outer=outer)
    monkeypatch.setitem(sys.modules, "decorated", module)
    monkeypatch.setitem(sys.modules, "__main__", sys.modules["__main__"])
    monkeypatch.setattr(sys, "argv", [])
    monkeypatch.setenv("AIFLOW_OUTPUT_FILE", str(tmp_path / "output"))
    _run.run_callable("decorated:inner", [], {})
    assert (tmp_path / "output").read_text(encoding="utf-8") == "3"
    _run.run_callable("decorated:outer", [4], {})
    assert (tmp_path / "output").read_text(encoding="utf-8") == "40"
