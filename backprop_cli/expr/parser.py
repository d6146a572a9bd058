"""Formulas from text: precedence climbing over tokens that know their columns; no eval."""

from __future__ import annotations

import re
from fractions import Fraction
from typing import NamedTuple

from ..errors import Message, plainly
from .node import Node, elementwise, number, symbol
from .operations import MAX_EXPONENT

MAX_LENGTH, MAX_DEPTH, MAX_LITERAL, MAX_POWER_OF_TEN = 400, 32, 40, 308
FUNCTIONS = {
    **{
        name: name
        for name in ("exp", "ln", "sqrt", "abs", "sin", "cos", "tan", "tanh", "sigmoid", "relu", "max", "min")
    },
    "log": "ln",
    "tg": "tan",
    "th": "tanh",
    "σ": "sigmoid",
    "ReLU": "relu",
    "√": "sqrt",
}
TWO_ARGUMENTS = ("max", "min")
_PLAIN = re.compile(r"[+-]?\d{1,30}(?:\.\d{1,30})?")
_TOKEN = re.compile(
    r"\s*(?:(?P<number>\d+\.?\d*(?:[eE][+-]?\d+)?|\.\d+(?:[eE][+-]?\d+)?)"
    r"|(?P<name>[^\W\d][\w′']*)|(?P<sign>[-+*/^()√|,²³½]|\*\*|[·×−÷⋅]))"
)
_SAME = {"·": "*", "×": "*", "⋅": "*", "−": "-", "÷": "/"}


class FormulaError(ValueError):
    """What is wrong with a formula, at which column of it (from 0), and how to mend it."""

    def __init__(self, message: Message, column: int, hint: Message | None = None) -> None:
        super().__init__(message.key)
        self.message, self.column, self.hint = message, column, hint


class _Token(NamedTuple):
    kind: str
    text: str
    column: int


def parse_number(text: str) -> Fraction | Node:
    """A constant: a fraction where it is one (0.1 is 1/10), else an expression of constants (exp(-1)).

    Raises FormulaError for anything else.
    """
    stripped = text.strip()
    if len(stripped) <= MAX_LITERAL and _PLAIN.fullmatch(stripped) and stripped.isascii():
        return Fraction(stripped)
    _refuse_look_alikes(stripped)
    node = parse_formula(text)
    name = _first_symbol(node)
    if name is not None:
        raise FormulaError(Message("fault.not_constant", {"found": plainly(name)}), max(0, text.find(name)))
    return node.data if node.op == "number" else node


def _refuse_look_alikes(text: str) -> None:
    """What other readers would take for a number."""
    looks = {
        r"[+-]?\.?(nan|inf|infinity)": "fault.not_finite",
        r"[+-]?0[xXbBoO][\da-fA-F]+": "fault.not_decimal",
        r"[+-]?\d[\d_]*_[\d_.]*": "fault.not_decimal",
        r"[+-]?\d+(:\d+)+": "fault.not_decimal",
        r"[+-−]?\d+,\d+": "fault.decimal_comma",
    }
    for pattern, key in looks.items():
        if re.fullmatch(pattern, text, re.IGNORECASE):
            found = plainly(text)
            hint = Message("hint.decimal_point", {"mended": found.replace(",", ".")}) if "comma" in key else None
            raise FormulaError(Message(key, {"found": found}), 0, hint or Message("hint.number"))


def _first_symbol(node: Node) -> str | None:
    if node.op == "symbol":
        return str(node.data)
    return next((name for arg in node.args if (name := _first_symbol(arg)) is not None), None)


def parse_formula(text: str) -> Node:
    """A formula as an expression; every name that is no function is a symbol. Raises FormulaError."""
    if len(text) > MAX_LENGTH:
        raise FormulaError(Message("fault.long_formula", {"length": len(text), "limit": MAX_LENGTH}), MAX_LENGTH)
    parser = _Parser(_tokens(text), len(text))
    node = parser.sum(0)
    if parser.peek.kind != "end":
        raise parser.unexpected()
    return node


def _tokens(text: str) -> list[_Token]:
    found, place = [], 0
    while text[place:].strip():
        match = _TOKEN.match(text, place)
        if not match or match.end() == place:
            column = place + len(text[place:]) - len(text[place:].lstrip())
            raise FormulaError(Message("fault.strange_sign", {"found": plainly(text[column])}), column)
        kind = match.lastgroup or ""
        said = match[kind]
        found.append(_Token(kind, _SAME.get(said, said), match.start(kind)))
        place = match.end()
    return found


