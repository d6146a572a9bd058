"""What people enter into a question of STACK: a wrong line somewhere, and after it what follows from their own numbers."""

from backprop_cli.checking.explain.replay import value_of
from backprop_cli.evaluate.evaluate import elements, value_shape
from backprop_cli.expr.axes import nested
from backprop_cli.views.own_work import OwnWork

# What is wrong: a stock answer, which may leave nothing to work out, or another number.
WRONG = {"zero": lambda right: 0.0, "one": lambda right: 1.0, "other": lambda right: right * 1.5 + 0.75}


def followed(part):
    """Texts by the numbers of the questions of a part, for each line that others follow from and each way to be wrong."""
    work = OwnWork(part)
    read = {name for line in work.lines.values() for name in line.after}
    for name, line in work.lines.items():
        for change in WRONG.values() if line.asked and name in read else ():
            texts = _texts(work, line, change)
            if texts:
                yield texts


def _texts(work, wrong, change):
    """All answers, one line being wrong; None where some line then has no number, or one that nobody would write."""
    values: dict = {}
    texts: dict = {}
    for name, line in work.lines.items():
        numbers = list(map(change, line.right)) if line is wrong else line.right
        if line is not wrong and line.number > wrong.number and line.after:
            reads = {read[2]: values[read] if read in values else work.value(read) for read in line.reads}
            value = value_of(line.line.assignment.expression, reads)
            numbers = elements(value) if value is not None else [float("inf")]
        if max(map(abs, numbers)) > 1e9:
            return None
        values[name] = nested(iter(numbers), value_shape(line.line.value))
        # With many digits, so that a 0 is no rounded number.
        texts |= {question: f"{numbers[entry] + 0.0:.12f}" for entry, question in line.asked.items()}
    return texts
