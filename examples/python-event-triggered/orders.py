"""The bodies of the tasks. ``task`` fills the arguments of a function with what its task knows."""

import sys

from aiflow_tasks import context, task


def download(count):
    return [{"order": number, "price": number * 10} for number in range(1, count + 1)]


@task
def load(download):
    """``download`` is the output of the task with that name."""
    return {"orders": len(download), "total": sum(order["price"] for order in download)}


@task
def mail(event):
    """``event`` is the event that started the workflow."""
    print(f"mailing {event.value}")


if __name__ == "__main__":
    context.logger.info("reporting on the import")
    context.send("python_report_ready", sys.argv[1], to="namespace")
