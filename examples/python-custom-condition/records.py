"""The bodies of the tasks: plain functions."""

import random
from collections import Counter

from aiflow_tasks import context


def produce(pause):
    """Never ends by itself."""
    while not context.signal.wait(pause):
        context.send("record", str(random.randrange(32_768)))


def consume(wanted):
    """Reads the records that the condition has counted, from the log."""
    by_sender = Counter()
    total = 0
    for event in context.listen("record", begin=0):
        by_sender[event.sender] += 1
        total += int(event.value)
        if sum(by_sender.values()) == wanted:
            break
    context.logger.info("consumed %d records with the sum %d", wanted, total)
    return {"records": sum(by_sender.values()), "sum": total, "by_sender": by_sender}
