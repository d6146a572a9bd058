"""Files as they come: bundled problems and right answers, damaged the way editors, people and disks damage them."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache
from random import Random
from typing import Any

from places import PROBLEMS

from backprop_cli import load, solve, template

NUMBER = re.compile(r"(?<![\w.])-?\d+(?:\.\d+)?(?:/\d+)?")
NUMBERS = [
    "0",
    "-1",
    "1e308",
    "-1e308",
    "1e-308",
    "1e400",
    "9" * 39,
    "1/3",
    "1/0",
    "0/0",
    "0,5",
    "1.2.3",
    "nan",
    "inf",
    "1e",
    "x",
    "",
]
NUMBERS += [
    "exp(700)",
    "exp(-800)",
    "ln(0)",
    "2^16",
    "9^9^9",
    "sqrt(-1)",
    "1_000",
    "0x10",
    "1:30",
    "12-25",
    "½",
    "１",
    "50%",
    "+1",
    "- 1",
    "--1",
]
SIGNS = [
    "\0",
    "\t",
    "\r",
    "\ufeff",
    "\u2028",
    "\x85",
    "\u202e",
    "\u0301",
    "é",
    "ŷ",
    "а",
    "ｘ",
    "𝛼",
    "∂",
    "😀",
    "\x1b[31m",
    "'",
    '"',
    "{",
    "}",
    "[",
    "]",
]
SIGNS += [
    ":",
    "- ",
    "? ",
    "#",
    "&a ",
    "*a",
    "!!set ",
    "|\n",
    ">-\n",
    "%",
    "@",
    "`",
    "---\n",
    "...\n",
    "<<: ",
    ",",
    "\n",
    "    ",
    "=",
    "~",
]
THINGS = [
    "[]",
    "{}",
    "null",
    "true",
    "text",
    "''",
    "[[[1]]]",
    "[[1], [2, 3]]",
    "{a: {b: c}}",
    "[1, x]",
    "2024-01-01",
    "[" * 40,
    "&a [*a]",
    "1",
]
WORDS = [
    "network",
    "loss",
    "data",
    "train",
    "lr",
    "order",
    "epochs",
    "weights",
    "bias",
    "linear",
    "relu",
    "softmax",
    "sigmoid",
    "function",
    "momentum",
]
WORDS += [
    "mse",
    "log_loss",
    "cross_entropy",
    "hinge",
    "questions",
    "given",
    "input",
    "upstream",
    "names",
    "tests",
    "answers",
    "step",
    "final",
    "x",
    "y",
]
WORDS += [
    "conventions",
    "during_backward",
    "outputs_by_inputs",
    "nodes",
    "expression",
    "at",
    "wrt",
    "frozen",
    "shared",
    "init",
    "name",
    "points",
    "e",
    "class",
]


def _spot(random: Random, text: str) -> int:
    return random.randrange(len(text) + 1)


def _number_replaced(random: Random, text: str) -> str:
    found = list(NUMBER.finditer(text))
    if not found:
        return text
    match = random.choice(found)
    other = random.choice(found)[0] if random.random() < 0.5 else random.choice(NUMBERS)
    return text[: match.start()] + other + text[match.end() :]


def _cut(random: Random, text: str) -> str:
    at = _spot(random, text)
    return text[:at] + text[at + random.choice([1, 1, 2, 5, 40]) :]


def _sign_put_in(random: Random, text: str) -> str:
    at = _spot(random, text)
    return text[:at] + random.choice(SIGNS) + text[at:]


def _lines_changed(random: Random, text: str) -> str:
    """A line left out, twice there, in another place, indented otherwise, or with its value replaced."""
    lines = text.splitlines(keepends=True) or [""]
    at, to = random.randrange(len(lines)), random.randrange(len(lines))
    line = lines[at]
    kind = random.randrange(6)
    if kind == 0:
        del lines[at]
    elif kind == 1:
        lines.insert(to, line)
    elif kind == 2:
        lines[at], lines[to] = lines[to], line
    elif kind == 3:
        lines[at] = " " * random.randrange(5) + line.lstrip()
    elif kind == 4 and ":" in line:
        lines[at] = line.partition(":")[0] + ": " + random.choice(THINGS) + "\n"
    else:
        del lines[at : at + random.randrange(1, 6)]
    return "".join(lines)


def _value_replaced(random: Random, text: str) -> str:
    found = list(re.finditer(r"(?<=[:\[,] )[^\s,\]\}\{\[]+(?=[,\]\}\n])", text))
    if not found:
        return text
    match = random.choice(found)
    return text[: match.start()] + random.choice([*THINGS, *NUMBERS, *WORDS]) + text[match.end() :]


def _word_replaced(random: Random, text: str) -> str:
    found = list(re.finditer(r"[a-z_]{2,}", text))
    if not found:
        return text
    match = random.choice(found)
    return text[: match.start()] + random.choice(WORDS) + text[match.end() :]


def _end_cut_off(random: Random, text: str) -> str:
    return text[: _spot(random, text)]


def _another_document(random: Random, text: str) -> str:
    return text + "---\n" + random.choice(problem_texts())


CHANGES: list[Callable[[Random, str], str]] = [
    *(_number_replaced, _number_replaced, _cut, _sign_put_in, _lines_changed, _lines_changed),
    *(_value_replaced, _value_replaced, _word_replaced, _end_cut_off, _another_document),
]


def damaged(text: str, random: Random) -> bytes:
    """The text after one to four changes, as bytes, of which one may have been flipped."""
    for _ in range(random.choice([1, 1, 1, 2, 2, 3, 4])):
        text = random.choice(CHANGES)(random, text)
    data = bytearray(text.encode("utf-8", "surrogatepass"))
    if data and random.random() < 0.1:
        data[random.randrange(len(data))] ^= 1 << random.randrange(8)
    return bytes(data)


@cache
def problem_texts() -> list[str]:
    """Every bundled problem file, and each once more without its tests, which are half of it and not read by most commands."""
    texts = [path.read_text("utf-8") for path in sorted(PROBLEMS.glob("*.yaml"))]
    return [*texts, *(re.sub(r"(?ms)^tests:\n.*?(?=^---|\Z)", "", text) for text in texts)]


@cache
def answer_texts() -> list[tuple[str, str, str]]:
    """(problem, name of the file, right answers) for a few problems, in each form that an answer file has."""
    found = []
    for name in ("ex3", "ex4-regression", "ex5", "mazur-2-2-2", "softmax-layer", "ex1"):
        (problem,) = load(name)
        known = {(row.step, row.name): row.value for row in solve(problem).trace()}
        lines = template(problem).splitlines()
        step, rows, filled = 0, [], []
        for line in lines:
            step = (
                int(line.partition("step: ")[2]) if "- step: " in line else 0 if not line.startswith("    ") else step
            )
            key = line.strip().removesuffix(":").strip('"')
            value = known.get((step, key))
            filled.append(line if value is None else f"{line} {_listed(value)}")
            rows += [] if value is None else [(step, key, str(_listed(value)))]
        found.append((name, "answers.yaml", "\n".join(filled) + "\n"))
        found.append((name, "answers.csv", "step,name,value\n" + "".join(f'{s},{n},"{v}"\n' for s, n, v in rows)))
        found.append(
            (
                name,
                "answers.md",
                "| step | name | value |\n|---|---|---|\n" + "".join(f"| {s} | {n} | {v} |\n" for s, n, v in rows),
            )
        )
        found.append((name, "answers.txt", "".join(f"step {s}\n{n} = {v}\n" for s, n, v in rows)))
    return found


def _listed(value: Any) -> Any:
    return [_listed(item) for item in value] if isinstance(value, tuple) else float(f"{value:.4g}")
