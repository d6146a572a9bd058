"""LaTeX and HTML: one expression form, written in two dimensions; every document compiles, every fragment is valid."""

import re
import shutil
import subprocess
import xml.etree.ElementTree as ET
from fractions import Fraction
from random import Random

import pytest
from cases import LAYERS, LOSSES
from every_operation import EVERY, a, b, put

from backprop_cli.errors import Message
from backprop_cli.evaluate.algebras import DECIMAL
from backprop_cli.evaluate.evaluate import evaluate
from backprop_cli.expr.node import Node, elementwise, fresh, number
from backprop_cli.expr.read.parser import parse_formula
from backprop_cli.expr.read.tokens import FormulaError
from backprop_cli.expr.write.latex import escaped, latex
from backprop_cli.expr.write.layout import structure, value_structure
from backprop_cli.expr.write.mathml import math
from backprop_cli.expr.write.name_layout import name_structure
from backprop_cli.expr.write.style import ASCII, CANONICAL, TYPESET
from backprop_cli.expr.write.text import text
from backprop_cli.formats.look import Look
from backprop_cli.formats.markup import Markup, MarkupWriter
from backprop_cli.views.catalogue import kind_report
from backprop_cli.views.report import Table

CORE = {
    "math",
    "mrow",
    "mi",
    "mn",
    "mo",
    "mtext",
    "msup",
    "msub",
    "msubsup",
    "mfrac",
    "msqrt",
    "mtable",
    "mtr",
    "mtd",
    "mover",
    "munder",
    "mspace",
}


def around(node):
    """What may stand around an expression, as it stands: nothing is computed."""
    return [
        ("neg", (node,)),
        ("mul", (node, node)),
        ("add", (node, a)),
        ("add", (a, node)),
        ("div", (node, a)),
        ("div", (a, node)),
        ("power", (node, number(2))),
    ]


def balanced(text):
    depth = 0
    for sign in re.sub(r"\\[{}]", "", text):
        depth += (sign == "{") - (sign == "}")
        assert depth >= 0
    return depth == 0


@pytest.mark.parametrize("name", EVERY)
def test_every_operation_is_written_as_text_in_balanced_latex_and_in_valid_mathml(name):
    whole = EVERY[name]
    for node in (whole, *(fresh(op, args, None, whole.shape) for op, args in around(whole))):
        for style in (CANONICAL, TYPESET, ASCII):
            line = text(node, style)
            assert line.count("(") == line.count(")") and line.count("[") == line.count("]")
        said = latex(structure(node))
        assert balanced(said) and said.count(r"\left") == said.count(r"\right") + said.count(r"\leftarrow")
        tree = ET.fromstring(math(structure(node)))
        assert {element.tag.rpartition("}")[2] for element in tree.iter()} <= CORE


def as_python(said):
    """LaTeX of scalar formulas, as this module writes it, as Python: an independent reading of its brackets."""
    assert "}^" not in said, "an exponent after a brace: of a fraction, a reader cannot see of how much of it"
    said = said.replace(r"\left(", "(").replace(r"\right)", ")").replace(r"\cdot", "*").replace(" ", "")
    while r"\frac" in said:
        start = said.index(r"\frac")
        above, rest = braced(said[start + 5 :])
        below, rest = braced(rest)
        said = f"{said[:start]}(({above})/({below})){rest}"
    while "^{" in said:
        start = said.index("^{")
        inside, rest = braced(said[start + 1 :])
        said = f"{said[:start]}**({inside}){rest}"
    return said.replace("{", "(").replace("}", ")")


def braced(text):
    depth = 0
    for index, sign in enumerate(text):
        depth += (sign == "{") - (sign == "}")
        if depth == 0:
            return text[1:index], text[index + 1 :]
    raise AssertionError(text)


