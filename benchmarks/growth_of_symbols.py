"""How symbols grow: `derive` of 20 layers against 5, 100 symbolic steps of exercise 3 against 2, and 2 against sympy.

python -m benchmarks.growth_of_symbols
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import count

from backprop_cli import derive, load_text
from backprop_cli.evaluate.algebras import SYMBOLIC
from backprop_cli.evaluate.evaluate import evaluate, map_value
from backprop_cli.expr.names import updated
from backprop_cli.expr.node import symbol
from backprop_cli.program.line import Program
from backprop_cli.program.step import Programs

from .figures import Baseline, Figure, compared, seconds, show

LAYER = "  - linear: {weights: [[0.5, -0.25], [1, 0.75]], bias: [0.125, -0.5]}\n  - tanh\n"
NEURON = "  - linear: {weights: [[0]], bias: [0]}\n  - sigmoid\n"
NAMES = ("W1", "b1", "W2", "b2", "W3", "b3")
numbers = count()


def deep(layers: int) -> str:
    """The text of a network of so many layers of width 2."""
    return f"network:\n{LAYER * layers}data: [{{x: [1, 2], y: [0, 1]}}]\nloss: mse\ntrain: {{lr: 1}}\n"


def derived(layers: int) -> float:
    """The seconds that reading a network and deriving all of it takes."""
    return seconds(lambda: derive(load_text(deep(layers), "deep.yaml", "deep")[0]))


def symbolic(program: Program, steps: int) -> float:
    """The seconds of so many steps with letters for numbers, every line under its name; new names each time."""
    mark = f"_{next(numbers)}"

    def taken() -> None:
        given = {name: symbol(name + mark) for name in (*NAMES, "lr", "x", "y")}
        values = {name: ((w,),) if name[0] == "W" else (w,) if name[0] == "b" else w for name, w in given.items()}
        values |= {"X": ((given["x"],),), "y": ((given["y"],),)}
        for step in range(steps):
            for line in program:
                value = evaluate(line.expression, values, SYMBOLIC)
                called = f"{line.name}{mark}_{step}"
                values[line.name] = map_value(lambda item, called=called: symbol(called), value)  # type: ignore[misc]
            values |= {name: values[updated(name)] for name in NAMES}

    return seconds(taken)


def sympy_steps() -> float:
    """The seconds of two steps in sympy, every value and gradient under a name; new names each time."""
    import sympy

    mark = f"_{next(numbers)}"

    def sigma(x: sympy.Expr) -> sympy.Expr:
        return 1 / (1 + sympy.exp(-x))

    def taken() -> None:
        given = {name: sympy.Symbol(name + mark) for name in (*NAMES, "lr", "x", "y")}
        x, y, lr = given["x"], given["y"], given["lr"]
        for step in range(2):
            outs, value = [x], x
            for layer in (1, 2, 3):
                z = sympy.Symbol(f"z{layer}{mark}{step}")
                _line = value * given[f"W{layer}"] + given[f"b{layer}"]
                _out, value = sigma(z), sympy.Symbol(f"o{layer}{mark}{step}")
                outs.append(value)
            loss = (y - value) ** 2 / 2
            d = sympy.diff(loss, value)
            for layer in (3, 2, 1):
                z, out = sympy.Symbol(f"z{layer}{mark}{step}"), outs[layer]
                slope = sympy.diff(sigma(z), z)
                at = d * slope.subs(sigma(z), out)
                named = sympy.Symbol(f"d{layer}{mark}{step}")
                _gradients = at, named * outs[layer - 1]
                new = (given[f"W{layer}"] - lr * named * outs[layer - 1], given[f"b{layer}"] - lr * named)
                d = named * given[f"W{layer}"]
                for name, _value in zip((f"W{layer}", f"b{layer}"), new):
                    given[name] = sympy.Symbol(f"{name}{mark}{step}")

    return seconds(taken)


def figures(rounds: int = 7) -> Iterator[Figure]:
    """The three figures; that against sympy only where there is sympy."""
    yield compared("derive of 20 layers", 4, lambda: derived(20), Baseline("of 5 layers", lambda: derived(5)), rounds)
    (problem,) = load_text(
        f"network:\n{NEURON * 3}data: [{{x: [1], y: [1]}}]\nloss: half_squared_error\ntrain: {{lr: 1}}",
        "ex3.yaml",
        "ex3",
    )
    program = Programs(problem).program(1)
    ours = lambda steps: lambda: symbolic(program, steps)  # noqa: E731
    yield compared("100 symbolic steps of ex3", 50 * 1.2, ours(100), Baseline("2 of them", ours(2)), rounds)
    try:
        import sympy  # noqa: F401
    except ImportError:
        print("without sympy two symbolic steps are not compared with it")
        return
    yield compared(
        "two symbolic steps of ex3, new names", 0.15, ours(2), Baseline("sympy, named parts", sympy_steps), rounds
    )


if __name__ == "__main__":
    show(figures())
