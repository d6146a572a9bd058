"""How long the command takes to start, against the obvious build of the same job.

The obvious build is a typer application of today's release that imports numpy, rich, typer and yaml at the top; it is
made in a temporary environment. Prints the medians of both, run in turn, and their ratio beside its budget.

    python benchmarks/startup.py [--runs 15] [--obvious PYTHON] [--backprop COMMAND]

COMMAND is the one to measure, by default that of the Python that runs this; a user's is installed from a wheel.
"""

from __future__ import annotations

import argparse
import os
import pty
import statistics
import subprocess
import sys
import tempfile
import time
import venv
from pathlib import Path

OBVIOUS = """
import numpy, rich, typer, yaml
app = typer.Typer()

@app.command()
def solve(problem: str = "ex3"):
    print(problem)

@app.command()
def step(problem: str = "ex3"):
    print(problem)

app()
"""
BUDGETS = {"--version": 0.10, "solve ex3": 0.28, "solve ex3 in a terminal": 0.46, "--help": 0.45}


def seconds(command: list[str], terminal: bool = False) -> float:
    """The wall time of a command whose output goes to a pipe or a pseudo-terminal."""
    start = time.perf_counter()
    if not terminal:
        subprocess.run(command, capture_output=True, stdin=subprocess.DEVNULL, check=True)
        return time.perf_counter() - start
    master, slave = pty.openpty()
    process = subprocess.Popen(command, stdout=slave, stderr=slave, stdin=slave)
    os.close(slave)
    try:
        while os.read(master, 65536):
            pass
    except OSError:
        pass
    os.close(master)
    process.wait()
    return time.perf_counter() - start


def obvious_python(folder: Path) -> Path:
    """An environment with the obvious build's libraries, each of today's release."""
    venv.create(folder, with_pip=True)
    python = folder / "bin" / "python"
    subprocess.run([python, "-m", "pip", "install", "-q", "numpy", "rich", "typer", "pyyaml"], check=True)
    return python


def main() -> None:
    """Measures, and prints a row for each command."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--runs", type=int, default=15)
    parser.add_argument("--obvious", type=Path, help="the Python of an environment that is there already")
    parser.add_argument("--backprop", type=Path, default=Path(sys.executable).parent / "backprop")
    given = parser.parse_args()
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)  # a user's modules are compiled once
    with tempfile.TemporaryDirectory() as folder:
        python = given.obvious or obvious_python(Path(folder) / "venv")
        script = Path(folder) / "obvious.py"
        script.write_text(OBVIOUS)
        rival = [str(python), str(script), "solve"]
        for name, budget in BUDGETS.items():
            words = name.removesuffix(" in a terminal").split()
            ours = [str(given.backprop), *words]
            pairs = [(seconds(ours, "terminal" in name), seconds(rival)) for _ in range(given.runs + 1)][1:]
            mine, theirs = (statistics.median(column) for column in zip(*pairs))
            ratio = statistics.median(a / b for a, b in pairs)
            missed = "   MISSED" if ratio > budget else ""
            print(f"{name:25} {mine:.3f} s   obvious {theirs:.3f} s   ratio {ratio:.3f}   budget {budget}{missed}")


if __name__ == "__main__":
    main()
