"""A primitive is one row: a made-up one, put into the table during the test, works in every reading with nothing else touched."""

import json
import math
import sys
from fractions import Fraction

import numpy
import pytest

from backprop_cli import __main__ as command
from backprop_cli import load_text
from backprop_cli.evaluate.algebras import DECIMAL, SYMBOLIC, ExactAlgebra
from backprop_cli.evaluate.evaluate import evaluate
from backprop_cli.evaluate.intervals import Intervals
from backprop_cli.expr.compiled_form import called
from backprop_cli.expr.derivative import derivatives
from backprop_cli.expr.interval import Interval, turning
from backprop_cli.expr.node import symbol
from backprop_cli.expr.operations import OPERATIONS, Operation
from backprop_cli.expr.read.parser import parse_answer, parse_formula
from backprop_cli.expr.write.latex import latex
from backprop_cli.expr.write.layout import structure
from backprop_cli.expr.write.mathml import mathml
from backprop_cli.expr.write.style import ASCII
from backprop_cli.expr.write.text import text

ROW = Operation(
    "cosh",
    math.cosh,
    lambda x: None,
    lambda a, o, f: ((f("exp", a[0]) - f("exp", -a[0])) / 2,),
    turning(0.0),
    called("cosh", "cosh({0})"),
    "cosh",
    "cosh",
    ("cosh",),
)
FORMATS = {
    "solve": ("plain", "table", "json", "jsonl", "csv", "md", "latex", "html"),
    "derive": ("plain", "table", "json", "md", "latex", "html"),
    "graph": ("text", "svg", "dot", "mermaid", "tikz", "json"),
    "check": ("plain", "table", "json", "md", "latex", "html"),
}


@pytest.fixture
def cosh(monkeypatch):
    monkeypatch.setitem(OPERATIONS, "cosh", ROW)
    return parse_formula("cosh(x)")


@pytest.fixture
def backprop(cosh, monkeypatch, capsys, tmp_path):
    """The command line inside this process, where the table has the row: exit code and output."""
    (tmp_path / "p.yaml").write_text("expression: cosh(x)*y\nat: {x: -0.5, y: 3}\n")
    (tmp_path / "right.yaml").write_text("answers: [{step: 1, f: 3.3829, df/dx: -1.5633}]\n")
    (tmp_path / "wrong.yaml").write_text("answers: [{step: 1, v1: -1.1276, f: 3.3829, df/dx: 1.5633}]\n")
    monkeypatch.chdir(tmp_path)

    def run(*arguments):
        monkeypatch.setattr(sys, "argv", ["backprop", *arguments])
        with pytest.raises(SystemExit) as ended:
            command.main()
        return ended.value.code, capsys.readouterr().out

    return run


def test_it_is_read_and_written(cosh):
    assert cosh.op == "cosh" and parse_answer("cosh(x)") is cosh
    assert text(cosh**2) == "cosh(x)^2" == text(cosh**2, ASCII)
    assert latex(structure(cosh)) == r"\mathrm{cosh}(x)"
    assert ">cosh</mi>" in mathml(structure(cosh))


def test_it_has_a_value_in_every_algebra(cosh):
    assert evaluate(cosh, {"x": -0.5}, DECIMAL) == math.cosh(0.5)
    assert evaluate(cosh, {"x": symbol("w")}, SYMBOLIC) is parse_formula("cosh(w)")
    assert text(evaluate(cosh, {"x": Fraction(1, 2)}, ExactAlgebra())) == "cosh(1/2)"
    found = evaluate(cosh, {"x": Interval(-1.0, 0.5)}, Intervals())
    assert (found.lo, found.hi) == (1.0, math.cosh(1))


def test_it_is_compiled(cosh):
    (problem,) = load_text("expression: cosh(x)*y\nat: {x: -0.5, y: 3}\n", "p.yaml", "p")
    assert problem.stepper()(()) == ((), 3 * math.cosh(0.5))
    _weights, losses = problem.stepper(many=True)(numpy.empty((0, 2)))
    assert losses == pytest.approx([3 * math.cosh(0.5)] * 2)


def test_it_is_differentiated(cosh):
    slope = derivatives(cosh)[symbol("x")]
    assert evaluate(slope, {"x": 0.7}, DECIMAL) == pytest.approx(math.sinh(0.7))
    assert parse_answer("cosh′(x)") is slope


@pytest.mark.parametrize(
    ("name", "form"), [(name, form) for name in ("solve", "derive", "graph") for form in FORMATS[name]]
)
def test_every_command_shows_it_in_every_format(backprop, name, form):
    code, said = backprop(name, "p.yaml", "-f", form)
    assert not code and "cosh" in said


@pytest.mark.parametrize("form", FORMATS["check"])
def test_answers_about_it_are_judged(backprop, form):
    assert not backprop("check", "p.yaml", "right.yaml", "-f", form)[0]
    code, said = backprop("check", "p.yaml", "wrong.yaml", "-f", form)
    assert code == 1 and ("cosh" in said or form == "json")


def test_a_wrong_sign_before_it_is_named(backprop):
    report = json.loads(backprop("check", "p.yaml", "wrong.yaml", "-f", "json")[1])
    (slope,) = (answer for answer in report["answers"] if answer["name"] == "df/dx")
    assert slope["verdict"] == "wrong" and "sign" in json.dumps(slope)


def test_without_the_row_there_is_no_such_function():
    assert "cosh" not in OPERATIONS
    with pytest.raises(ValueError, match="unknown_function"):
        parse_formula("cosh(x)")
