"""Time and memory of whole processes against steps, layers, weights, batch and class: all must grow in a line.

python -m benchmarks.growth [--svg docs/pictures/growth.svg]
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

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
ANSWERS = "step 1\nz1 = 0.5\nL = 0.2\nW1 = 0.3\nW2 = 0.4\n"
PANELS = ("time, s of the processor", "memory, MB")
COLOURS = ("#1b6ca8", "#c0392b", "#27864a", "#8e44ad", "#b7791f")
WIDTH, HEIGHT, EDGE = 380, 240, 46


class Axis(NamedTuple):
    """What grows. sizes: how far. command: writes what it needs into a folder, and gives the words of the command."""

    name: str
    sizes: tuple[int, ...]
    command: Callable[[Path, int], list[str]]


class Point(NamedTuple):
    """One run: seconds of the processor, and the largest resident size in MB."""

    size: int
    seconds: float
    memory: float


def _solved(folder: Path, text: str, *more: str) -> list[str]:
    place = folder / "problem.yaml"
    place.write_text(text, "utf-8")
    return ["solve", str(place), "-f", "jsonl", *more]


def _steps(folder: Path, size: int) -> list[str]:
    return _solved(folder, PROBLEM, "--steps", str(size))


def _layers(folder: Path, size: int) -> list[str]:
    layer = "  - linear: {weights: [[0.1, 0.2], [0.3, 0.4]], bias: [0.1, 0.1]}\n  - tanh\n"
    data = "loss: half_squared_error\ndata: [{x: [1, 0], y: [1, 0]}]\ntrain: {lr: 0.5}\n"
    return _solved(folder, f"network:\n{layer * size}{data}")


def _weights(folder: Path, size: int) -> list[str]:
    """About so many weights, in a square."""
    side = round(size**0.5)
    numbers = [0.1] * side
    network = f"network:\n  - linear: {{weights: {[numbers] * side}, bias: {numbers}}}\n  - tanh\n"
    return _solved(folder, f"{network}loss: mse\ndata: [{{x: {numbers}, y: {numbers}}}]\ntrain: {{lr: 0.5}}\n")


def _batch(folder: Path, size: int) -> list[str]:
    order = f"train: {{lr: 0.5, order: [{list(range(1, size + 1))}]}}"
    rows = ", ".join(f"{{x: [{i % 7}, {i % 5}], y: [{i % 2}]}}" for i in range(size))
    start = PROBLEM.partition("data:")[0]
    return _solved(folder, f"{start}data: [{rows}]\n{order}\n")


def _class(folder: Path, size: int) -> list[str]:
    answers = folder / f"class{size}"
    answers.mkdir()
    for number in range(size):
        (answers / f"s{number:04}.txt").write_text(ANSWERS.replace("0.4", f"0.{401 + number}"), "utf-8")
    return ["grade", "ex3", str(answers), "-f", "json", "--quiet"]


AXES = (
    Axis("steps", (1000, 2000, 4000, 6000, 8000), _steps),
    Axis("layers", (25, 50, 100, 150, 200), _layers),
    Axis("weights", (256, 1024, 2116, 3136, 4096), _weights),
    Axis("batch", (100, 250, 500, 750, 1000), _batch),
    Axis("answer files", (50, 100, 200, 300, 400), _class),
)


def measured(words: list[str]) -> tuple[float, float]:
    """Seconds of the processor, and the largest resident size in MB, of one command."""
    process = subprocess.Popen([sys.executable, "-m", "backprop_cli", *words], stdout=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    if os.waitstatus_to_exitcode(status) not in (0, 1):
        raise SystemExit(f"{' '.join(words)} failed")
    return usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024


def lines() -> Iterator[tuple[Axis, list[Point]]]:
    """What grows, with its runs; each is printed as it comes."""
    for axis in AXES:
        found = []
        with tempfile.TemporaryDirectory() as folder:
            for size in axis.sizes:
                found.append(Point(size, *measured(axis.command(Path(folder), size))))
                print(f"{size:6} {axis.name:14} {found[-1].seconds:7.2f} s   {found[-1].memory:6.1f} MB", flush=True)
        yield axis, found


def drawn(found: list[tuple[Axis, list[Point]]]) -> str:
    """The two pictures as SVG: time and memory against the share of the largest size; a straight line is linear."""
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {2 * WIDTH} {HEIGHT + 16}" font-family="sans-serif"'
        ' font-size="11"><title>Time and memory against size</title>'
        f'<rect width="{2 * WIDTH}" height="{HEIGHT + 16}" fill="white"/>'
    ]
    for panel, said in enumerate(PANELS):
        left, top = panel * WIDTH + EDGE, 24
        most = max(point[1 + panel] for _, points in found for point in points)
        across, down = WIDTH - EDGE - 14, HEIGHT - EDGE - top
        parts.append(f'<path d="M{left} {top}v{down}h{across}" fill="none" stroke="#444"/>')
        parts.append(f'<text x="{left}" y="14">{said}</text><text x="{left - 6}" y="{top + 8}" text-anchor="end">')
        parts.append(f'{most:.3g}</text><text x="{left - 6}" y="{top + down}" text-anchor="end">0</text>')
        parts.append(f'<text x="{left + across}" y="{top + down + 16}" text-anchor="end">share of the largest</text>')
        for (axis, points), colour in zip(found, COLOURS):
            places = [
                f"{left + across * point.size / axis.sizes[-1]:.1f},{top + down * (1 - point[1 + panel] / most):.1f}"
                for point in points
            ]
            parts.append(f'<polyline points="{" ".join(places)}" fill="none" stroke="{colour}" stroke-width="1.6"/>')
    for number, ((axis, _), colour) in enumerate(zip(found, COLOURS)):
        x, y = EDGE + number * 142, HEIGHT + 4
        parts.append(f'<path d="M{x} {y - 4}h18" stroke="{colour}" stroke-width="2"/>')
        parts.append(f'<text x="{x + 24}" y="{y}">{axis.name} to {axis.sizes[-1]:,}</text>')
    return "".join([*parts, "</svg>\n"])


def main() -> None:
    """Prints a row for each size, and draws the picture if asked to."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--svg", type=Path, help="a file for the picture")
    given = parser.parse_args()
    found = list(lines())
    if given.svg:
        given.svg.write_text(drawn(found), "utf-8")


if __name__ == "__main__":
    main()
