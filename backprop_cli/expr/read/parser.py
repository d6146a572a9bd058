"""Formulas from text: precedence climbing over tokens that know their columns; no eval."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

from ...errors import Message, plainly
from ...tolerances import MAX_EXPONENT
from ..node import Node, apply, as_node, call, elementwise, is_number, number, symbol
from ..operations import CHAINED, OPERATIONS, functions
from ..write.style import canonical_name
from .confusables import latin, look_alike
from .matrix_formulas import (
    ALONG_AXES,
    AXES,
    EULER,
    MATRIX_FUNCTIONS,
    applied,
    column_of,
    fitting,
    matrix_function,
    product_as_written,
    product_in_formula,
    without_columns,
)
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


def parse_formula(text: str, named: Named | None = None) -> Node:
    """A formula as an expression; every name that is no function is a symbol, or what `named` says.

    Where names stand for matrices, @ and · are their product, ⊙ and * go entry by entry, and ^T turns. Raises
    FormulaError.
    """
    return _parsed(text, AS_FORMULA, (), named or symbol)


def names_in(text: str) -> list[str]:
    """The names that a formula is written with, in order, whether they cancel or not: x and y in x − x + y.

    Raises FormulaError.
    """
    called = {*functions(), *MATRIX_FUNCTIONS}
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


def _parsed(text: str, token: str, functions: tuple[str, ...], named: Named) -> Node:
    refuse_length(text)
    parser = _Parser(tokens_of(text, token), len(text), functions, named, token == AS_WRITTEN)
    node = parser.sum(0)
    if parser.peek.kind != "end":
        raise parser.unexpected(Message("kind.operator"))
    return without_columns(node)


class _Parser:
    """One pass over the tokens; every method leaves `place` behind what it has read."""

    def __init__(
        self, tokens: list[Token], length: int, functions: tuple[str, ...], named: Named, as_written: bool
    ) -> None:
        self.tokens = [*tokens, Token("end", "", length)]
        self.place = 0
        self.functions, self.as_written, self.names = functions, as_written, named

    @property
    def peek(self) -> Token:
        """The token that is read next."""
        return self.tokens[self.place]

    def take(self, *signs: str) -> str:
        """The next sign if it is one of these, else nothing."""
        token = self.peek
        if token.kind == "sign" and token.text in signs:
            self.place += 1
            return token.text
        return ""

    def sum(self, depth: int) -> Node:
        """Terms with + or − between them: the least tightly bound."""
        if depth > MAX_DEPTH:
            raise FormulaError(Message("fault.deep_formula", {"limit": MAX_DEPTH}), self.peek.column)
        node = self.product(depth)
        while sign := self.take("+", "-"):
            column = self.tokens[self.place - 1].column
            right = self.product(depth)
            node = fitting(column, elementwise, "add", node, right if sign == "+" else -right)
        return node

    def product(self, depth: int) -> Node:
        """Factors; a sign before the first is the sign of them all: −x·y is −(x·y)."""
        if self.take("-"):
            return -self.nested(self.product, depth)
        node = self.signed(depth)
        while sign := self.take("*", "/", "⊙", "·", "@") or self.product_sign():
            column = self.tokens[self.place - 1].column
            right = self.signed(depth)
            if sign == "/" and right.op == "number" and right.data == 0:
                raise FormulaError(Message("fault.division_by_zero"), column, Message("hint.no_value"))
            product = product_as_written if self.as_written else product_in_formula
            node = fitting(column, _quotient, node, right) if sign == "/" else product(column, node, right, sign)
        self.refuse_implicit_product()
        return node

    def signed(self, depth: int) -> Node:
        """A power with any number of signs before it."""
        if self.take("-"):
            return -self.nested(self.signed, depth)
        if self.take("+"):
            return self.nested(self.signed, depth)
        return self.power(depth)

    def nested(self, rule, depth: int) -> Node:  # type: ignore[no-untyped-def]
        """What a rule reads one level deeper, if that is not too deep."""
        if depth > MAX_DEPTH:
            raise FormulaError(Message("fault.deep_formula", {"limit": MAX_DEPTH}), self.peek.column)
        node: Node = rule(depth + 1)
        return node

    def power(self, depth: int) -> Node:
        """An operand with an exponent, or without one: x², x^3, e^(−z), Xᵀ."""
        start = self.place
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
            of_e = base is EULER and self.tokens[start].text == "e"
            return elementwise("exp", exponent) if of_e else fitting(column, applied, "power", [base, exponent])
        return base

    def turned(self, node: Node) -> Node:
        """Xᵀ, X.T and X^T; of a number in a formula, the last is a power."""
        ahead = self.tokens[self.place : self.place + 2]
        if (self.as_written or node.shape) and [token.text for token in ahead] == ["^", "T"]:
            self.place += 2
            return column_of(node)
        return column_of(node) if self.take("ᵀ", ".T") else node

    def atom(self, depth: int) -> Node:
        """A number, a name, a function, or what stands in brackets."""
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
        """What begins with a name: a symbol, a function's value, or a function's derivative f′(…)."""
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
        if op is None and self.peek.text == "(" and token.text in MATRIX_FUNCTIONS:
            return self.of_matrices(token, depth)
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
        if len(args) != wanted and not (op in CHAINED and len(args) > wanted):
            values = {"name": token.text, "found": len(args), "expected": wanted}
            raise FormulaError(Message("fault.argument_count", values), token.column)
        return fitting(token.column, applied, op, args)

    def of_matrices(self, token: Token, depth: int) -> Node:
        """A function of whole matrices; the last word of a sum or mean says along which axis."""
        self.place += 1
        args, axis = [self.sum(depth + 1)], ""
        while self.take(","):
            if self.peek.text in AXES and token.text in ALONG_AXES:
                axis = self.peek.text
                self.place += 1
                break
            args.append(self.sum(depth + 1))
        self.close(")")
        return matrix_function(token, args, axis)

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

    near = difflib.get_close_matches(token.text.lower(), (*functions(), *MATRIX_FUNCTIONS), 1)
    hint = Message("hint.functions", {"known": [*functions(), *MATRIX_FUNCTIONS], "name": plainly(token.text)})
    if look_alike(token.text) and latin(token.text) in functions():
        hint = look_alike(token.text) or hint
    elif near:
        hint = Message("hint.did_you_mean", {"near": near[0]})
    return FormulaError(Message("fault.unknown_function", {"found": plainly(token.text)}), token.column, hint)
