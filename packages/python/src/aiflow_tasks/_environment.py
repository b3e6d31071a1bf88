"""The variables and files in which a command finds what it was started with."""

import json
import os
from pathlib import Path
from typing import Any, Optional


class NotInATaskError(RuntimeError):
    """The program does not run as the command of a task."""


def variable(name: str) -> str:
    """A variable that every command has."""
    try:
        return os.environ[name]
    except KeyError:
        raise NotInATaskError(
            f"{name} is not set, so this program does not run as the command of a task. "
            "Start it by a PythonOperator or a BashOperator."
        ) from None


def optional_variable(name: str) -> Optional[str]:
    """A variable that only some commands have."""
    return os.environ.get(name) or None


def number(name: str) -> int:
    """A variable that holds a whole number."""
    return int(variable(name))


def path(name: str) -> Path:
    """A variable that holds a path."""
    return Path(variable(name))


def json_file(file: str) -> Any:
    """The content of a file of JSON."""
    with open(file, encoding="utf-8") as opened:
        return json.load(opened)
