"""Python source of expressions on whole arrays of numpy or torch, and of the functions that such source calls."""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable, Sequence
from fractions import Fraction

from ...errors import fail
from ...records import NamedTuple
from ...typed import Any
from ..node import Node
from ..operations import OPERATIONS
from ..traverse import fold
from .window_source import define, window_call

# How tightly a piece of source binds: who needs brackets around what.
_SUM, _PRODUCT, _SIGN, _POWER, _WHOLE = range(5)
_INFIX = {
    "add": (" + ", _SUM, _SUM),
    "subtract": (" - ", _SUM, _PRODUCT),
    "multiply": (" * ", _PRODUCT, _PRODUCT),
    "divide": (" / ", _PRODUCT, _SIGN),
    "matmul": (" @ ", _PRODUCT, _SIGN),
    "power": (" ** ", _WHOLE, _WHOLE),
}


class Dialect(NamedTuple):
    """What a library of arrays is called in a script, and how it says what the others say otherwise.

    functions: source of a ufunc under another name or in another way, with {0}, {1} for operands. reduced: what joins
    the entries of an axis, {0} the array and {1} the axis. beyond: functions that are no ufuncs of it, by their names;
    None where they can be taken from the package, as Python of floats.
    """

    module: str
    array: str
    functions: dict[str, str]
    reduced: dict[str, str]
    axis: str
    keep: str
    beyond: dict[str, str] | None = None


NUMPY = Dialect("np", "np.array", {}, {"maximum": "np.max({0}, axis={1}, keepdims=True)"}, "axis", "keepdims")
# Where two operands are equal, the gradient of torch's own maximum is shared; a person takes the first.
TORCH = Dialect(
    "torch",
    "torch.tensor",
    {
        "maximum": "torch.where({0} >= {1}, {0}, {1})",
        "minimum": "torch.where({0} <= {1}, {0}, {1})",
        "equal": "torch.eq({0}, {1}).double()",
        # 1 − x > 0 is the other half of a kink, and torch takes no difference of truths.
        "greater": "torch.gt({0}, {1}).double()",
        "greater_equal": "torch.ge({0}, {1}).double()",
        "heaviside": "torch.where({0} > 0, 1.0, torch.where({0} == 0, {1}, 0.0))",
    },
    {"maximum": "torch.amax({0}, dim={1}, keepdim=True)"},
    "dim",
    "keepdim",
    {"normal_cdf": "torch.special.ndtr"},
)


class Snippet(NamedTuple):
    """A piece of source. level: how tightly it binds; form, args: what it applies to what; value: a plain number."""

    text: str
    level: int = _WHOLE
    form: str = ""
    args: tuple[Snippet, ...] = ()
    value: float | None = None

    def within(self, level: int) -> str:
        """The source as an operand, in brackets where it binds less tightly."""
        return self.text if self.level >= level else f"({self.text})"


