"""The lines of a program on whole matrices: a plan that writes into buffers made once, for large networks."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from ..evaluate.arrays import WHOLE_ARRAYS
from ..expr.floats import add, snap_to_zero
from ..expr.names import updated
from ..expr.node import Node, Shape, broadcast
from ..expr.traverse import fold
from ..program.line import Program
from ..tolerances import NEAR_ZERO
from ..typed import Any
from .arrays import ArrayPieces, ufunc
from .pieces import Piece
from .record import inputs_of
from .source import constants, name_of, pattern, reachable

PRODUCT, TURNED, SETTLED, WHOLE = "matmul", "turned", "settle", "whole"
VIEWS = (TURNED, SETTLED)  # they have no memory of their own
REDUCED = {f"sum{axis}": f"add.reduce({{0}}, {axis}, None, {{1}})" for axis in (0, 1)}
REDUCED |= {"sum_all": "add.reduce({0}, None, None, {1})"}
REDUCED |= {f"rows_{name}": f"{name}.reduce({{0}}, 1, None, {{1}}, True)" for name in ("add", "maximum")}
# What must not be written over what it reads.
APART = (PRODUCT, WHOLE, SETTLED, *REDUCED)


class MatrixPieces(ArrayPieces):
    """Pieces that are matrices. shapes: of each."""

    def __init__(self) -> None:
        super().__init__()
        self.shapes: dict[Piece, Shape] = {}

    def write(self, form: str, *args: Piece, function: Any = None) -> Piece:
        """The one piece of this form; a number times a product is a product with its smaller operand multiplied."""
        if form == "multiply" and {PRODUCT} == {arg.form for arg in args if self.shapes[arg]}:
            number, product = sorted(args, key=lambda arg: len(self.shapes[arg]))
            left, right = product.args
            return self.shaped(PRODUCT, self.shapes[product], left, self.write("multiply", number, right))
        if form == "multiply" and args[1].form == "sum0" and not self.shapes[args[0]]:
            # The rate times the gradient of a bias: that times δ is there for the weights.
            scaled = self.known("multiply", args[0], *args[1].args)
            if scaled:
                return self.shaped("sum0", self.shapes[args[1]], scaled)
        piece = super().write(form, *args, function=function)
        if piece not in self.shapes:
            shape: Shape = ()
            for arg in args:
                shape = broadcast(shape, self.shapes[arg])
            self.shapes[piece] = shape
        return piece

    def shaped(self, form: str, shape: Shape, *args: Piece, function: Any = None) -> Piece:
        """A piece whose shape is not that of its operands together."""
        piece = ArrayPieces.write(self, form, *args, function=function)
        self.shapes[piece] = shape
        return piece

    def over(self, form: str, row: Sequence[Piece]) -> Piece:
        """The entries of each row joined, as a column; of several pieces, those joined one after the other."""
        if len(row) == 1 and len(self.shapes[row[0]]) == 2:
            return self.shaped(f"rows_{form}", (self.shapes[row[0]][0], 1), row[0])
        return super().over(form, row)

    def settled(self, piece: Piece) -> Piece:
        """A sum as a comparison reads it; of a matrix product, entries near 0 are computed again."""
        terms = self.terms.get(piece, (piece,))
        if terms[0].form == PRODUCT:
            return self.shaped(SETTLED, self.shapes[piece], piece, *terms[0].args, *terms[1:])
        return super().settled(piece)

    def value(self, node: Node, values: dict[str, Piece]) -> Piece:
        """An expression on matrices. Raises KeyError for an operation that is not one of them."""
        return fold(node, lambda part, args: self._part(part, args, values))

    def _part(self, part: Node, args: tuple[Piece, ...], values: dict[str, Piece]) -> Piece:
        if part.op in ("number", "ones"):
            return self.number(part.data if part.op == "number" else 1)
        if part.op == "symbol":
            return values[part.data]
        if part.op == "by_rows":
            return self.function(part.data)(*args, *args)
        forms = {"matmul": PRODUCT, "transpose": TURNED, "sum": f"sum{part.data}", "row_sum": "rows_add"}
        if part.op == "sum" and args[0].form == "sum1" and not part.shape:
            return self.shaped("sum_all", part.shape, *args[0].args)
        if part.op in forms:
            return self.shaped(forms[part.op], part.shape, *args)
        if part.op not in WHOLE_ARRAYS:
            return self.function(part.op)(*args)
        piece = self.shaped(WHOLE, part.shape, *args, function=part)
        if not args:
            piece.value = WHOLE_ARRAYS[part.op](part)
        return piece


class MatrixPlan:
    """The source of a step on matrices.

    inputs: the names of what it takes, in order; the weights among them are replaced in place. buffers: their shapes.
    order_of: how an array of a shape lies in memory. shown: the names of values that it gives beside the loss, in
    buffers that the next step writes over.
    """

    def __init__(self, program: Program, weights: Sequence[str], loss: str, shown: Sequence[str] = ()) -> None:
        self.pieces = MatrixPieces()
        values: dict[str, Piece] = {}
        for name, shape in inputs_of(program):
            values[name] = self.pieces.shaped(f"input {name}", shape)
        self.inputs = dict(values)
        for line in program:
            value = self.pieces.value(line.expression, values)
            values[line.name] = self.pieces.settled(value) if line.compared else value
        known = [name for name in weights if name in self.inputs]
        self.after = {self.inputs[name]: values.get(updated(name), self.inputs[name]) for name in known}
        self.loss, self.shown = values[loss], [values[name] for name in shown]
        # BLAS is faster where the longer axis of a weight, and of its gradient, runs through memory; in short floats it
        # is not.
        self._tall = {shape for shape in map(self.pieces.shapes.__getitem__, self.after) if _is_tall(shape)}
        live = reachable((*self.after.values(), self.loss, *self.shown), lambda piece: piece.args)
        self.order = [piece for piece in self.pieces.all if piece in live]
        self.buffers: list[Shape] = []
        self.text = self._written()

    def order_of(self, shape: Shape, dtype: str) -> str:
        """How an array of a shape lies in memory, as numpy says it: row by row, or column by column."""
        return "F" if dtype == "float64" and shape in self._tall else "C"

    def make(self) -> Callable[..., Any]:
        """The function (buffers, numbers, inputs) → loss, *shown that the source gives."""
        special = {*VIEWS, *REDUCED, WHOLE}
        forms = {piece.form for piece in self.order if piece.args} - special
        forms |= {"add", "maximum", "minimum", "absolute", "copyto"}
        names: dict[str, Any] = {form: ufunc(form) for form in forms}
        whole = (piece for piece in self.order if piece.form == WHOLE)
        names |= {f"{WHOLE}{p.place}": partial(WHOLE_ARRAYS[p.function.op], p.function) for p in whole}
        names[SETTLED] = settle
        exec(compile(self.text, "<compiled matrices>", "exec"), names)
        made: Callable[..., Any] = names["step"]
        return made

    def _written(self) -> str:
        self.numbers = [piece for piece in self.order if piece.value is not None]
        fixed = constants([p for p in self.order if p.value is not None or p.form not in (*VIEWS, *REDUCED, WHOLE)], ())
        varying = [piece for piece in self.order if piece.args and piece not in fixed]
        taken = (("inputs", tuple(self.inputs.values())), ("numbers", tuple(self.numbers)))
        lines = [f"    {pattern(value)} = {name}" for name, value in taken if value]
        lines += [f"    {name_of(p)} = {p.form}({_said(p)})" for p in self.order if p in fixed and p.args]
        body = self._body(varying)
        names = " ".join(f"b{place}," for place in range(len(self.buffers)))
        lines += [f"    ({names}) = buffers"] if names else []
        found = ", ".join((f"float({name_of(self.loss)})", *map(name_of, self.shown)))
        return "\n".join(["def step(buffers, numbers, inputs):", *lines, *body, f"    return {found}", ""])

    def _body(self, varying: list[Piece]) -> list[str]:
        last = {_root(arg): piece for piece in varying for arg in piece.args}
        kept = {_root(piece) for piece in (*self.after.values(), self.loss, *self.shown)}
        places = {new: name_of(old) for old, new in self.after.items() if self._is_in_place(old, new, last)}
        free: dict[Shape, list[str]] = {}
        held: dict[Piece, str] = {}
        lines = []
        for piece in varying:
            dead = [root for root in dict.fromkeys(map(_root, piece.args)) if last[root] is piece and root not in kept]
            overwrites = piece.form not in APART
            if overwrites:
                self._release(dead, held, free)
            lines.append(f"    {self._line(piece, places, held, free)}")
            if not overwrites:
                self._release(dead, held, free)
            if piece is self.loss:
                lines += [f"    if {name_of(piece)} - {name_of(piece)} != 0:", "        raise OverflowError"]
        copied = [(old, new) for old, new in self.after.items() if new not in places and new is not old]
        return [*lines, *(f"    copyto({name_of(old)}, {name_of(new)})" for old, new in copied)]

    def _is_in_place(self, old: Piece, new: Piece, last: dict[Piece, Piece]) -> bool:
        """Whether a new weight can be written over the old one, which nobody reads any more then."""
        same = self.pieces.shapes[old] == self.pieces.shapes[new]
        return same and last.get(old) is new and new.form not in (*APART, *VIEWS)

    def _release(self, dead: list[Piece], held: dict[Piece, str], free: dict[Shape, list[str]]) -> None:
        for root in dead:
            if root in held:
                free.setdefault(self.pieces.shapes[root], []).append(held.pop(root))

    def _line(
        self, piece: Piece, places: dict[Piece, str], held: dict[Piece, str], free: dict[Shape, list[str]]
    ) -> str:
        """The statement that gives a piece its value, in a place of its own."""
        name, said = name_of(piece), _said(piece)
        if piece.form == TURNED:
            return f"{name} = {said}.T"
        shape = self.pieces.shapes[piece]
        if piece.form == SETTLED:
            some = self._buffer(shape, free)
            free.setdefault(shape, []).append(some)
            total = name_of(piece.args[0])
            near = f"minimum.reduce(absolute({total}, {some}), None) < {NEAR_ZERO!r}"
            return f"if {near}: {SETTLED}({some}, {said})\n    {name} = {total}"
        target = places.get(piece)
        if target is None:
            target = held[piece] = self._buffer(shape, free)
        if piece.form == WHOLE:
            return f"copyto({target}, {WHOLE}{piece.place}({said})); {name} = {target}"
        call = (
            REDUCED[piece.form].format(said, target) if piece.form in REDUCED else f"{piece.form}({said}, out={target})"
        )
        return f"{call}; {name} = {target}"

    def _buffer(self, shape: Shape, free: dict[Shape, list[str]]) -> str:
        """A buffer of a shape that nobody reads any more, or a new one."""
        if free.get(shape):
            return free[shape].pop()
        self.buffers.append(shape)
        return f"b{len(self.buffers) - 1}"


def _is_tall(shape: Shape) -> bool:
    return len(shape) == 2 and shape[0] > shape[1]


def _root(piece: Piece) -> Piece:
    """The piece in whose memory a piece is."""
    return _root(piece.args[0]) if piece.form in VIEWS else piece


def _said(piece: Piece) -> str:
    return ", ".join(map(name_of, piece.args))


def settle(size: Any, total: Any, left: Any, right: Any, *rest: Any) -> None:
    """Entries of left·right + rest near 0, where rounding alone may be left, as a comparison reads them.

    size: the total without its signs.
    """
    import numpy

    for i, j in numpy.argwhere(size < NEAR_ZERO).tolist():
        products = (left[i] * right[:, j]).tolist()
        total[i, j] = snap_to_zero(add(*products, *(float(numpy.broadcast_to(r, total.shape)[i, j]) for r in rest)))
