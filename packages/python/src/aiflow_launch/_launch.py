"""From the order of a worker to the end of the process."""

from __future__ import annotations

import json
import os
import sys

from . import _ahead, _reasons, _run

#: Checkers of types set it. The module that defines it takes some milliseconds to import.
TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, Dict, List


def launch(program: str, arguments: List[str]) -> None:
    """``arguments`` are the file of the order, then the lock of the environment that this Python belongs to, if one was made."""
    if arguments[0] == "--sweep":
        from . import _environments

        return _environments.sweep(arguments[1])
    file, *locks = arguments
    order = read(file)
    reasons = _reasons.Reasons(os.path.join(os.path.dirname(file), "reason.json"), order["files"])
    environment = order["environment"]
    for lock in locks:
        # It holds the environment for this process, whatever the task starts.
        os.set_inheritable(int(lock), False)
    if environment is not None and environment["type"] in ("requirements", "uv") and not locks:
        enter(order, program, file, reasons)
    ahead = order.get("ahead")
    if ahead is not None:
        file = _ahead.become_task(os.path.dirname(file), ahead, lambda: _run.prepare(order))
        order = read(file)
        reasons = _reasons.Reasons(os.path.join(os.path.dirname(file), "reason.json"), order["files"])
    with reasons:
        _run.run(order, is_prepared=ahead is not None)


def read(file: str) -> Dict[str, Any]:
    with open(file, encoding="utf-8") as opened:
        order: Dict[str, Any] = json.load(opened)
    return order


def enter(order: dict[str, Any], program: str, file: str, reasons: _reasons.Reasons) -> None:
    """Goes on in the environment, which is made if need be, as the same process."""
    from . import _environments

    try:
        python, lock = _environments.environment_of(order)
    except _environments.EnvironmentProblem as problem:
        print(problem, file=sys.stderr)
        reasons.write("start", str(problem))
        sys.exit(1)
    os.set_inheritable(lock, True)
    sys.stdout.flush()
    os.execv(python, [python, program, file, str(lock)])
