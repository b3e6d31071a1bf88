"""Runs the Python of a task. A worker starts it as ``python3 aiflow_launch <file>``, with the file that says what to run."""
