"""Environments that a worker makes once and uses again: one folder for each of the things that it is made of."""

import fcntl
import hashlib
import json
import os
import shutil
import subprocess
import sys
import time
from collections import deque
from typing import Any, Deque, Dict, Iterator, List, NamedTuple, Optional, Tuple

from . import _recipes

#: Written last: without it, an environment is half made.
MARKER = "aiflow-made"
LOCK = ".lock"
#: Environments that nothing has used for this long are removed, and the oldest of more than this many.
MAX_IDLE_SECONDS = 14 * 24 * 60 * 60
MAX_KEPT = 30
#: Between looks at an environment that is damaged while tasks use it, or at which others look just now.
RETRY_SECONDS = 0.1
#: Of the variables of a task, the programs that make an environment get no more than what the worker finds them by, and none
#: that changes which modules Python finds: other tasks use the environment, too.
KEPT_VARIABLES = ("AIFLOW_ATTEMPT_ID", "AIFLOW_SERVER_FILE", "PYTHONUNBUFFERED")
MAX_LINES = 3


class EnvironmentProblem(Exception):
    """Why there is no environment."""


class Environment(NamedTuple):
    python: str
    #: The descriptor of a lock, which keeps the environment as long as it is open.
    lock: int


def environment_of(order: Dict[str, Any]) -> Environment:
    """The environment that a task asks for. It is made if it is not there. Raises ``EnvironmentProblem``."""
    recipe = _recipes.recipe_of(order)
    try:
        root = order["environments"]
        os.makedirs(root, mode=0o700, exist_ok=True)
        name = hashlib.sha256(json.dumps(list(recipe.key())).encode("utf-8")).hexdigest()[:32]
        return enter(root, name, recipe)
    except _recipes.RecipeProblem as problem:
        raise cannot_make(recipe.what, str(problem)) from None
    except OSError as error:
        raise cannot_make(recipe.what, str(error)) from None


def enter(root: str, name: str, recipe: _recipes.Recipe) -> Environment:
    path = os.path.join(root, name)
    told = False
    while True:
        lock = open_lock(path)
        if not try_lock(lock, fcntl.LOCK_SH):
            if not told:
                say(f"Waiting for {recipe.what}: another task makes it.")
            told = True
            # Who made it keeps a shared lock for its task, so that this does not wait for the end of that.
            fcntl.flock(lock, fcntl.LOCK_SH)
        if not is_made(path):
            os.close(lock)
            lock = open_lock(path)
            if try_lock(lock, fcntl.LOCK_EX):
                # Others may have made it meanwhile, or removed the file of the lock.
                if is_same(lock, path + LOCK) and not is_made(path):
                    make(path, recipe, lock)
                # Others may get the lock before this gets it again.
                fcntl.flock(lock, fcntl.LOCK_SH)
            else:
                time.sleep(RETRY_SECONDS)
                os.close(lock)
                continue
        if is_same(lock, path + LOCK) and is_made(path):
            os.utime(os.path.join(path, MARKER))
            return Environment(os.path.join(path, "bin", "python"), lock)
        os.close(lock)


def make(path: str, recipe: _recipes.Recipe, lock: int) -> None:
    started = time.monotonic()
    say(f"Making {recipe.what}.")
    remove(path)
    try:
        for command in recipe.commands(path):
            run(command, recipe, lock)
        # Everything must be on the disk before the marker is, which counts after a power cut, too.
        os.sync()
        write_marker(path)
        if not is_made(path):
            raise _recipes.RecipeProblem("there is no Python in what was made.")
    except BaseException as problem:
        remove(path)
        if isinstance(problem, CommandFailed):
            raise cannot_make(recipe.what, str(problem)) from None
        raise
    say(f"Made {recipe.what} in {time.monotonic() - started:.1f} s.")
    sweep(os.path.dirname(path))


class CommandFailed(Exception):
    """The end of what a program said that failed."""


