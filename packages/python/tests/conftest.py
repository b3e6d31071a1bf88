"""The variables and files of a command, as a worker sets them."""

import json
from pathlib import Path
from typing import Callable

import pytest

EVENT = {
    "offset": 7,
    "kind": "user",
    "namespace": "default",
    "key": "go",
    "value": '{"rows": 3}',
    "sender": None,
    "principal": "token:me",
    "context": None,
    "workflowExecutionId": None,
    "createTime": 1_700_000_000_000,
}


@pytest.fixture
def command(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Path]:
    """Makes this process look like the command of a task, and returns its folder."""

    def make(**more: str) -> Path:
        started = {"type": "EVENT", "rule": "r", "events": [EVENT], "outputs": {"load": [1, 2]}}
        (tmp_path / "trigger").write_text(json.dumps(started), encoding="utf-8")
        (tmp_path / "token").write_text("secret", encoding="utf-8")
        variables = {
            "AIFLOW_NAMESPACE": "default",
            "AIFLOW_WORKFLOW": "training",
            "AIFLOW_WORKFLOW_EXECUTION_ID": "3",
            "AIFLOW_TASK_NAME": "train",
            "AIFLOW_SEQUENCE_NUMBER": "2",
            "AIFLOW_ATTEMPT_NUMBER": "1",
            "AIFLOW_ATTEMPT_ID": "an-id",
            "AIFLOW_SERVER_URL": "http://127.0.0.1:9",
            "AIFLOW_TASK_TOKEN_FILE": str(tmp_path / "token"),
            "AIFLOW_TRIGGER_FILE": str(tmp_path / "trigger"),
            "AIFLOW_OUTPUT_FILE": str(tmp_path / "output"),
            "AIFLOW_FILES": str(tmp_path),
            "AIFLOW_FOLDER": str(tmp_path),
            "AIFLOW_ARTIFACTS": str(tmp_path),
            **more,
        }
        for name, value in variables.items():
            monkeypatch.setenv(name, value)
        return tmp_path

    return make
