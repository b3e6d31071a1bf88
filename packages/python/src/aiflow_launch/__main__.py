"""The entry. It is written so that an older Python than those that are supported can say so."""

import os
import sys

OLDEST = (3, 9)


def refuse(file):  # type: (str) -> None
    import json

    this = ".".join(str(part) for part in sys.version_info[:3])
    message = "The Python of this task is {0} ({1}). Python 3.9 or newer is needed.".format(this, sys.executable)
    with open(os.path.join(os.path.dirname(file), "reason.json"), "w") as reason:
        json.dump({"type": "start", "message": message}, reason)
    sys.exit(message)


if __name__ == "__main__":
    own = os.path.dirname(os.path.abspath(__file__))
    # The modules of a task must not meet those of this folder.
    if sys.path and os.path.abspath(sys.path[0]) == own:
        del sys.path[0]
    sys.path.append(os.path.dirname(own))
    if sys.version_info[:2] < OLDEST:
        refuse(sys.argv[1])
    from aiflow_launch._launch import launch

    launch(sys.argv[0], sys.argv[1:])
