"""Plain functions as tasks."""

import inspect
from typing import Any, Callable, Dict, Mapping, TypeVar

from ._context import Context

Function = TypeVar("Function", bound=Callable[..., Any])

FILLED = (inspect.Parameter.POSITIONAL_OR_KEYWORD, inspect.Parameter.KEYWORD_ONLY)


class NonRetryableError(Exception):
    """Raise it in a task of a PythonOperator to fail without another attempt."""

    #: What the program that runs Python looks for, in any copy of this package.
    aiflow_retryable = False


def decorator_of(context: Context) -> Callable[[Function], Function]:
    """The decorator ``task`` of a context."""

    def task(function: Function) -> Function:
        """Marks a function that a task calls with what it knows, by the names of the arguments.

        What ``args`` and ``kwargs`` of the operator do not give is taken from the parameters of the execution, or else
        from the outputs of the upstream tasks. ``context`` gets the context, ``event`` the deciding event or None,
        and ``item`` and ``item_index`` the item of a list that the task runs for.
        Elsewhere, the function is called as it is written.
        """
        signature = inspect.signature(function)

        def call(*args: Any, **kwargs: Any) -> Any:
            given = signature.bind_partial(*args, **kwargs).arguments
            wanted = [
                parameter for name, parameter in signature.parameters.items() if name not in given and parameter.kind in FILLED
            ]
            known = values_of(context) if wanted else {}
            # What is not known is left to the function, which says what it misses.
            return function(*args, **kwargs, **{each.name: known[each.name] for each in wanted if each.name in known})

        # Decorators copy attributes to their own functions, for which this is not the way to call them.
        setattr(call, "owner", function)  # noqa: B010
        setattr(function, "__aiflow_call__", call)  # noqa: B010
        return function

    return task


def values_of(context: Context) -> Dict[str, Any]:
    events = context.trigger.events
    own: Dict[str, Any] = {"context": context, "event": events[-1] if events else None}
    if context.item_index is not None:
        own = {**own, "item": context.item, "item_index": context.item_index}
    return {**by_identifier(context.outputs), **by_identifier(context.parameters), **own}


def by_identifier(values: Mapping[str, Any]) -> Dict[str, Any]:
    """The names of tasks and parameters may have characters that those of arguments have not."""
    return {name.replace("-", "_").replace(".", "_"): value for name, value in values.items()}
