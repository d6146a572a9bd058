"""Time and memory of `solve -f jsonl` against the number of steps of a 2-2-1 network: both must grow in a line.

python benchmarks/growth.py [STEPS …]
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time

PROBLEM = """
network:
  - linear: {weights: [[0.1, 0.2], [0.3, 0.4]], bias: [0.1, 0.1]}
  - sigmoid
  - linear: {weights: [[0.5], [0.6]], bias: [0.1]}
  - sigmoid
loss: half_squared_error
data: [{x: [1, 0], y: [1]}, {x: [0, 1], y: [0]}]
train: {lr: 0.5}
"""


def measured(steps: int, path: str) -> tuple[float, float]:
    """Seconds, and the largest resident size in MB, of one run."""
    command = [sys.executable, "-m", "backprop_cli", "solve", path, "--steps", str(steps), "-f", "jsonl"]
    start = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    _, _, usage = os.wait4(process.pid, 0)
    return time.perf_counter() - start, usage.ru_maxrss / 1024


def main() -> None:
    """Prints a row for each number of steps."""
    with tempfile.NamedTemporaryFile("w", suffix=".yaml") as file:
        file.write(PROBLEM)
        file.flush()
        for steps in map(int, sys.argv[1:] or ("100", "1000", "10000")):
            duration, memory = measured(steps, file.name)
            print(f"{steps:7} steps   {duration:7.2f} s   {1000 * duration / steps:6.3f} ms a step   {memory:6.1f} MB")


if __name__ == "__main__":
    main()
