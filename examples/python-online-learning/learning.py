"""The bodies of the tasks. A model learns on which side of a line points are, with logistic regression by hand."""

import json
import math
import random

from aiflow_tasks import NonRetryableError, context, task

BATCH = 50
NOISE = 0.1
RATE = 0.2


def points(seed, count):
    """Points of a stream that can be read again, such as a partition of a topic."""
    source = random.Random(seed)
    for _ in range(count):
        x, y = source.uniform(-1, 1), source.uniform(-1, 1)
        yield (x, y), int(2 * x - y + source.gauss(0, NOISE) > 0.25)


def chance(weights, point):
    bias, *others = weights
    return 1 / (1 + math.exp(-(bias + sum(weight * part for weight, part in zip(others, point)))))


def accuracy_of(weights, seed, count=500):
    return sum((chance(weights, point) > 0.5) == bool(label) for point, label in points(seed, count)) / count


def preprocess(pause):
    """Never ends by itself. It sends a batch before it records that, so it may send one twice, and loses none."""
    done = context.state("prepared")
    number = done.get(0)
    while not context.signal.wait(pause):
        number += 1
        context.send("data_prepared", json.dumps({"batch": number}))
        done.set(number)


@task
def train(event):
    """Goes on from the newest model with the new batch."""
    state = context.state("trained")
    model = state.get({"version": 0, "weights": [0.0, 0.0, 0.0]})
    batch = event.json()["batch"]
    if batch > model["version"]:
        weights = model["weights"]
        for point, label in points(f"batch {batch}", BATCH):
            error = label - chance(weights, point)
            weights = [weight + RATE * error * part for weight, part in zip(weights, (1.0, *point))]
        model = {"version": batch, "weights": weights}
        state.set(model)
    return model


@task
def validate(train=None):
    """Only of a better model than all before the others hear."""
    if train is None:
        raise NonRetryableError('There is no model to validate. Let "train" start this task.')
    best = context.state("best")
    accuracy = accuracy_of(train["weights"], "held out")
    is_better = accuracy > best.get(0)
    if is_better:
        context.send("model_validated", json.dumps(train))
        best.set(accuracy)
    return {"version": train["version"], "accuracy": accuracy, "is_better": is_better}


@task
def deploy(event):
    model = event.json()
    context.state("deployed").set(model)
    context.send("model_deployed", json.dumps(model))
    return model["version"]


def predict():
    """Never ends by itself. It uses each model as soon as it is deployed."""
    newest = context.state("deployed").get()
    if newest is not None:
        report(newest)
    for event in context.listen("model_deployed"):
        report(event.json())


def report(model):
    result = {"version": model["version"], "accuracy": accuracy_of(model["weights"], "stream")}
    context.logger.info("predicted %s", result)
    context.send("points_predicted", json.dumps(result))
