"""Names are put together and taken apart in expr/names.py alone."""

import ast
import re
from pathlib import Path

import pytest
from places import PACKAGE
from sources import parsed

from backprop_cli.expr.names import Name, parse

HOME = "expr/names.py"
ALLOWED = {  # the file and the piece → why it stands there
    ("program/spellings.py", "⁺"): "what people write for a new weight: W1+, W1_new, W1'",
    ("expr/write/latex.py", "⁺"): "the sign's LaTeX",
    ("expr/write/ascii.py", "⁺"): "the sign in ASCII",
}
# Of text: the mark of a new value, a derivative, a mark that is never printed, a unit matrix.
GLUE = re.compile(r"⁺|(?<![a-z])dL/d|^/d$|^d/d|^:(?:local|total|first|before|other)|^I:")
CUTS = {"partition", "rpartition", "split", "rsplit", "removeprefix", "removesuffix", "startswith", "endswith"}
CUT_AT = {":", "/d", "[", "]", "⁺"}
CUTTERS = {  # where text is cut at such a sign and is no name: the file and the sign → why
    ("views/lookup.py", ":"): "an address, STEP:NAME",
    ("checking/answers/table.py", "]"): "a name as a person wrote it, in a table",
    ("checking/answers/lines.py", ":"): "a line of answers, NAME: VALUE",
}


def docstrings(tree: ast.AST) -> set[int]:
    """The ids of the nodes that are docstrings."""
    bodies = (body for node in ast.walk(tree) if isinstance(body := getattr(node, "body", None), list) and body)
    return {id(first.value) for first, *_ in bodies if isinstance(first, ast.Expr)}


def glued(source: str) -> list[str]:
    """The pieces of text in a source by which names are put together or taken apart."""
    tree = parsed(source)
    said, found = docstrings(tree), []
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in said:
            found += GLUE.findall(node.value)
        elif isinstance(node, ast.JoinedStr):
            pairs = zip(node.values, node.values[1:])
            found += ["NAME[" for a, b in pairs if isinstance(a, ast.FormattedValue) and getattr(b, "value", "") == "["]
    return found


def cut(source: str) -> list[str]:
    """The signs of names at which a source cuts a text, or for which it looks at its ends."""
    return [
        node.args[0].value
        for node in ast.walk(parsed(source))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in CUTS
        if node.args and isinstance(node.args[0], ast.Constant) and node.args[0].value in CUT_AT
    ]


def elsewhere(find, allowed: dict[tuple[str, str], str]) -> tuple[set[str], set[tuple[str, str]]]:
    """What is found outside the home of names and is not allowed, and what is allowed and not found."""
    found = set()
    for path in sorted(Path(PACKAGE).rglob("*.py")):
        place = path.relative_to(PACKAGE).as_posix()
        if place != HOME and not place.startswith("i18n/"):
            found |= {(place, piece) for piece in find(path.read_text(encoding="utf-8"))}
    return {f"{place}: {piece}" for place, piece in found - allowed.keys()}, allowed.keys() - found


@pytest.mark.slow
def test_names_are_put_together_in_one_place():
    assert elsewhere(glued, ALLOWED) == (set(), set())


@pytest.mark.slow
def test_names_are_taken_apart_in_one_place():
    assert elsewhere(cut, CUTTERS) == (set(), set())


@pytest.mark.parametrize(
    "bad",
    [
        'new = f"{name}⁺"',
        'slope = "dL/d" + name',
        'slope = f"dL/d{name}"',
        'name = f"d{a}/d{b}"',
        'local = f"{name}:local"',
        'entry = f"{name}[{i},{j}]"',
        'symbol(f"I:{i}:{n}")',
    ],
)
def test_a_name_that_is_glued_by_hand_is_caught(bad):
    assert glued(bad)


@pytest.mark.parametrize(
    "bad",
    ['name.partition(":")', 'name[1:].split("/d", 1)', 'name.endswith("⁺")', 'name.partition("[")[0]'],
)
def test_a_name_that_is_cut_by_hand_is_caught(bad):
    assert cut(bad)


@pytest.mark.parametrize(
    ("name", "parts"),
    [
        ("W1", Name("W1")),
        ("dL/dy_hat", Name("L", "y_hat")),
        ("dO1/dH1", Name("O1", "H1")),
        ("dL/dW1[1,2]", Name("L", "W1", (1, 2))),
        ("b1[2]", Name("b1", entry=(2,))),
        ("L_i⁺", Name("L_i", new=True)),
        ("v1:local", Name("v1", mark="local")),
        ("ddx/dd:total", Name("dx", "d", mark="total")),
        ("I:3:4", Name("I", mark="3:4")),
        ("", Name("")),
        ("[1]", Name("[1]")),
        ("W1[1,]", Name("W1[1,]")),
        ("W1[1", Name("W1[1")),
        ("W1[i,j]", Name("W1[i,j]")),
        ("d/dx", Name("d/dx")),
        ("df/d", Name("df/d")),
    ],
)
def test_the_parts_of_a_name_make_the_name_again(name, parts):
    assert parse(name) == parts
    assert str(parts) == name