class ArrayWriter:
    """Writes expressions as source, and remembers which functions it calls.

    names: the identifier of each value by its name. functions: the source of the functions that the script must
    define, by their names.

    >>> from backprop_cli.expr.node import elementwise, symbol
    >>> writer = ArrayWriter(NUMPY, {"X": "X", "W1": "W1"})
    >>> writer.written(elementwise("sigmoid", symbol("X", (2, 3)) @ symbol("W1", (3, 1))))
    'sigmoid(X @ W1)'
    >>> print(writer.functions["sigmoid"])
    def sigmoid(x):
        return np.reciprocal(np.exp(-x) + 1)
    """

    def __init__(self, dialect: Dialect, names: dict[str, str]) -> None:
        self.dialect, self.names = dialect, names
        self.functions: dict[str, str] = {}

    def written(self, node: Node) -> str:
        """An expression. Raises BackpropError where an operation has no form on whole arrays."""
        return fold(node, self._part).text

    def _part(self, node: Node, args: tuple[Snippet, ...]) -> Snippet:
        if node.op == "symbol":
            return Snippet(self.names[node.data])
        if node.op == "number":
            return _number(node.data)
        special = _SPECIAL.get(node.op)
        if special:
            return special(self, node, *args)
        if node.op not in OPERATIONS:
            raise fail("fault.no_script_form", found=node.op)
        form = OPERATIONS[node.op].compiled.ufunc
        if isinstance(form, str):
            return self(form, *args)
        found: Snippet = form(self, *args)
        # A function is worth a name where it is more than one sign between its operands, and has no end of them.
        return (
            found if OPERATIONS[node.op].arity == 0 or {*found.args} <= {*args} else self._called(node.op, form, args)
        )

    def __call__(self, form: str, *args: Snippet) -> Snippet:
        """A ufunc of operands: the forms of operations write with this."""
        if form in _INFIX:
            sign, left, right = _INFIX[form]
            text = f"{args[0].within(left)}{sign}{args[1].within(right)}"
            return Snippet(text, min(left, _POWER), form, args)
        if form == "square":
            return Snippet(f"{args[0].within(_WHOLE)} ** 2", _POWER, form, args)
        if form == "negative":
            return Snippet(f"-{args[0].within(_SIGN)}", _SIGN, form, args)
        if form in self.dialect.functions:
            return Snippet(self.dialect.functions[form].format(*(f"({arg.text})" for arg in args)), _WHOLE, form, args)
        texts = [arg.text for arg in args]
        if self.dialect is TORCH and all(arg.value is not None for arg in args):  # which takes no bare numbers
            texts = [f"{self.dialect.array}({float(arg.value or 0)})" for arg in args]
        return Snippet(f"{self._function(form)}({', '.join(texts)})", _WHOLE, form, args)

    def over(self, form: str, row: Sequence[Snippet]) -> Snippet:
        """The entries of one axis joined; of several pieces, these one after the other."""
        if len(row) == 1:
            template = self.dialect.reduced.get(
                form, f"({{0}}).sum({self.dialect.axis}={{1}}, {self.dialect.keep}=True)"
            )
            return Snippet(template.format(row[0].text, "axis"))
        first, *others = row
        for other in others:
            first = self(form, first, other)
        return first

    def number(self, value: float) -> Snippet:
        """A number."""
        return _number(Fraction(value))

    def _called(self, op: str, form: Any, args: tuple[Snippet, ...]) -> Snippet:
        """A call of an operation by its own name, whose function the script defines."""
        if op not in self.functions:
            named = [Snippet(name) for name in "xyz"[: len(args)]]
            inside = form(self, *named).text
            self.functions[op] = f"def {op}({', '.join(name.text for name in named)}):\n    return {inside}"
        return Snippet(f"{op}({', '.join(arg.text for arg in args)})")

    def along(self, node: Node, value: Snippet, axis: int) -> Snippet:
        """An operation of each entry and all entries of its row (axis -1), or of its column (axis -2)."""
        x, op = Snippet("x"), node.data
        if op not in self.functions:
            inside = OPERATIONS[op].compiled.ufunc(self, x, x).text  # type: ignore[operator]
            self.functions[op] = f"def {op}(x, axis=-1):\n    return {inside}"
        return Snippet(f"{op}({value.text}{', axis=-2' if axis == -2 else ''})")

    def _function(self, form: str) -> str:
        """The name under which the script calls a ufunc; one that the library has not is defined in the script."""
        if form not in OPERATIONS or OPERATIONS[form].compiled.ufunc != form or form in _LIBRARY:
            return f"{self.dialect.module}.{form}"
        if self.dialect.beyond is not None:
            if form not in self.dialect.beyond:
                raise fail("fault.no_script_form", found=form)
            return self.dialect.beyond[form]
        if form not in self.functions:
            # A plain function of floats of the package: its own lines, without what is said of it, entry by entry.
            text = inspect.getsource(OPERATIONS[form].decimal)
            text = re.sub(r'\n    """.*?"""', "", text, flags=re.DOTALL)
            self.functions[form] = f"@np.vectorize\n{text.rstrip()}"
        return form


_LIBRARY = ("exp", "log", "sqrt", "sin", "cos", "tan", "tanh", "sign", "floor")


