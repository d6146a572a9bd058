"""Every operation and every shape of expression, with names and with numbers put in, for whatever writes them."""

from fractions import Fraction

from backprop_cli.expr.axes import picked, stacked
from backprop_cli.expr.node import by_rows, call, elementwise, eye, fresh, literal, row_sum, symbol
from backprop_cli.expr.operations import OPERATIONS

X, W, D = symbol("X", ("n", 2)), symbol("W1", (2, 2)), symbol("dL/dH1", ("n", 2))
a, b = symbol("a"), symbol("b")


def put(value):
    return fresh("number", (), value, ())


def scalar(op, operands):
    """An operation on as many of these operands as it takes, as it stands; a softmax is of the first, and a place is 1."""
    row = OPERATIONS[op]
    if row.has_place:
        return fresh(op, (operands[0], put(1), *operands[1:]), None, ())
    args = (operands[0], *operands) if "softmax" in op else operands[: row.arity or 2]
    return fresh(op, tuple(args), "f" if op == "call" else None, ())


SCALARS = {op: scalar(op, [a + b, b - 1]) for op in OPERATIONS}
PUT_IN = {
    f"{op} of {first!r} {second!r}": scalar(op, [put(first), put(second)])
    for op in OPERATIONS
    for first, second in (
        (-0.5, 2.5),
        (0.5, -2.5),
        (-0.5, -2.5),
        (-1e-9, -3.0),
        (Fraction(-1, 2), -0.5),
        (-0.5, Fraction(-3)),
    )
} | {
    f"{op} of {place}": scalar(op, operands)
    for op in OPERATIONS
    for place, operands in {
        "the first": [put(-0.5), b],
        "the second": [b, put(-0.5)],
        "a sum": [fresh("add", (put(-0.5), b), None, ()), b],
    }.items()
}
WHOLES = {
    "matmul": X @ W, "transpose": W.T, "sum": D.sum(0), "row_sum": row_sum(D), "softmax": by_rows("softmax", X),
    "each row": stacked([picked(eye(2), 1, (1, 2)) @ W, picked(eye(2), 2, (1, 2)) @ W], 2),
    "log_softmax": by_rows("log_softmax", X), "eye": eye(2), "literal": literal(((1.5, -2.0), (0.25, 1e-9)), (2, 2)),
    "boxed": fresh("boxed", (D * X,), "delta2", D.shape), "share": elementwise("softmax", a, a, b),
    "log share": elementwise("log_softmax", a, a, b), "diag": eye(2) * call("f′", symbol("H1", (1, 2))), "mixed": (D * X) @ W.T * X,
}  # fmt: skip
EVERY = {**SCALARS, **WHOLES, **PUT_IN}
