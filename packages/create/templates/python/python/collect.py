"""Never ends: measures points and sends them in batches. A rule of the workflow stops it."""

import random
import signal
import sys
import time

import aiflow

POINTS_PER_BATCH = 5

# A stop comes as SIGTERM. There are some seconds left to put things in order.
signal.signal(signal.SIGTERM, lambda *_: sys.exit("asked to stop"))

seconds = aiflow.parameters()["secondsPerBatch"]
while True:
    batch = []
    for _ in range(POINTS_PER_BATCH):
        x = random.uniform(0, 10)
        y = 3 * x + 7 + random.gauss(0, 1)
        batch.append([round(x, 2), round(y, 2)])
    aiflow.send("batch_ready", batch)
    print("sent", len(batch), "points")
    time.sleep(seconds)
