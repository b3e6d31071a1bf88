"""What a task failed of, in a file that the worker reads."""

from __future__ import annotations

import json
import os
import sys
from types import TracebackType

#: Checkers of types set it. The module that defines it takes some milliseconds to import.
TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, List, Optional, Type


OWN = os.path.dirname(os.path.abspath(__file__))
#: Modules that only pass a call on to the code of the task.
PASSING = ("runpy.py", "<frozen runpy>", os.path.join("importlib", "__init__.py"))
MAX_CHARACTERS = 300
MAX_LINES = 3
MAX_FRAMES = 3
MAX_CAUSES = 2


class LaunchProblem(Exception):
    """What the worker gave cannot be run. The message says everything, so there is no traceback."""

    def __init__(self, message: str, *, kind: str = "start", retryable: bool = True) -> None:
        super().__init__(message)
        #: ``start`` if nothing has run yet, otherwise ``error``.
        self.kind = kind
        self.retryable = retryable


class Reasons:
    """Ends this process as Python does after an exception, and writes down the reason before."""

    def __init__(self, file: str, files: str) -> None:
        self._file = file
        self._files = files

    def __enter__(self) -> None:
        pass

    def __exit__(
        self, kind: Optional[Type[BaseException]], error: Optional[BaseException], trace: Optional[TracebackType]
    ) -> bool:
        if kind is None or error is None or issubclass(kind, (SystemExit, KeyboardInterrupt, GeneratorExit)):
            return False
        if isinstance(error, LaunchProblem):
            print(error, file=sys.stderr)
            self.write(error.kind, str(error), error.retryable)
            sys.exit(1)
        own = without_launch(trace)
        self.write("error", self._describe(error, own), getattr(error, "aiflow_retryable", True) is not False)
        sys.excepthook(kind, error.with_traceback(own), own)
        sys.exit(1)

    def write(self, kind: str, message: str, retryable: bool = True) -> None:
        text = json.dumps({"type": kind, "message": message, "retryable": retryable})
        try:
            with open(self._file, "w", encoding="utf-8") as file:
                file.write(text)
        except OSError as problem:
            # The end of the log is the reason then.
            print(f"The reason could not be written: {problem}", file=sys.stderr)

    def _describe(self, error: BaseException, trace: Optional[TracebackType]) -> str:
        places = "; ".join(self._places(error, trace))
        causes: List[str] = []
        cause = cause_of(error)
        while cause is not None and len(causes) < MAX_CAUSES:
            causes.append(f", caused by {named(cause)}")
            cause = cause_of(cause)
        return named(error) + (f" ({places})" if places else "") + "".join(causes)

    def _places(self, error: BaseException, trace: Optional[TracebackType]) -> List[str]:
        """The innermost places in uploaded files, or else the innermost of all."""
        if isinstance(error, SyntaxError) and error.filename is not None:
            return [f"{self._short(error.filename)}, line {error.lineno}"]
        frames = list(frames_of(trace))
        uploaded = [frame for frame in frames if frame[0].startswith(self._files + os.sep)]
        return [f"{self._short(path)}, line {line}, in {name}" for path, line, name in (uploaded or frames)[-MAX_FRAMES:]]

    def _short(self, path: str) -> str:
        inside = path.startswith(self._files + os.sep)
        return os.path.relpath(path, self._files) if inside else path


def named(error: BaseException) -> str:
    """The class and the message of an exception, as Python prints it, in one line."""
    import re

    kind = type(error)
    module = "" if kind.__module__ in ("builtins", "__main__") else f"{kind.__module__}."
    try:
        text = error.msg if isinstance(error, SyntaxError) else str(error)
    except Exception:
        text = "<no text>"
    # Not the colours of a terminal, nor lines that only divide.
    plain = (re.sub(r"\x1b\[[0-9;]*[A-Za-z]", "", line).strip() for line in str(text).splitlines())
    lines = [line for line in plain if any(character.isalnum() for character in line)]
    shown = " | ".join(lines if len(lines) <= MAX_LINES else [lines[0], "…", lines[-1]])
    if len(shown) > MAX_CHARACTERS:
        shown = f"{shown[:MAX_CHARACTERS]}…"
    return f"{module}{kind.__qualname__}" + (f": {shown}" if shown else "")


def cause_of(error: BaseException) -> Optional[BaseException]:
    if error.__cause__ is not None or error.__suppress_context__:
        return error.__cause__
    return error.__context__


def without_launch(trace: Optional[TracebackType]) -> Optional[TracebackType]:
    """The part of a traceback that belongs to the task."""
    while trace is not None and is_passing(trace.tb_frame.f_code.co_filename):
        trace = trace.tb_next
    return trace


def is_passing(file: str) -> bool:
    return file.startswith(OWN) or file.endswith(PASSING) or file.startswith("<frozen importlib")


def frames_of(trace: Optional[TracebackType]) -> Any:
    while trace is not None:
        code = trace.tb_frame.f_code
        yield code.co_filename, trace.tb_lineno, code.co_name
        trace = trace.tb_next