@pytest.mark.parametrize(
    ("node", "said"),
    [
        ((a / b) ** 2, r"\left(\frac{a}{b}\right)^{2}"),
        (number(Fraction(1, 2)) ** a, r"\left(\frac{1}{2}\right)^{a}"),
        ((-a / b) ** 2, r"\left(-\frac{a}{b}\right)^{2}"),
        (elementwise("exp", a) ** 2, "(e^{a})^{2}"),
        (fresh("div", (put(-0.5), b), None, ()), r"-\frac{0.5}{b}"),
        (fresh("div", (put(-0.5), put(-2.5)), None, ()), r"-\frac{0.5}{-2.5}"),
        (a / (b / a), r"\frac{a}{\frac{b}{a}}"),
    ],
)
def test_a_fraction_has_brackets_under_an_exponent_and_its_minus_before_it(node, said):
    assert latex(structure(node)) == said


def test_a_missing_bracket_is_seen():
    with pytest.raises(AssertionError):
        as_python(r"\frac{a}{b}^{2}")


@pytest.mark.parametrize("seed", range(60))
def test_brackets_of_latex_are_where_the_value_needs_them(seed):
    random = Random(seed)

    def some(depth):
        if depth == 0:
            return random.choice(["a", "b", "c", str(random.randint(1, 4))])
        left, right = some(depth - 1), some(depth - 1)
        return random.choice(
            [
                f"({left})+({right})",
                f"({left})-({right})",
                f"({left})*({right})",
                f"({left})/({right})",
                f"({left})^2",
                f"-({left})",
            ]
        )

    said = some(4)
    try:
        node = parse_formula(said)
    except FormulaError:
        return
    at = {"a": 1.7, "b": 2.3, "c": -0.6}
    try:
        wanted = evaluate(node, at, DECIMAL)
    except ZeroDivisionError:
        return
    assert eval(as_python(latex(structure(node))), {"__builtins__": {}}, at) == pytest.approx(wanted, rel=1e-9)


@pytest.mark.parametrize(
    ("said", "wanted"),
    [
        ("(x/y)^2", r"\left(\frac{x}{y}\right)^{2}"), ("(x^2)^3", "(x^{2})^{3}"), ("(-x)^2", "(-x)^{2}"),
        ("sqrt(x/y)^2", r"\sqrt{\frac{x}{y}}^{2}"), ("(x/y)/z", r"\frac{\frac{x}{y}}{z}"), ("-(x/y)", r"-\frac{x}{y}"),
    ],
)  # fmt: skip
def test_a_base_that_is_no_atom_has_brackets_under_its_power(said, wanted):
    assert latex(structure(parse_formula(said))) == wanted


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("W1", "W_{1}"), ("W1[1,2]", "w_{12}^{(1)}"), ("H1[2]", "h_{2}^{(1)}"), ("y_hat", r"\hat{y}"), ("lr", r"\gamma"),
        ("dL/dW3", r"\frac{\partial L}{\partial W_{3}}"), ("x1", "x_{1}"), ("delta2[1]", r"\delta_{1}^{(2)}"),
        ("W3⁺", "W_{3}^{ + }"), ("L_i", "L_{i}"), ("O1b", "O_{1b}"), ("W10[11,2]", "w_{11{,}2}^{(10)}"),
        ("net_h", r"\mathrm{net}_{h}"), ("out_o1", r"\mathrm{out}_{o1}"), ("E_total", r"E_{\mathrm{total}}"), ("a_b_c", r"\text{a\_b\_c}"),
    ],
)  # fmt: skip
def test_canonical_names_are_set_as_a_book_sets_them(name, said):
    assert latex(name_structure(name)) == said


HOSTILE = [
    r"\input{/etc/passwd}",
    r"\write18{ls}",
    "a_b^c",
    "50% & more #1 $x$",
    "~{}",
    "<script>alert(1)</script>",
    "\ue000",
    "ж\u202eя",
    "x" * 64,
]


@pytest.mark.parametrize("label", HOSTILE)
def test_a_hostile_name_is_a_text_and_no_command(label):
    said = latex(name_structure("W1", {"W1": label}.get))
    assert "\\input" not in said and "\\write" not in said and balanced(said)
    bare = re.sub(r"\\(text[a-z]*|[{}$&#%_])(\{\})?", "", said)
    assert not set("$&#%_^~\\") & set(bare)
    assert ET.fromstring(math(name_structure("W1", {"W1": label}.get))) is not None


