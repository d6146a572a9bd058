"""The Maxima of a question of STACK: what is given, each line as a function, and what each answer is held against."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from ...evaluate.algebras import SYMBOLIC
from ...evaluate.evaluate import elements, evaluate, value_shape
from ...expr.axes import nested
from ...expr.names import entry_of as entry_name
from ...expr.node import Node, symbol
from ...expr.traverse import symbols
from ...expr.write.maxima import functions_of, maxima_list, maxima_number
from ...views.own_work import Name, OwnLine, OwnWork, Slip, entry_of, name_in
from ...views.platform import half_unit

Variable = tuple[str, str]  # its name, and what it is


class QuestionMaxima:
    """The variables of a question and of its response trees.

    A line is v3 as a list of its numbers, row by row; r3 is how it stands on somebody's page, as `bpline` has it; s3
    gives that, and f3 the line, from what it reads. What is given is c1, c2, …
    """

    def __init__(self, work: OwnWork) -> None:
        self.work, self.digits = work, work.part.digits
        self._given: dict[Name, str] = {}
        self._trees = [tuple(self._tree(number)) for number in range(len(work.part.questions))]

    def tree(self, number: int) -> tuple[Variable, ...]:
        """The feedback variables of a question's tree, by its number from 0.

        blank, isright, slip1, slip2, … are 1 or 0; where the line follows from others, lost and isown are as well.
        """
        return self._trees[number]

    def question_variables(self) -> str:
        """What the trees use: functions, what is given, and the lines."""
        trees = "".join(text for tree in self._trees for _, text in tree)
        lines = [self._line(line) for line in self.work.lines.values() if f"s{line.number}(" in trees]
        given = [f"{variable}:{_numbers(self._right(name))};" for name, variable in self._given.items()]
        return "\n".join([*functions_of(trees + "".join(lines)), *given, *lines])

    def _line(self, line: OwnLine) -> str:
        """What gives a line, and how it stands on somebody's page, from what it reads."""
        reads = [self._variable(name) for name in line.reads] if line.after else []
        row, function, still = _numbers(line.right), "", "false"
        if line.after:
            row = _call(f"f{line.number}", reads)
            function = f"{row}:={self._written(line, line.line.assignment.expression)};\n"
            shifted = [self._variable(name) for name in line.sizes]
            moved = [_call(f"f{line.number}", (f"bpmoved({x})" if x == one else x for x in reads)) for one in shifted]
            still = f"not bpsound(mine,right) and bpstill(mine,[{','.join(moved)}],{_numbers(line.sizes.values())})"
        spans = _numbers(half_unit(value, self.digits) for value in line.right)
        state = _call("bpline", ("mine", "typed", "right", spans, str(self.digits), still, "hollow"))
        body = f"block([mine,right],mine:{row},right:{_numbers(line.right)},{state})"
        return f"{function}{_call(f's{line.number}', (*reads, 'typed', 'hollow'))}:={body};"

    def _tree(self, number: int) -> Iterator[Variable]:
        question = self.work.part.questions[number]
        line, slips, right = self.work.of(question), tuple(self.work.slips(question)), question.answers[0]
        yield "entered", f"bpnumber({input_name(number)})"
        yield "blank", "if numberp(entered) then 0 else 1"
        test = _call("bpnear", ("entered", maxima_number(right.value), maxima_number(right.tolerance)))
        if line is None:
            yield "isright", _flag(test)
            yield from ((f"slip{place}", _flag(self._is_known(slip))) for place, slip in enumerate(slips, 1))
            return
        yield from self._lines_before(line, slips)
        entry, value = entry_of(question), maxima_number(right.value)
        yield "mine", f"r{line.number}[3]"
        yield "own", f"mine[{entry + 1}]"
        # What others' rounding alone made of the right number is right.
        size = maxima_number(max(map(abs, line.right)))
        follows = _call("bpfollows", ("entered", "own", value, size, str(self.digits)))
        yield "isown", _flag(f"not bpnear(own,{value},0.0) and {follows}")
        yield "isright", _flag(f"{test} or (isown=1 and bpnear(own,{value},bpreach(own,{self.digits})))")
        yield "lost", _flag(f"isown=1 and r{line.number}[4]")
        yield "iswrong", _flag("blank+isright+isown=0")
        for place, slip in enumerate(slips, 1):
            made = self._written(line, slip.node, entry) if slip.node else f"[{maxima_number(slip.value)}]"
            yield f"slip{place}", _flag(f"iswrong=1 and bpslip(entered,first({made}),{size},{self.digits})")

    def _is_known(self, slip: Slip) -> str:
        return _call("bpnear", ("entered", maxima_number(slip.value), maxima_number(slip.tolerance)))

    def _lines_before(self, line: OwnLine, slips: Iterable[Slip]) -> Iterator[Variable]:
        """A line, and all that it and its mistakes follow from, as they stand on somebody's page."""
        names = [name_in(line.line, name) for slip in slips if slip.node for name in symbols(slip.node)]
        own = name_in(line.line, line.line.assignment.name)
        for before in self.work.before([own, *names]):
            inputs = (before.asked.get(entry) for entry in range(len(before.right)))
            typed = ("bpnone" if n is None else f"bpnumber({input_name(n)})" for n in inputs)
            hollow = " or ".join(f"r{self.work.lines[name].number}[2]" for name in before.after) or "false"
            reads = [self._variable(name) for name in before.reads] if before.after else []
            listed = f"[{','.join(typed)}]" if before.asked else "[]"
            yield f"r{before.number}", _call(f"s{before.number}", (*reads, listed, hollow))
            yield f"v{before.number}", f"r{before.number}[1]"

    def _variable(self, name: Name) -> str:
        """What a value is called: a line, or what is given."""
        if name in self.work.lines:
            return f"v{self.work.lines[name].number}"
        return self._given.setdefault(name, f"c{len(self._given) + 1}")

    def _right(self, name: Name) -> list[float]:
        return elements(self.work.value(name))

    def _written(self, line: OwnLine, node: Node, entry: int | None = None) -> str:
        """A right-hand side as the list of its numbers, or of one of them."""
        values = {}
        for called in symbols(node):
            name = name_in(line.line, called)
            variable, shape = self._variable(name), value_shape(self.work.value(name))
            entries = (symbol(entry_name(variable, place)) for place in range(1, len(self._right(name)) + 1))
            values[called] = nested(entries, shape)
        found = elements(evaluate(node, values, SYMBOLIC))
        return maxima_list(found if entry is None else [found[entry]])


def input_name(number: int) -> str:
    """The input of a question, by its number from 0."""
    return f"ans{number + 1}"


def _call(function: str, operands: Iterable[str]) -> str:
    return f"{function}({','.join(operands)})"


def _flag(test: str) -> str:
    return f"if {test} then 1 else 0"


def _numbers(values: Iterable[float]) -> str:
    return f"[{','.join(map(maxima_number, values))}]"
