"""What the Python program of an AIFlow task knows and can do.

``context`` is the task that this program belongs to::

    from aiflow_tasks import context

    context.send("model_trained", "v1")
    context.set_output({"accuracy": 0.97})

It needs nothing but the standard library, and Python 3.9 or newer.
"""

from ._context import Context, Schedule, State, Task, Trigger, Workflow
from ._environment import NotInATaskError
from ._events import Event
from ._server import AIFlowError
from ._tasks import NonRetryableError, decorator_of

__all__ = [
    "AIFlowError",
    "Context",
    "Event",
    "NonRetryableError",
    "NotInATaskError",
    "Schedule",
    "State",
    "Task",
    "Trigger",
    "Workflow",
    "context",
    "task",
]

#: The task that this program belongs to. What it reads from the environment, it reads when it is first used.
context = Context()

#: Decorates a function that a PythonOperator calls: its arguments are filled by what the task knows.
task = decorator_of(context)

for _type in (AIFlowError, NonRetryableError, NotInATaskError):
    # A traceback names the place from which users import.
    _type.__module__ = __name__
