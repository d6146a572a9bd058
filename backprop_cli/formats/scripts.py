"""Solutions as scripts of numpy or torch: the lines of the work as code, each of which asserts our value."""

from __future__ import annotations

import keyword
import re
from collections.abc import Iterable, Iterator

from ..errors import fail
from ..evaluate.evaluate import Value
from ..expr.names import LOCAL, NEW, parse, plain_name, updated
from ..expr.traverse import symbols
from ..expr.write.python import NUMPY, TORCH, ArrayWriter, Dialect, array_source
from ..problem.model import Problem
from ..solution.solution import Solution, Step
from ..solution.trace import Row
from ..views.solution import step_heading
from .look import Look
from .messages import in_signs, say

_EXPECT = {
    "np": '''def expect(name, value, expected):
    """What the line NAME comes to is what backprop says."""
    np.testing.assert_allclose(value, expected, rtol=1e-9, atol=1e-12, err_msg=name)''',
    "torch": '''def expect(name, value, expected):
    """What the line NAME comes to is what backprop says."""
    found = torch.as_tensor(value, dtype=torch.float64).detach().expand(torch.tensor(expected).shape)
    near = dict(rtol=1e-9, atol=1e-12, msg=lambda said: f"{name}: {said}")
    torch.testing.assert_close(found, torch.tensor(expected), **near)''',
}
_HEADS = {"np": "import numpy as np", "torch": "import torch\n\ntorch.set_default_dtype(torch.float64)"}


def numpy_script(solutions: Iterable[Solution], look: Look) -> Iterator[str]:
    """A script that needs numpy alone. Raises BackpropError for a problem without numbers."""
    return _script(solutions, NUMPY, look)


def torch_script(solutions: Iterable[Solution], look: Look) -> Iterator[str]:
    """A script of torch, which also compares our gradients with those of its autograd.

    Raises BackpropError for a problem without numbers.
    """
    return _script(solutions, TORCH, look)


def _script(solutions: Iterable[Solution], dialect: Dialect, look: Look) -> Iterator[str]:
    written = [_Script(solution, dialect, look) for solution in solutions]
    bodies = ["\n".join(script.lines()) for script in written]
    functions = {name: source for script in written for name, source in script.writer.functions.items()}
    used = [name for name in ("itertools", "math") if any(f"{name}." in source for source in functions.values())]
    if used:
        yield "".join(f"import {name}\n" for name in used) + "\n"
    yield "\n\n\n".join([_HEADS[dialect.module], _EXPECT[dialect.module], *functions.values()]) + "\n\n\n"
    yield "\n\n".join(bodies) + "\n"


class Identifiers(dict[str, str]):
    """Identifiers of Python for the names of values, made when they are first asked for: dL_dW1, W1_new.

    >>> names = Identifiers()
    >>> names["dL/dW1"], names[updated("W1")], names["lambda"], names["W1[1,2]"], names["W1_1_2"]
    ('dL_dW1', 'W1_new', 'lambda_', 'W1_1_2', 'W1_1_2_')
    """

    def __missing__(self, name: str) -> str:
        said = re.sub(r"\W+", "_", name.replace(NEW, "_new").replace("/", "_")).rstrip("_")
        if not said.isidentifier():
            said = "v_" + said
        while keyword.iskeyword(said) or said in self.values() or said in ("np", "torch", "expect", "autograd"):
            said += "_"
        self[name] = said
        return said


class _Script:
    """The lines of one problem's script, written step by step."""

    def __init__(self, solution: Solution, dialect: Dialect, look: Look) -> None:
        problem = solution.problem
        if problem.symbolic:
            raise fail("fault.script_without_numbers", name=problem.name)
        self.solution, self.dialect, self.look = solution, dialect, look
        self.names = Identifiers()
        self.writer = ArrayWriter(dialect, self.names)
        self.known: dict[str, Value] = {}

    def lines(self) -> Iterator[str]:
        """The source, line by line."""
        problem = self.solution.problem
        yield f"# {say(problem.text(problem.title, self.look.lang) or problem.name, self.look)}"
        for step in self.solution.steps():
            values = step.rows[0].values if step.rows else {}
            message, _ = step_heading(problem, step.number, step.last, step.observations, values)
            yield f"\n# {say(message, self.look)}"
            yield from self._step(step)

    def _step(self, step: Step) -> Iterator[str]:
        rows = [row for row in step.rows if row.value is not None]
        compared = self._by_autograd(rows) if self.dialect is TORCH else {}
        yield from self._given(rows, {by for _, by in compared.values()})
        phase = ""
        for row in rows:
            if row.phase != phase:
                phase = row.phase
                yield f"# {phase}"
            yield from self._line(row)
            if row.line.name in compared:
                yield self._compared(row, *compared[row.line.name])
        for row in rows:
            if row.line.target:
                yield from self._kept(row.line.target)

    def _by_autograd(self, rows: list[Row]) -> dict[str, tuple[str, str]]:
        """Of every line that is a whole derivative by something given: what is differentiated, and by what."""
        if not _is_plain_gradient(self.solution.problem):
            return {}
        made = {row.line.name for row in rows}
        found = {}
        for row in rows:
            parts = parse(row.line.name)
            if parts.by and parts.mark != LOCAL and not row.line.part_of and parts.below not in made:
                found[row.line.name] = (parts.what, parts.below)
        return {name: pair for name, pair in found.items() if pair[0] in made and pair[1] in rows[-1].values}

    def _compared(self, row: Row, of: str, by: str) -> str:
        """The same derivative by torch; 0 where the one does not hang on the other."""
        found = f"torch.autograd.grad({self.names[of]}, {self.names[by]}, retain_graph=True, materialize_grads=True)[0]"
        return f'expect("{self._said(row.line.name)} (autograd)", {found}, {array_source(row.values[row.line.name])})'

    def _said(self, name: str) -> str:
        """A name as a message of the script says it."""
        return in_signs(plain_name(name), self.look)

    def _kept(self, target: str) -> Iterator[str]:
        """The new value takes the place of the old one."""
        new = updated(target)
        detached = ".detach().requires_grad_()" if self.dialect is TORCH else ""
        self.known[target] = self.known[new]
        yield f"{self.names[target]} = {self.names[new]}{detached}"

    def _given(self, rows: list[Row], differentiated: set[str]) -> Iterator[str]:
        """What the lines read and no line before them makes, where it is not known yet."""
        made: set[str] = set()
        for row in rows:
            for name in symbols(row.line.expression):
                value = row.values.get(name)
                if name not in made and value is not None and (name not in self.known or self.known[name] != value):
                    self.known[name] = value
                    source = array_source(value)
                    if isinstance(value, tuple) or self.dialect is TORCH:
                        more = ", requires_grad=True" if name in differentiated else ""
                        source = f"{self.dialect.array}({source}{more})"
                    yield f"{self.names[name]} = {source}"
            made.add(row.line.name)

    def _line(self, row: Row) -> Iterator[str]:
        name = row.line.name
        assert row.value is not None
        self.known[name] = row.value
        written = self.writer.written(row.line.expression)
        yield f"{self.names[name]} = {written}"
        yield f'expect("{self._said(name)}", {self.names[name]}, {array_source(row.values[name])})'


def _is_plain_gradient(problem: Problem) -> bool:
    """Whether its gradients are true ones: no weight changes meanwhile, and no kink has a slope of choice."""
    conventions = problem.conventions
    return conventions.get("update_order") != "during_backward" and not conventions.get("relu_at_zero")