def _number(value: Fraction) -> Snippet:
    """A fraction as Python: in digits where they end soon, else as a quotient."""
    short = repr(float(value))
    if value.denominator == 1:
        text, level = str(value.numerator), _WHOLE
    elif Fraction(short) == value:
        text, level = short, _WHOLE
    else:
        text, level = f"{value.numerator} / {value.denominator}", _PRODUCT
    return Snippet(text, _SIGN if value < 0 and level == _WHOLE else level, "number", (), float(value))


def array_source(value: Any) -> str:
    """Nested tuples of floats as nested lists."""
    return repr(value) if not isinstance(value, tuple) else "[" + ", ".join(map(array_source, value)) + "]"


def _reduced(axis: int, keep: bool) -> Callable[..., Snippet]:
    def write(writer: ArrayWriter, node: Node, value: Snippet) -> Snippet:
        dialect = writer.dialect
        kept = f", {dialect.keep}=True" if keep else ""
        return Snippet(f"{value.within(_WHOLE)}.sum({dialect.axis}={axis if keep else _axis(node)}{kept})")

    return write


def _axis(node: Node) -> int:
    return 0 if len(node.args[0].shape) == 1 or node.data == 0 else 1


def _joined(writer: ArrayWriter, node: Node, *values: Snippet) -> Snippet:
    inside = ", ".join(value.text for value in values)
    name = "torch.cat" if writer.dialect is TORCH else "np.concatenate"
    return Snippet(f"{name}([{inside}], {writer.dialect.axis}=-1)")


def _product(writer: ArrayWriter, node: Node, left: Snippet, right: Snippet) -> Snippet:
    return writer("matmul", left, right)


def _outer(writer: ArrayWriter, node: Node, left: Snippet, right: Snippet) -> Snippet:
    return Snippet(f"{writer.dialect.module}.outer({left.text}, {right.text})")


def _between(writer: ArrayWriter, node: Node, value: Snippet) -> Snippet:
    first, last = node.data
    return Snippet(f"{value.within(_WHOLE)}[..., {first - 1}:{last}]")


def _literal(writer: ArrayWriter, node: Node) -> Snippet:
    return Snippet(f"{writer.dialect.array}({_entries(writer, node.data)})")


def _entries(writer: ArrayWriter, value: Any) -> str:
    if isinstance(value, tuple):
        return "[" + ", ".join(_entries(writer, item) for item in value) + "]"
    return writer.written(value) if isinstance(value, Node) else repr(float(value))


def _over_windows(writer: ArrayWriter, node: Node, *values: Snippet) -> Snippet:
    said, needed = window_call(node, tuple(value.text for value in values))
    for name in needed:
        define(name, writer.dialect.module, writer.functions)
    return Snippet(said)


def _channel_sum(writer: ArrayWriter, node: Node, value: Snippet) -> Snippet:
    axes = (0, *range(2, len(node.args[0].shape)))
    return Snippet(f"{value.within(_WHOLE)}.sum({writer.dialect.axis}={axes})")


_SPECIAL: dict[str, Callable[..., Snippet]] = {
    "literal": _literal,
    "reshape": lambda writer, node, value: Snippet(f"{value.within(_WHOLE)}.reshape({node.shape})"),
    **dict.fromkeys(("paired", "max_pool", "mean_pool", "to_winners", "spread"), _over_windows),
    "channel_sum": _channel_sum,
    "eye": lambda writer, node: Snippet(f"{writer.dialect.module}.eye({node.data})"),
    "ones": lambda writer, node: Snippet(f"{writer.dialect.module}.ones({node.shape})"),
    "transpose": lambda writer, node, value: Snippet(value.within(_WHOLE) + ".T"),
    "matmul": _product,
    "outer": _outer,
    "concat": _joined,
    "between": _between,
    "sum": _reduced(0, False),
    "row_sum": _reduced(1, True),
    "column_sum": _reduced(0, True),
    "by_rows": lambda writer, node, value: writer.along(node, value, -1),
    "by_columns": lambda writer, node, value: writer.along(node, value, -2),
}
