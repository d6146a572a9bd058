"""Formulas from text: precedence climbing over tokens that know their columns; no eval."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

from ...errors import Message, ShapeError, plainly
from ...tolerances import MAX_EXPONENT
from ..node import Node, apply, as_node, call, elementwise, is_number, number, symbol
from ..operations import OPERATIONS, functions
from ..write.style import canonical_name
from .confusables import latin, look_alike
from .tokens import (
    AS_FORMULA,
    AS_WRITTEN,
    MAX_DEPTH,
    FormulaError,
    Token,
    literal_value,
    refuse_length,
    tokens_of,
)


def parse_formula(text: str, functions: tuple[str, ...] = ()) -> Node:
    """A formula as an expression; every name that is no function is a symbol. Raises FormulaError."""
    return _parsed(text, AS_FORMULA, functions, None)


def names_in(text: str) -> list[str]:
    """The names that a formula is written with, in order, whether they cancel or not: x and y in x − x + y.

    Raises FormulaError.
    """
    called = functions()
    names = (token.text for token in tokens_of(text, AS_FORMULA) if token.kind == "name")
    return list(dict.fromkeys(name for name in names if name not in called))


def parse_answer(text: str, functions: tuple[str, ...] = (), named: Named | None = None) -> Node:
    """A formula as a person or this program writes it: ∂L/∂W3 and w¹₁₂ are names, 4x and 2(x + y) are products.

    Symbols get their canonical names; functions: the names of unknown functions, f and f′. named: what a name stands
    for, where symbols have shapes: a product of matrices is then one, Xᵀ is turned, ⊙ goes entry by entry, and σ′ is
    a derivative. Raises FormulaError.
    """
    return _parsed(text, AS_WRITTEN, functions, named or (lambda name: symbol(canonical_name(name))))


Named = Callable[[str], Node]


def _parsed(text: str, token: str, functions: tuple[str, ...], named: Named | None) -> Node:
    refuse_length(text)
    parser = _Parser(tokens_of(text, token), len(text), functions, named)
    node = parser.sum(0)
    if parser.peek.kind != "end":
        raise parser.unexpected(Message("kind.operator"))
    return node


class _Parser:
    """One pass over the tokens; every method leaves `place` behind what it has read."""

    def __init__(self, tokens: list[Token], length: int, functions: tuple[str, ...], named: Named | None) -> None:
        self.tokens = [*tokens, Token("end", "", length)]
        self.place = 0
        self.functions, self.as_written, self.names = functions, named is not None, named or symbol

    @property
    def peek(self) -> Token:
        return self.tokens[self.place]

    def take(self, *signs: str) -> str:
        """The next sign if it is one of these, else nothing."""
        token = self.peek
        if token.kind == "sign" and token.text in signs:
            self.place += 1
            return token.text
        return ""

    def sum(self, depth: int) -> Node:
        if depth > MAX_DEPTH:
            raise FormulaError(Message("fault.deep_formula", {"limit": MAX_DEPTH}), self.peek.column)
        node = self.product(depth)
        while sign := self.take("+", "-"):
            right = self.product(depth)
            node = node + right if sign == "+" else node - right
        return node

    def product(self, depth: int) -> Node:
        """Factors; a sign before the first is the sign of them all: −x·y is −(x·y)."""
        if self.take("-"):
            return -self.nested(self.product, depth)
        node = self.signed(depth)
        while sign := self.take("*", "/", "⊙") or self.product_sign():
            column = self.tokens[self.place - 1].column
            right = self.signed(depth)
            if sign == "/" and right.op == "number" and right.data == 0:
                raise FormulaError(Message("fault.division_by_zero"), column, Message("hint.no_value"))
            node = _quotient(node, right) if sign == "/" else _product(node, right, sign)
        self.refuse_implicit_product()
        return node

    def signed(self, depth: int) -> Node:
        if self.take("-"):
            return -self.nested(self.signed, depth)
        if self.take("+"):
            return self.nested(self.signed, depth)
        return self.power(depth)

    def nested(self, rule, depth: int) -> Node:  # type: ignore[no-untyped-def]
        if depth > MAX_DEPTH:
            raise FormulaError(Message("fault.deep_formula", {"limit": MAX_DEPTH}), self.peek.column)
        node: Node = rule(depth + 1)
        return node

    def power(self, depth: int) -> Node:
        base = self.turned(self.atom(depth))
        if superscript := self.take("²", "³"):
            base = base ** (2 if superscript == "²" else 3)
            if self.peek.text in ("²", "³", "^", "**"):
                raise self.unexpected(Message("kind.operator"))
        elif self.take("^"):
            column = self.peek.column
            exponent = self.nested(self.signed, depth)
            if exponent.op == "number" and abs(exponent.data) > MAX_EXPONENT:
                values = {"limit": MAX_EXPONENT, "found": plainly(exponent.data)}
                raise FormulaError(Message("fault.large_exponent", values), column)
            if is_number(base, 0) and exponent.op == "number" and exponent.data < 0:
                raise FormulaError(Message("fault.division_by_zero"), column, Message("hint.no_value"))
            return base**exponent
        return base

    def turned(self, node: Node) -> Node:
        """Xᵀ and X^T, in an answer."""
        ahead = self.tokens[self.place : self.place + 2]
        if self.as_written and [token.text for token in ahead] == ["^", "T"]:
            self.place += 2
            return node.T
        return node.T if self.as_written and self.take("ᵀ") else node

    def atom(self, depth: int) -> Node:
        token = self.peek
        if token.kind == "number":
            self.place += 1
            return number(literal_value(token))
        if token.kind == "name" or token.text == "√":
            return self.named(depth)
        if self.take("½"):
            return number(Fraction(1, 2))
        if self.take("("):
            node = self.sum(depth + 1)
            self.close(")")
            return node
        if self.take("["):
            return self.comparison(depth)
        if self.take("|"):
            node = self.sum(depth + 1)
            self.close("|")
            return elementwise("abs", node)
        raise self.unexpected(Message("kind.operand"))

    def comparison(self, depth: int) -> Node:
        """[x > 0]: 1 where x is positive, else 0."""
        node = self.sum(depth + 1)
        if not self.take(">"):
            raise self.unexpected(Message("kind.closing", {"sign": ">"}))
        limit = self.sum(depth + 1)
        self.close("]")
        return elementwise("step", node - limit, 0)

    def product_sign(self) -> str:
        """A product that is not written, where that is allowed: a factor follows a factor."""
        follows = self.peek.kind == "name" or self.peek.text in ("(", "√")
        return "*" if self.as_written and follows else ""

    def named(self, depth: int) -> Node:
        token = self.peek
        self.place += 1
        op = functions().get(token.text)
        slope = functions().get(token.text.rstrip("'′")) if self.as_written and op is None else None
        if slope and OPERATIONS[slope].arity == 1 and self.take("("):
            inside = self.sum(depth + 1)
            self.close(")")
            return _derivative(slope, inside)
        if op is None and token.text.replace("'", "′") in self.functions and self.take("("):
            inside = self.sum(depth + 1)
            self.close(")")
            return call(token.text.replace("'", "′"), inside)
        if op is None:
            if self.peek.text == "(" and not (self.as_written and len(token.text) == 1):
                raise _unknown_function(token)
            return self.names(token.text)
        if not self.take("("):
            if op not in ("ln", "sqrt"):
                raise FormulaError(Message("fault.function_bracket", {"name": token.text}), self.peek.column)
            return elementwise(op, self.nested(self.power, depth))
        args = [self.sum(depth + 1)]
        while self.take(","):
            args.append(self.sum(depth + 1))
        self.close(")")
        wanted = OPERATIONS[op].arity
        if len(args) != wanted:
            values = {"name": token.text, "found": len(args), "expected": wanted}
            raise FormulaError(Message("fault.argument_count", values), token.column)
        return elementwise(op, *args)

    def close(self, sign: str) -> None:
        if not self.take(sign):
            raise self.unexpected(Message("kind.closing", {"sign": sign}))

    def refuse_implicit_product(self) -> None:
        """Multiplication must be written: nothing that begins a factor may follow one."""
        token = self.peek
        if token.kind in ("number", "name") or token.text in ("(", "√", "½"):
            before = self.tokens[self.place - 1].text
            hint = Message("hint.write", {"mended": f"{plainly(before)}*{plainly(token.text)}"})
            raise FormulaError(Message("fault.implicit_product", {"found": plainly(token.text)}), token.column, hint)

    def unexpected(self, expected: Message) -> FormulaError:
        token = self.peek
        if token.kind == "end":
            return FormulaError(Message("fault.formula_ends", {"expected": expected}), token.column)
        values = {"found": plainly(token.text), "expected": expected}
        hint = Message("hint.power") if token.text == "**" else None
        return FormulaError(Message("fault.unexpected_sign", values), token.column, hint)


def _product(left: Node, right: Node, sign: str) -> Node:
    """Of two matrices whose sizes fit their product; else, and with ⊙, entry by entry. Raises FormulaError."""
    try:
        fits = len(left.shape) == len(right.shape) == 2 and left.shape[1] == right.shape[0]
        return left @ right if fits and sign != "⊙" else _numbers_first(left, right)
    except ShapeError as error:
        raise FormulaError(
            Message("fault.shapes", {"left": _size(error.left), "right": _size(error.right)}), 0
        ) from None


def _numbers_first(left: Node, right: Node) -> Node:
    """A product of scalars with one number before the rest: x·(2·y) is written 2·x·y, and then read as the same."""
    if left.op == right.op == "neg":
        return _numbers_first(left.args[0], right.args[0])
    if "number" in (left.op, right.op) and "neg" in (left.op, right.op):
        return -_numbers_first(*(side.args[0] if side.op == "neg" else side for side in (left, right)))
    number_right, rest_right = _parted(right)
    if number_right is None or left.shape or right.shape:
        return left * right
    number_left, rest_left = _parted(left)
    found = number_right if number_left is None else number_left * number_right
    for rest in (rest_left, rest_right):
        found = found if rest is None else found * rest
    return found


def _parted(node: Node) -> tuple[Node | None, Node | None]:
    """The number that a product begins with, and the product of the other factors."""
    if node.op == "number":
        return node, None
    if node.op != "mul":
        return None, node
    number, rest = _parted(node.args[0])
    return number, node.args[1] if rest is None else rest * node.args[1]


def _size(shape: tuple[object, ...]) -> str:
    return "×".join(map(str, shape)) or "1"


def _derivative(op: str, inside: Node) -> Node:
    """The derivative of a function at a place."""
    return as_node(OPERATIONS[op].derivative((inside,), elementwise(op, inside), apply)[0])


def _quotient(left: Node, right: Node) -> Node:
    """left / right, the minus of a number before the whole: it is written so, and then read so."""
    if left.op == "number" and left.data < 0 and right.op != "number":
        return -(number(-left.data) / right)
    return left / right


def _unknown_function(token: Token) -> FormulaError:
    import difflib

    near = difflib.get_close_matches(token.text.lower(), functions(), 1)
    hint = Message("hint.functions", {"known": list(functions()), "name": plainly(token.text)})
    if look_alike(token.text) and latin(token.text) in functions():
        hint = look_alike(token.text) or hint
    elif near:
        hint = Message("hint.did_you_mean", {"near": near[0]})
    return FormulaError(Message("fault.unknown_function", {"found": plainly(token.text)}), token.column, hint)
