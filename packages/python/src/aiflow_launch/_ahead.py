"""A process that has imported the module of a function before it is known which task it runs."""

from __future__ import annotations

import json
import os
import sys

#: Checkers of types set it. The module that defines it takes some milliseconds to import.
TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, Callable, Dict, List

#: The exit code of a shim whose claim was refused.
CLAIMED_BY_ANOTHER = 75
#: Of what was printed while modules were imported.
MAX_PRINTED_BYTES = 64 * 1024
#: Of the fields of /proc/<pid>/stat after the name of the program.
START_TIME = 19


def become_task(own: str, descriptors: Dict[str, int], prepare: Callable[[], None]) -> str:
    """Prepares, waits for a task, and claims it. Returns the file of its order. ``own`` is the folder of this process."""
    input, output = descriptors["input"], descriptors["output"]
    for descriptor in (input, output):
        os.set_inheritable(descriptor, False)
    before = identity(input, output)
    prepare()
    if identity(input, output) != before:
        # The module has closed them, or forked a process that has imported it, too. Either has no task.
        os._exit(1)
    flush()
    say(output, "ready")
    with os.fdopen(input, "rb") as lines:
        line = lines.readline()
    if not line.endswith(b"\n"):
        # The worker has gone, or needs this process no more.
        os._exit(0)
    if os.getppid() != before[1]:
        # Without its shim nobody would notice the end of the task.
        os._exit(1)
    task: Dict[str, Any] = json.loads(line)
    if not claim(own, task):
        say(output, "refused")
        os._exit(CLAIMED_BY_ANOTHER)
    enter(own, task)
    say(output, "claimed")
    os.close(output)
    file: str = task["file"]
    return file


def claim(own: str, task: Dict[str, Any]) -> bool:
    """Claims the attempt for the shim, which is the parent of this process. Nothing of the task has run before."""
    note = os.path.join(own, "attempt")
    with open(note, "w", encoding="utf-8") as file:
        file.write(f"{task['attempt']}\n")
    shim = os.getppid()
    with open(f"/proc/{shim}/stat", encoding="utf-8") as stat:
        start = stat.read().rpartition(") ")[2].split(" ")[START_TIME]
    try:
        run = os.open(os.path.join(task["attempt"], "run"), os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        os.write(run, f"{shim} {start} {task['bootId']}\n".encode())
        os.close(run)
    except OSError:
        return False
    with open(note, "a", encoding="utf-8") as file:
        file.write("claimed\n")
    return True


def enter(own: str, task: Dict[str, Any]) -> None:
    """What a process has that was started for its task: its output, its working folder, its variables."""
    flush()
    log = os.open(task["log"], os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
    try:
        with open(os.path.join(own, "log"), "rb") as printed:
            os.write(log, printed.read(MAX_PRINTED_BYTES))
    except OSError:
        # The disk is full. The task itself may need no room.
        pass
    os.dup2(log, 1)
    os.dup2(log, 2)
    os.close(log)
    os.environ.update(task["environment"])
    os.environ.pop("AIFLOW_AHEAD", None)
    os.chdir(task["cwd"])
    os.umask(int(task["umask"], 8))


def identity(*descriptors: int) -> List[object]:
    """This process, its parent, and what it has open."""
    try:
        files = [os.fstat(descriptor) for descriptor in descriptors]
    except OSError:
        files = []
    return [os.getpid(), os.getppid(), *((file.st_dev, file.st_ino) for file in files)]


def flush() -> None:
    for stream in (sys.stdout, sys.stderr):
        try:
            stream.flush()
        except Exception:
            # The module has closed or replaced it.
            pass


def say(output: int, text: str) -> None:
    try:
        os.write(output, f"{text}\n".encode())
    except OSError:
        # The worker has gone. The next one finds the claim.
        pass