class _Parser:
    """One pass over the tokens; every method leaves `place` behind what it has read."""

    def __init__(self, tokens: list[_Token], length: int) -> None:
        self.tokens = [*tokens, _Token("end", "", length)]
        self.place = 0

    @property
    def peek(self) -> _Token:
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
        node = self.signed(depth)
        while sign := self.take("*", "/"):
            column = self.tokens[self.place - 1].column
            right = self.signed(depth)
            if sign == "/" and right.op == "number" and right.data == 0:
                raise FormulaError(Message("fault.division_by_zero"), column)
            node = node * right if sign == "*" else node / right
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
        base = self.atom(depth)
        while exponent := self.take("²", "³"):
            base = base ** (2 if exponent == "²" else 3)
        if self.take("^"):
            column = self.peek.column
            exponent_node = self.nested(self.signed, depth)
            if exponent_node.op == "number" and abs(exponent_node.data) > MAX_EXPONENT:
                raise FormulaError(Message("fault.large_exponent", {"limit": MAX_EXPONENT}), column)
            if base.op == "number" and base.data == 0 and exponent_node.op == "number" and exponent_node.data < 0:
                raise FormulaError(Message("fault.division_by_zero"), column)
            return base**exponent_node
        return base

    def atom(self, depth: int) -> Node:
        token = self.peek
        if token.kind == "number":
            self.place += 1
            return self.followed(number(_literal(token)))
        if token.kind == "name" or token.text == "√":
            return self.named(depth)
        if self.take("½"):
            return self.followed(number(Fraction(1, 2)))
        if self.take("("):
            node = self.sum(depth + 1)
            self.close()
            return self.followed(node)
        if self.take("|"):
            node = self.sum(depth + 1)
            if not self.take("|"):
                raise self.unexpected("|")
            return elementwise("abs", node)
        raise self.unexpected()

    def named(self, depth: int) -> Node:
        token = self.peek
        self.place += 1
        op = FUNCTIONS.get(token.text)
        if op is None:
            if self.peek.text == "(":
                raise _unknown_function(token)
            return self.followed(symbol(token.text))
        if not self.take("("):
            if op not in ("ln", "sqrt"):
                raise FormulaError(Message("fault.function_bracket", {"name": token.text}), self.peek.column)
            return elementwise(op, self.nested(self.power, depth))
        args = [self.sum(depth + 1)]
        while self.take(","):
            args.append(self.sum(depth + 1))
        self.close()
        wanted = 2 if op in TWO_ARGUMENTS else 1
        if len(args) != wanted:
            values = {"name": token.text, "found": len(args), "expected": wanted}
            raise FormulaError(Message("fault.argument_count", values), token.column)
        return self.followed(elementwise(op, *args))

    def close(self) -> None:
        if not self.take(")"):
            raise self.unexpected(")")

    def followed(self, node: Node) -> Node:
        """The node, unless something that can be no operator follows it: multiplication must be written."""
        token = self.peek
        if token.kind in ("number", "name") or token.text in ("(", "√", "½"):
            before = self.tokens[self.place - 1].text
            hint = Message("hint.write_times", {"mended": f"{plainly(before)}*{plainly(token.text)}"})
            raise FormulaError(Message("fault.implicit_product", {"found": plainly(token.text)}), token.column, hint)
        return node

    def unexpected(self, expected: str = "") -> FormulaError:
        token = self.peek
        if token.kind == "end":
            return FormulaError(Message("fault.formula_ends", {"expected": expected or "…"}), token.column)
        return FormulaError(Message("fault.unexpected_sign", {"found": plainly(token.text)}), token.column)


def _literal(token: _Token) -> Fraction:
    """The exact value of a number's digits, refused before it is computed where it would be huge."""
    if len(token.text) > MAX_LITERAL:
        raise FormulaError(Message("fault.long_number", {"limit": MAX_LITERAL}), token.column)
    power = re.search(r"[eE]([+-]?\d+)$", token.text)
    if power and abs(int(power[1])) > MAX_POWER_OF_TEN:
        raise FormulaError(Message("fault.large_power", {"limit": MAX_POWER_OF_TEN}), token.column)
    try:
        return Fraction(token.text if not token.text.endswith(".") else token.text + "0")
    except ValueError:
        raise FormulaError(Message("fault.strange_sign", {"found": plainly(token.text)}), token.column) from None


def _unknown_function(token: _Token) -> FormulaError:
    import difflib

    near = difflib.get_close_matches(token.text.lower(), FUNCTIONS, 1)
    hint = (
        Message("hint.did_you_mean", {"near": near[0]})
        if near
        else Message("hint.functions", {"known": list(FUNCTIONS)})
    )
    return FormulaError(Message("fault.unknown_function", {"found": plainly(token.text)}), token.column, hint)