def run(command: _recipes.Command, recipe: _recipes.Recipe, lock: int) -> None:
    """Its output goes to the log. It holds the lock, too: should this process be killed, nobody else may begin before its end."""
    with subprocess.Popen(
        command.arguments,
        cwd=recipe.folder,
        env={**kept_variables(), **command.environment},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        pass_fds=(lock,),
    ) as process:
        lines: Deque[str] = deque(maxlen=200)
        for raw in process.stdout or ():
            sys.stdout.buffer.write(raw)
            sys.stdout.flush()
            lines.append(raw.decode("utf-8", "replace").strip())
    if process.returncode != 0:
        raise CommandFailed(reason_in(lines, process.returncode))


def kept_variables() -> Dict[str, str]:
    dropped = ("AIFLOW_", "PYTHON")
    return {name: value for name, value in os.environ.items() if name in KEPT_VARIABLES or not name.startswith(dropped)}


def reason_in(lines: Deque[str], code: int) -> str:
    """The errors that it named, or else its last lines."""
    errors = [line for line in lines if line.lower().startswith(("error:", "error "))]
    said = (errors or [line for line in lines if line])[-MAX_LINES:]
    return " | ".join(said) if said else f"it ended with exit code {code} and said nothing"


def is_made(path: str) -> bool:
    # The Python that it was made with may be gone.
    return os.path.exists(os.path.join(path, MARKER)) and os.path.exists(os.path.join(path, "bin", "python"))


def write_marker(path: str) -> None:
    marker = os.path.join(path, MARKER)
    with open(f"{marker}.tmp", "w", encoding="utf-8") as file:
        file.write(f"{sys.version}\n")
        file.flush()
        os.fsync(file.fileno())
    os.rename(f"{marker}.tmp", marker)


def open_lock(path: str) -> int:
    return os.open(path + LOCK, os.O_RDWR | os.O_CREAT, 0o600)


def try_lock(lock: int, kind: int) -> bool:
    """Whether it was free."""
    try:
        fcntl.flock(lock, kind | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def is_same(lock: int, file: str) -> bool:
    try:
        return os.path.samestat(os.fstat(lock), os.stat(file))
    except FileNotFoundError:
        return False


def sweep(root: str, now: Optional[float] = None) -> None:
    """Removes environments that nothing has used for long, that are too many, or that are half made. None is removed that is used."""
    oldest = (time.time() if now is None else now) - MAX_IDLE_SECONDS
    by_use = sorted(found_in(root), reverse=True)
    for position, (used, path) in enumerate(by_use):
        if used < oldest or position >= MAX_KEPT:
            remove_unused(path, used)


def found_in(root: str) -> Iterator[Tuple[float, str]]:
    """The environments with the time of their last use, 0 for one that is half made: its lock is free if nobody makes it now."""
    try:
        entries = list(os.scandir(root))
    except FileNotFoundError:
        return
    for path in {entry.path[: -len(LOCK)] if entry.name.endswith(LOCK) else entry.path for entry in entries}:
        yield last_use_of(path), path


def last_use_of(path: str) -> float:
    try:
        return os.stat(os.path.join(path, MARKER)).st_mtime
    except OSError:
        return 0.0


def remove_unused(path: str, used: float) -> None:
    """``used`` is the time of its last use, as far as is known."""
    try:
        lock = open_lock(path)
    except OSError:
        return
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        # It may have been used, or made, meanwhile.
        if is_same(lock, path + LOCK) and last_use_of(path) == used:
            remove(path)
            os.unlink(path + LOCK)
    except OSError:
        # Somebody uses it, or it cannot be removed now: the next sweep tries again.
        pass
    finally:
        os.close(lock)


def remove(path: str) -> None:
    """First the marker, so that nothing half removed is used."""
    try:
        os.unlink(os.path.join(path, MARKER))
    except OSError:
        pass
    shutil.rmtree(path, ignore_errors=True)


def cannot_make(what: str, reason: str) -> EnvironmentProblem:
    return EnvironmentProblem(f"Could not make {what}: {reason}")


def say(text: str) -> None:
    print(text, flush=True)


__all__: List[str] = ["Environment", "EnvironmentProblem", "environment_of", "sweep"]
