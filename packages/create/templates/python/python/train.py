"""Ends: fits a line to all points so far. It says when they are enough, and knows nothing of what follows."""

import aiflow

ENOUGH_POINTS = 30

points = (aiflow.read_state("points") or []) + aiflow.event_value()
aiflow.write_state("points", points)

mean_x = sum(x for x, _ in points) / len(points)
mean_y = sum(y for _, y in points) / len(points)
slope = sum((x - mean_x) * (y - mean_y) for x, y in points) / sum((x - mean_x) ** 2 for x, _ in points)
line = f"y = {slope:.2f} x + {mean_y - slope * mean_x:.2f}"

print(len(points), "points:", line)
aiflow.set_output({"points": len(points), "line": line})
if len(points) >= ENOUGH_POINTS:
    aiflow.send("enough_points")
