"""Mutants: each is one small change of one place in the code.

A comparison or an operator turned, `and` for `or`, a condition negated, a number moved by one, a returned value left out.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import NamedTuple

TURNED: dict[type[ast.AST], type[ast.AST]] = {
    ast.Add: ast.Sub, ast.Sub: ast.Add, ast.Mult: ast.Div, ast.Div: ast.Mult, ast.FloorDiv: ast.Mult, ast.Pow: ast.Mult,
    ast.Mod: ast.Add, ast.BitOr: ast.BitAnd, ast.BitAnd: ast.BitOr,
    ast.Lt: ast.LtE, ast.LtE: ast.Lt, ast.Gt: ast.GtE, ast.GtE: ast.Gt, ast.Eq: ast.NotEq, ast.NotEq: ast.Eq,
    ast.Is: ast.IsNot, ast.IsNot: ast.Is, ast.In: ast.NotIn, ast.NotIn: ast.In, ast.And: ast.Or, ast.Or: ast.And,
}  # fmt: skip


class Mutant(NamedTuple):
    """One change: the file's place in the package, line and column from 0, end, and what stands there instead."""

    place: str
    start: tuple[int, int]
    end: tuple[int, int]
    after: str

    @property
    def key(self) -> str:
        """The mutant's name in a file of results."""
        return f"{self.place}:{self.start[0] + 1}:{self.start[1]} {self.after}"

    def source(self, text: str) -> str:
        """The file's text with the change."""
        lines = text.encode().splitlines(keepends=True)  # columns of ast count bytes
        (first, left), (last, right) = self.start, self.end
        after = self.after[:-1] + "\n" * (last - first) + ")"  # all other lines stay where they are
        head, tail = lines[first][:left], lines[last][right:]
        return b"".join([*lines[:first], head + after.encode() + tail, *lines[last + 1 :]]).decode()

    def said(self, text: str) -> str:
        """The change as a person reads it: the place, what stands there, and what it becomes."""
        lines = text.encode().splitlines()
        before = b" ".join(lines[self.start[0] : self.end[0] + 1]).decode()
        now = " ".join(self.source(text).splitlines()[self.start[0] : self.end[0] + 1])
        return (
            f"{self.place}:{self.start[0] + 1}: {' '.join(before.split())} → {' '.join(now.split()).replace(' )', ')')}"
        )


def changes(node: ast.AST) -> Iterator[ast.AST]:
    """The nodes that may stand in the place of one."""
    if isinstance(node, ast.BinOp) and type(node.op) in TURNED:
        yield ast.BinOp(node.left, TURNED[type(node.op)](), node.right)  # type: ignore[arg-type]
    elif isinstance(node, ast.BoolOp):
        yield ast.BoolOp(TURNED[type(node.op)](), node.values)  # type: ignore[arg-type]
    elif isinstance(node, ast.Compare) and len(node.ops) == 1:
        yield ast.Compare(node.left, [TURNED[type(node.ops[0])]()], node.comparators)  # type: ignore[list-item]
    elif isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not | ast.USub):
        yield node.operand
    elif isinstance(node, ast.IfExp):
        yield ast.IfExp(ast.UnaryOp(ast.Not(), node.test), node.body, node.orelse)
    elif isinstance(node, ast.Constant) and isinstance(node.value, bool):
        yield ast.Constant(not node.value)
    elif isinstance(node, ast.Constant) and isinstance(node.value, int | float):
        yield ast.Constant(node.value + 1)


def statements(node: ast.AST) -> Iterator[tuple[ast.AST, ast.AST]]:
    """(what stands there, what may stand there instead) for a statement: its condition or its value."""
    if isinstance(node, ast.If | ast.While) and not isinstance(node.test, ast.Compare | ast.BoolOp | ast.UnaryOp):
        yield node.test, ast.UnaryOp(ast.Not(), node.test)
    elif isinstance(node, ast.Return) and node.value and not isinstance(node.value, ast.Constant):
        yield node.value, ast.Constant(None)


def left_alone(tree: ast.AST) -> set[int]:
    """The ids of nodes that are no code to test: annotations, and what stands in f-strings."""
    found: set[int] = set()
    for node in ast.walk(tree):
        parts = [getattr(node, name, None) for name in ("annotation", "returns")]
        parts += [node] if isinstance(node, ast.JoinedStr) else []
        found |= {id(inner) for part in parts if isinstance(part, ast.AST) for inner in ast.walk(part)}
    return found


def mutants(place: str, text: str) -> Iterator[Mutant]:
    """Every mutant of a file."""
    tree = ast.parse(text)
    spared = left_alone(tree)
    for node in ast.walk(tree):
        for old, new in (*((node, new) for new in changes(node)), *statements(node)):
            if id(old) not in spared and isinstance(old, ast.expr):
                start, end = (old.lineno - 1, old.col_offset), ((old.end_lineno or 1) - 1, old.end_col_offset or 0)
                yield Mutant(place, start, end, f"({ast.unparse(ast.fix_missing_locations(new))})")
