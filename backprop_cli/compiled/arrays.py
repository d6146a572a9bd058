"""The same pieces for arrays, whose last axis counts problems: a plan of ufuncs that write into a few buffers."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from math import prod

from ..evaluate.evaluate import Value, elements
from ..expr.floats import add
from ..expr.operations import OPERATIONS
from ..program.line import Program
from ..records import NamedTuple
from ..tolerances import CANCELS, MOST_PIECES
from ..typed import Any
from .factors import sink_factors
from .pieces import SNAP, Piece, Pieces
from .source import StepLayout, constants, indented, name_of, pattern, reachable
from .step import RATE, StepShape, laid_out

CACHE_LINE = 64  # bytes


class ArrayPieces(Pieces):
    """Pieces whose forms are names of ufuncs; called, it writes one, as the forms of operations do."""

    times = "multiply"
    # And not "negative": the exponential of one makes infinity finite.
    linear = ("add", "subtract", "multiply", "square")

    def __init__(self, most: int | None = None) -> None:
        super().__init__(most)
        self.terms: dict[Piece, tuple[Piece, ...]] = {}

    def __call__(self, form: str, *args: Piece) -> Piece:
        return self.write(form, *args)

    def over(self, form: str, row: Sequence[Piece]) -> Piece:
        """The entries of a row joined one after the other."""
        total, *rest = row
        for piece in rest:
            total = self.write(form, total, piece)
        return total

    def write(self, form: str, *args: Piece, function: Any = None) -> Piece:
        """The one piece of this form with these operands, or one of the same value that others share with it."""
        if form == SNAP:
            return self.settled(*args)
        if form == "square" and args[0].form == "subtract":
            # That of x − y is that of y − x, and the one with the later first is what the gradient of a loss has.
            args = (self.write("subtract", *sorted(args[0].args, key=lambda term: -term.place)),)
        return super().write(form, *args, function=function)

    def is_factor(self, piece: Piece) -> bool:
        """Whether a number may be multiplied in anywhere: any is but for rounding, as the rate; a name of an entry is
        an address."""
        return super().is_factor(piece) or (bool(piece.name) and "," not in piece.name)

    def function(self, op: str) -> Callable[..., Piece]:
        """The operation as it is written with ufuncs."""
        row = OPERATIONS[op]

        def applied(*args: Any) -> Piece:
            piece = self.formed(row.compiled.ufunc, self, tuple(map(self.settled, args)) if row.pick else args)
            if row.decimal is add:
                self.terms.setdefault(piece, args)
            return piece

        return applied

    def settled(self, piece: Piece) -> Piece:
        """A sum as a comparison reads it: 0 where it is no more than CANCELS ulp of its largest term."""
        if piece not in self.terms:
            return piece
        scale = self.over("maximum", [self.write("absolute", term) for term in self.terms[piece]])
        limit = self.write("multiply", self.write("spacing", scale), self.number(CANCELS))
        return self.write("multiply", piece, self.write("greater", self.write("absolute", piece), limit))


class ArrayPlan:
    """The source of a step on arrays.

    text: makes, of numbers and bound values, a function (buffers, weights, x, y, after) that fills `after`: the new
    weights, the loss, and a sum that is finite where all is. buffers: how many it needs.
    """

    def __init__(self, pieces: ArrayPieces, layout: StepLayout) -> None:
        self.layout = layout
        order = sink_factors(pieces, layout.roots)
        checked = pieces.over("add", [*layout.checked, layout.loss])
        self.results = (*layout.after, layout.loss, checked)
        # The checks come as early as they can, so that no buffer is held for them alone.
        early = {piece: (place, 0) for place, piece in enumerate(order)}
        checks = reachable((checked,), lambda piece: piece.args)
        for piece in pieces.all:
            if piece in checks and piece not in early:
                early[piece] = (max(early[arg] for arg in piece.args)[0], piece.place)
        self.order = sorted(early, key=early.__getitem__)
        self.numbers = [piece for piece in self.order if piece.value is not None]
        self.constant = constants(self.order, layout.bound)
        self.buffers = 0
        self.text = self._written()

    def make(self) -> Callable[..., Any]:
        """The function (numbers, bound, rate) → step that the source gives."""
        forms = {piece.form for piece in self.order if piece.args and piece.form != RATE} | {"positive"}
        names: dict[str, Any] = {form: ufunc(form) for form in forms}
        exec(compile(self.text, "<compiled plan>", "exec"), names)
        made: Callable[..., Any] = names["make"]
        return made

    def _written(self) -> str:
        layout = self.layout
        body = self._body()
        given = (("numbers", tuple(self.numbers)), ("bound", layout.bound))
        lines = [
            "def make(numbers, bound, rate):",
            *(f"    {pattern(value)} = {name}" for name, value in given if value),
        ]
        lines += [f"    {name_of(p)} = {p.form}({_said(p)})" for p in self.order if p in self.constant and p.args]
        lines.append("    def step(buffers, weights, x, y, after):")
        taken = (("weights", layout.weights), ("x", layout.x), ("y", layout.y))
        lines += [f"        {pattern(value)} = {name}" for name, value in taken if value != ()]
        for name, count in (("b", self.buffers), ("r", len(self.results))):
            names = " ".join(f"{name}{place}," for place in range(count))
            lines += [f"        ({names}) = {'buffers' if name == 'b' else 'after'}"] if count else []
        return "\n".join([*lines, *indented(body, 2), "    return step", ""])

    def _body(self) -> list[str]:
        """A line for each piece: it writes into the place of a result, or into a buffer that nobody reads any more."""
        varying = [piece for piece in self.order if piece.args and piece not in self.constant]
        last = {arg: piece for piece in varying for arg in piece.args}
        places = {piece: f"r{place}" for place, piece in reversed(list(enumerate(self.results)))}
        lines, free, held = [], list[str](), dict[Piece, str]()
        for piece in varying:
            free += [held.pop(arg) for arg in dict.fromkeys(piece.args) if last[arg] is piece and arg in held]
            target = places.get(piece)
            if target is None:
                target = held[piece] = free.pop() if free else self._new()
            call = (
                f"{piece.form}({_said(piece)}, out={target})"
                if piece.form != RATE
                else f"{target}[...] = rate({_said(piece)})"
            )
            lines += [call, f"{name_of(piece)} = {target}"]
        written = {piece for piece in varying if piece in places}
        copied = [
            (place, piece)
            for place, piece in enumerate(self.results)
            if places[piece] != f"r{place}" or piece not in written
        ]
        return [*lines, *(f"positive({name_of(piece)}, out=r{place})" for place, piece in copied)]

    def _new(self) -> str:
        self.buffers += 1
        return f"b{self.buffers - 1}"


def ufunc(form: str) -> Any:
    """The ufunc of a name; where numpy has none, the operation's own function of floats, entry by entry."""
    import numpy

    found = getattr(numpy, form, None)
    if found is not None:
        return found
    row = OPERATIONS[form]
    each = numpy.frompyfunc(row.decimal, row.arity, 1)

    def filled(*args: Any, out: Any = None) -> Any:
        if out is None:
            return each(*args)
        out[...] = each(*args)
        return out

    return filled