def test_a_user_s_private_signs_are_not_taken_for_formulas():
    prose = MarkupWriter(Look(), Markup(escaped, lambda part: f"${latex(part)}$"))
    assert prose.say(Message("board.equation", {"name": "W1", "formula": a})).count("$") == 4
    assert "$" not in prose.say("\ue000 plain")


@pytest.mark.parametrize(
    ("sign", "said"), [("✓", r"\checkmark{}"), ("✗", r"$\times$"), ("λ", r"$\lambda$"), ("é", r"\'{e}"), ("ж", "ж")]
)
def test_signs_of_other_alphabets_and_marks_are_written(sign, said):
    assert escaped(sign) == said


def test_values_are_matrices_numbers_and_fractions():
    assert (
        latex(value_structure(((Fraction(-1, 16), 2.0), (0.5, 1.0))))
        == r"\begin{pmatrix} -\frac{1}{16} & 2.0 \\ 0.5 & 1.0 \end{pmatrix}"
    )
    assert latex(value_structure(((Fraction(-1, 16), Fraction(2)),))) == r"\left(-\frac{1}{16}, 2\right)"
    assert latex(value_structure((-1.0, 0.5), separator=";")) == r"(-1.0;\ 0.5)"
    assert latex(value_structure(((0.5,),))) == "0.5"
    assert latex(structure(number(Fraction(1, 2)) * a)) == r"\frac{1}{2} \cdot a"


@pytest.mark.parametrize("command", ["solve", "derive", "check"])
@pytest.mark.parametrize("form", ["plain", "json", "md", "latex", "html"])
@pytest.mark.parametrize("graph", ["expression: x/y + e^0*x + x^0", "nodes: {a: x - y, f: a/y}"])
def test_a_quotient_with_a_negative_decimal_on_top_is_written(backprop, tmp_path, graph, form, command):
    (tmp_path / "p.yaml").write_text(f"{graph}\nat: {{x: -0.5, y: 2.5{', e: -1' if 'e^0' in graph else ''}}}\n")
    (tmp_path / "a.yaml").write_text("answers: [{step: 1, f: 0.123, df/dx: -0.4}]\n")
    done = backprop(command, "p.yaml", *(["a.yaml"] if command == "check" else []), "-f", form)
    assert done.returncode == (command == "check") and "should not happen" not in done.err


@pytest.mark.skipif(
    not shutil.which("pdflatex"), reason="needs the Debian packages texlive-latex-recommended and texlive-lang-cyrillic"
)
def test_every_kind_s_formulas_and_every_hostile_text_compile(tmp_path):
    kinds = [("layers", kind) for kind in LAYERS] + [("losses", kind) for kind in LOSSES]
    tables = [block for kind in kinds for block in kind_report(*kind) if isinstance(block, Table)]
    formulas = [cell for table in tables for row in table.rows for cell in row if isinstance(cell, Node)]
    assert len(formulas) >= 2 * len(kinds)
    lines = [latex(structure(node)) for node in formulas]
    lines += [latex(structure(node)) for node in EVERY.values()] + [
        latex(name_structure("W1", {"W1": label}.get)) for label in HOSTILE
    ]
    body = (
        "\n\n".join(f"${line}$" for line in lines)
        + "\n\n"
        + "\n\n".join(map(escaped, [label for label in HOSTILE if "\ue000" not in label]))
    )
    text = (
        "\\documentclass{article}\n\\usepackage[T2A]{fontenc}\n\\usepackage[utf8]{inputenc}\n\\usepackage{amsmath}\n\\begin{document}\n"
        + body.replace("\ue000", "")
        + "\n\\end{document}\n"
    )
    (tmp_path / "all.tex").write_text(text, encoding="utf-8")
    done = subprocess.run(
        ["pdflatex", "-interaction=nonstopmode", "-halt-on-error", "all.tex"],
        cwd=tmp_path,
        capture_output=True,
        timeout=60,
    )
    assert done.returncode == 0, done.stdout.decode(errors="replace")[-1500:]
