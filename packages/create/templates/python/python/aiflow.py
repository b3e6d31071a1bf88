"""Talks to the server from a task, with nothing but the standard library."""

import json
import os
import time
import urllib.error
import urllib.request
import uuid


def send(key, value=None):
    """Sends an event to the tasks of this workflow execution. It is stored when this returns."""
    execution = int(os.environ["AIFLOW_WORKFLOW_EXECUTION_ID"])
    text = None if value is None else json.dumps(value)
    call("POST", "/events", {"key": key, "value": text, "workflowExecutionId": execution})


def event_value():
    """The value of the event that started this task."""
    return json.loads(read_file("AIFLOW_TRIGGER_FILE")["events"][-1]["value"])


def parameters():
    """What the workflow execution was started with."""
    return read_file("AIFLOW_PARAMETERS_FILE")


def read_state(name):
    """What the tasks of this execution keep under a name; None at first."""
    return call("GET", "/task/state/" + name)["value"]


def write_state(name, value):
    call("PUT", "/task/state/" + name, {"value": value})


def set_output(value):
    """The output of this task, for the tasks that follow and for people."""
    with open(os.environ["AIFLOW_OUTPUT_FILE"], "w") as file:
        json.dump(value, file)


def read_file(variable):
    with open(os.environ[variable]) as file:
        return json.load(file)


def call(method, path, body=None):
    """Calls the server. Repeats what fails while the server is away."""
    with open(os.environ["AIFLOW_TASK_TOKEN_FILE"]) as file:
        headers = {"Authorization": "Bearer " + file.read(), "Content-Type": "application/json"}
    headers["Idempotency-Key"] = str(uuid.uuid4())  # However often it is sent, it counts once.
    data = None if body is None else json.dumps(body).encode()
    while True:
        try:
            request = urllib.request.Request(server() + "/api/v1" + path, data, headers, method=method)
            with urllib.request.urlopen(request) as answer:
                return json.loads(answer.read() or "null")
        except urllib.error.HTTPError as error:
            if error.code not in (429, 503):
                raise RuntimeError(error.read().decode()) from None  # It says what is wrong.
        except OSError:
            pass
        time.sleep(1)


def server():
    """The server may come back at another address, which it writes into this file."""
    try:
        return read_file("AIFLOW_SERVER_FILE")["url"]
    except (KeyError, OSError):
        return os.environ["AIFLOW_SERVER_URL"]
