"""How scripts, modules and functions are run, and what is said of their failures."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any, Dict, Tuple

import pytest

LAUNCH = Path(__file__).parent.parent / "src" / "aiflow_launch"

BODY = """
import multiprocessing, os, sys

def square(number):
    return number * number

def pool():
    with multiprocessing.get_context("spawn").Pool(1) as workers:
        return workers.map(square, [1, 2, 3])

def hooked():
    sys.excepthook = lambda kind, error, trace: print("hooked", error)
    raise ValueError("to the hook")

def silent():
    raise KeyError

def long():
    raise ValueError("-----\\nbegin of \x1b[31mit\x1b[0m\\n\\na\\nb\\nend of it\\n")

def quits():
    sys.exit(7)

def path():
    return sys.path[0]

if __name__ == "__main__":
    print(pool())
"""


@pytest.fixture
def files(tmp_path: Path) -> Path:
    folder = tmp_path / "files"
    (folder / "pack").mkdir(parents=True)
    (folder / "body.py").write_text(BODY, encoding="utf-8")
    (folder / "pack" / "__init__.py").touch()
    (folder / "pack" / "inner.py").write_text("import missing_package\n", encoding="utf-8")
    (folder / "wrong.py").write_text("def (:\n", encoding="utf-8")
    return folder


def launch(files: Path, run: Dict[str, Any]) -> Tuple[int, str, Dict[str, Any]]:
    """The exit code, the log, and the reason or the output."""
    order = files.parent / "python.json"
    order.write_text(json.dumps({"run": run, "environment": None, "files": str(files), "environments": ""}), "utf-8")
    output = files.parent / "output"
    result = subprocess.run(
        [sys.executable, str(LAUNCH), str(order)],
        env={**os.environ, "AIFLOW_OUTPUT_FILE": str(output)},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        check=False,
    )
    reason = files.parent / "reason.json"
    said = reason if reason.exists() else output
    return result.returncode, result.stdout, json.loads(said.read_text("utf-8")) if said.exists() else {}


def call(name: str, *args: Any) -> Dict[str, Any]:
    return {"type": "callable", "name": name, "args": args, "kwargs": {}}


def test_processes_that_a_task_spawns_find_its_modules_and_run_nothing_again(files: Path) -> None:
    assert launch(files, call("body:pool")) == (0, "", [1, 4, 9])
    code, log, _ = launch(files, {"type": "script", "file": "body.py", "args": []})
    assert (code, log) == (0, "[1, 4, 9]\n")
    code, log, _ = launch(files, {"type": "module", "name": "body", "args": []})
    assert (code, log) == (0, "[1, 4, 9]\n")


def test_modules_are_found_among_the_uploaded_files_first(files: Path) -> None:
    assert launch(files, call("body:path"))[2] == str(files)


def test_a_hook_for_exceptions_is_called(files: Path) -> None:
    code, log, reason = launch(files, call("body:hooked"))
    assert (code, log) == (1, "hooked to the hook\n")
    assert reason["message"] == "ValueError: to the hook (body.py, line 13, in hooked)"


def test_an_exception_without_a_text_is_its_class(files: Path) -> None:
    assert launch(files, call("body:silent"))[2]["message"] == "KeyError (body.py, line 16, in silent)"


def test_a_long_text_is_shown_by_its_first_and_its_last_line(files: Path) -> None:
    assert launch(files, call("body:long"))[2]["message"].startswith("ValueError: begin of it | … | end of it (")


def test_an_exit_has_its_code_and_no_reason(files: Path) -> None:
    assert launch(files, call("body:quits")) == (7, "", {})


def test_a_traceback_shows_nothing_of_the_program_that_runs_it(files: Path) -> None:
    _, log, _ = launch(files, call("body:silent"))
    assert "aiflow_launch" not in log
    assert "body.py" in log


def test_a_module_that_misses_another_one_is_an_exception(files: Path) -> None:
    _, _, reason = launch(files, call("pack.inner:run"))
    assert reason["type"] == "error"
    assert reason["message"] == (
        "ModuleNotFoundError: No module named 'missing_package' (pack/inner.py, line 1, in <module>)"
    )


def test_a_file_that_is_no_python_is_named_with_its_line(files: Path) -> None:
    _, _, reason = launch(files, {"type": "script", "file": "wrong.py", "args": []})
    assert reason["message"] == "SyntaxError: invalid syntax (wrong.py, line 1)"
