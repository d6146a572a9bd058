"""Scripts of arrays run as a person would run them, and the problems that they are written for."""

import re
from random import Random

from cases import ACTIVATIONS, LOSSES, network

from backprop_cli import load, load_text, render, solve
from backprop_cli.problem.load import bundled

NUMBERED = [problem for name in bundled() for problem in load(name) if not problem.symbolic]
KINDS = [(activation, loss) for activation in ACTIVATIONS for loss in LOSSES]
CONVENTIONS = {
    "update_order": "during_backward",
    "mean": "at_gradients",
    "relu_at_zero": "1/2",
    "observations": "columns",
}


def ran(problem, format, steps=2):
    """The script of a problem's first steps, which has run without an assertion that failed."""
    return run(render(solve(problem, steps=steps if problem.train else None), format))


def run(source):
    """A script that has run."""
    exec(compile(source, "script.py", "exec"), {})  # our own output, and no user's text in it
    return source


def spoilt(source):
    """The same script with another number in the place of one that it asserts."""
    return re.sub(r'(expect\("L", L, )', r"\g<1>1 + ", source, count=1)


def of_kinds(activation, loss):
    """A random network with an activation and a loss."""
    return network(Random(f"{activation} {loss} script"), activation, loss, 2)


def under(name, convention):
    """A bundled problem under another convention."""
    return load(name, edits=[(f"conventions.{convention}", CONVENTIONS[convention], "--set")])[0]


def named_badly():
    """A graph whose names are words of Python and of the script."""
    text = "nodes: {np: lambda*x, expect: np^2 + x}\nat: {lambda: 2, x: 3}\n"
    return load_text(text, "t", "t")[0]
