"""Runs a script, a module or a function, in this process."""

from __future__ import annotations

import builtins
import importlib
import importlib.machinery
import io
import json
import os
import sys
from types import ModuleType

from ._reasons import LaunchProblem

#: Checkers of types set it. The module that defines it takes some milliseconds to import.
TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, Dict, List, Optional


def run(order: Dict[str, Any], *, is_prepared: bool = False) -> None:
    body = order["run"]
    files = order["files"]
    paths = paths_of(order)
    if body["type"] == "script":
        script = os.path.join(files, body["file"])
        run_script(script, body["args"], [os.path.dirname(script), *paths])
    elif body["type"] == "module":
        sys.path[:0] = unique([files, *paths])
        run_module(body["name"], body["args"])
    else:
        if not is_prepared:
            prepare(order)
        run_callable(body["name"], body["args"], body["kwargs"])


def prepare(order: Dict[str, Any]) -> None:
    """Imports the module of a function."""
    sys.path[:0] = unique([order["files"], *paths_of(order)])
    name = order["run"]["name"]
    new_main()
    sys.argv = [name]
    import_module(name.partition(":")[0])


def paths_of(order: Dict[str, Any]) -> List[str]:
    """Where the modules of a project of uv are, which is not installed itself."""
    environment = order["environment"]
    if environment is None or environment["type"] != "uv":
        return []
    project = os.path.normpath(os.path.join(order["files"], environment["folder"]))
    source = os.path.join(project, "src")
    return [source, project] if os.path.isdir(source) else [project]


def unique(paths: List[str]) -> List[str]:
    return list(dict.fromkeys(paths))


def run_script(script: str, arguments: List[str], paths: List[str]) -> None:
    """As ``python script.py`` does."""
    main = new_main()
    main.__file__ = script
    main.__dict__["__cached__"] = None
    main.__loader__ = importlib.machinery.SourceFileLoader("__main__", script)
    sys.argv = [script, *arguments]
    sys.path[:0] = unique(paths)
    with io.open_code(script) as file:
        # The script decides about its own __future__.
        code = compile(file.read(), script, "exec", dont_inherit=True)
    exec(code, main.__dict__)


def run_module(name: str, arguments: List[str]) -> None:
    """As ``python -m name`` does."""
    import importlib.util
    import runpy

    sys.argv = [name, *arguments]
    try:
        is_there = importlib.util.find_spec(name) is not None
    except ModuleNotFoundError as error:
        if is_missing(name, error):
            raise no_module(name, error) from None
        raise
    if not is_there:
        raise no_module(name)
    runpy.run_module(name, run_name="__main__", alter_sys=True)


def run_callable(name: str, args: List[Any], kwargs: Dict[str, Any]) -> None:
    function = find(name)
    sys.argv = [name]
    # A function may say how a task calls it: see aiflow_tasks.task.
    call = getattr(function, "__aiflow_call__", None)
    is_own = getattr(call, "owner", None) is function
    result = (call if is_own else function)(*args, **kwargs)
    if hasattr(result, "__await__") and hasattr(result, "send"):
        import asyncio

        result = asyncio.run(result)
    if result is not None:
        leave(name, result)


def new_main() -> ModuleType:
    """A module ``__main__`` of the task, in place of that of this program: other processes of the task may import it."""
    main = ModuleType("__main__")
    main.__dict__["__builtins__"] = builtins
    sys.modules["__main__"] = main
    return main


def find(name: str) -> Any:
    module_name, _, path = name.partition(":")
    found: Any = import_module(module_name)
    place = getattr(found, "__file__", None)
    for part in path.split("."):
        try:
            found = getattr(found, part)
        except AttributeError:
            where = f' ("{place}")' if place else ""
            raise LaunchProblem(
                f'The module "{module_name}"{where} has no "{path}", which "callable" names.', retryable=False
            ) from None
    if not callable(found):
        raise LaunchProblem(f'"{path}" of the module "{module_name}" cannot be called.', retryable=False)
    return found


def import_module(name: str) -> ModuleType:
    try:
        return importlib.import_module(name)
    except ModuleNotFoundError as error:
        if is_missing(name, error):
            raise no_module(name, error) from None
        raise


def is_missing(module: str, error: ImportError) -> bool:
    """Whether it is this module that is missing, and none that it imports."""
    return error.name is not None and (module == error.name or module.startswith(f"{error.name}."))


def no_module(name: str, error: Optional[ImportError] = None) -> LaunchProblem:
    missing = name if error is None else error.name
    return LaunchProblem(
        f'There is no module "{missing}": it is neither among the uploaded files nor in the environment of the task '
        f"({sys.executable})."
    )


def leave(name: str, result: Any) -> None:
    """Makes what a function returned the output of the task."""
    try:
        text = json.dumps(result, ensure_ascii=False, allow_nan=False, default=plain).encode("utf-8")
    except (TypeError, ValueError, RecursionError) as error:
        raise LaunchProblem(
            f'What the function "{name}" returned is not JSON: {error}. Return None, booleans, numbers, texts, lists, and '
            "dictionaries with texts as keys.",
            kind="error",
        ) from None
    with open(os.environ["AIFLOW_OUTPUT_FILE"], "wb") as file:
        file.write(text)


def plain(value: Any) -> Any:
    """A number of NumPy as one of Python."""
    if type(value).__module__ == "numpy" and getattr(value, "ndim", None) == 0:
        return value.item()
    raise TypeError(f"Object of type {type(value).__name__} is not JSON serializable")