def aligned(shape: tuple[int, ...], dtype: str = "float64", order: Any = "C") -> Any:
    """An empty array of numpy that begins where a line of the cache does, so that no register is read from two lines.

    numpy's own begin 16 bytes behind, and a sum of two takes half as long again.
    """
    import numpy

    count = prod(shape) * numpy.dtype(dtype).itemsize
    raw = numpy.empty(count + CACHE_LINE, "uint8")
    first = -raw.__array_interface__["data"][0] % CACHE_LINE
    return raw[first : first + count].view(dtype).reshape(shape, order=order)


def _said(piece: Piece) -> str:
    return ", ".join(map(name_of, piece.args))


class CompiledPlan(NamedTuple):
    """make: (numbers, bound, rate) → step. bound: names of what is the same in every step."""

    plan: ArrayPlan
    make: Callable[..., Any]
    bound: tuple[str, ...]

    def bind(self, fixed: Mapping[str, Value], rate: Any) -> Callable[..., None]:
        """The step for given values of what is the same in every step."""
        bound = tuple(entry for name in self.bound for entry in elements(fixed[name]))
        step: Callable[..., None] = self.make(tuple(piece.value for piece in self.plan.numbers), bound, rate)
        return step


def compiled_plan(program: Program, shape: StepShape) -> CompiledPlan:
    """The step of a program on arrays, made the first time that it is asked for. Raises as `compiled_step` does."""
    key = ("plan", *shape.kind)
    if key not in program.compiled:
        pieces = ArrayPieces(MOST_PIECES)
        layout, bound = laid_out(program, shape, pieces)
        plan = ArrayPlan(pieces, layout)
        program.compiled[key] = CompiledPlan(plan, plan.make(), bound)
    found: CompiledPlan = program.compiled[key]
    return found
