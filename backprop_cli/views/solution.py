"""A solution as a report: its title, its steps line by line, which weights moved, and why a gradient is zero."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from functools import reduce

from ..errors import Message, as_name
from ..evaluate.evaluate import Value, elements, entry_names
from ..expr.names import below, gradient_of, time_step, whole_of
from ..expr.node import as_node, is_symbol, literal, symbol
from ..expr.traverse import substitute, symbols
from ..problem.model import Problem, Train
from ..problem.series import data_names
from ..program.layout import layout_of
from ..program.network import layer_stages, loss_stages
from ..solution.solution import Solution, Step
from ..solution.trace import Row
from ..tolerances import MAX_CELLS
from ..typed import Any, Protocol
from .report import Block, Fact, Heading, Line, Lines, Note, Table, Title

NESTED = ("gradient",)
FINAL = "final"  # the phase of the weights after the last step


def title(problem: Problem, lang: str = "en") -> Title:
    """The title of a problem, with its loss, learning rate, order, epochs and frozen parameters as facts."""
    facts = list(_losses(problem))
    if problem.train:
        facts += _learning(problem.train)
        facts += _order(problem.train) if problem.data else ()
        if problem.train.epochs > 1:
            facts.append(Fact(Message("board.epochs"), str(problem.train.epochs)))
        if problem.train.frozen:
            facts.append(Fact(Message("board.frozen"), Message("board.names", {"names": problem.train.frozen})))
    return Title(problem.text(problem.title, lang), problem.name, (tuple(facts),))


def _losses(problem: Problem) -> Iterator[Fact]:
    """Each loss with its formula; of a sequence, whose steps all have the same one, the loss of any step."""
    for spec, loss in zip(problem.losses, loss_stages(problem, layer_stages(problem, 1)) if problem.loss else ()):
        formula = layout_of(problem).line(loss.forward[-1]).expression
        if len(spec.of) > 1 or time_step(spec.of[0])[1] < 0:
            yield Fact(Message("board.loss"), formula, spec.kind)
            continue
        any_step = {name: symbol(time_step(name)[0], node.shape) for name, node in symbols(formula).items()}
        yield Fact(Message("board.loss_of_steps"), substitute(formula, any_step), spec.kind)
        return


def _learning(train: Train) -> Iterator[Fact]:
    """The learning rate or its schedule, the optimiser if it has options, clipping, decay and penalties."""
    if train.rates:
        yield Fact(as_name("lr"), literal(train.rates, (len(train.rates),)))
    elif train.schedule:
        yield Fact(Message("board.schedule"), train.schedule)
        yield from _options(train.schedule_options)
    elif not is_symbol(train.lr):
        yield Fact(as_name("lr"), as_node(train.lr))
    if train.optimizer_options:
        yield Fact(Message("board.optimizer"), train.optimizer)
        yield from _options(train.optimizer_options)
    if train.clip:
        yield Fact(Message("board.clip", {"way": train.clip[0]}), as_node(train.clip[1]))
    given = {name: getattr(train, name) for name in ("weight_decay", "l2", "l1")}
    yield from _options({name: value for name, value in given.items() if value is not None})


def _order(train: Train) -> Iterator[Fact]:
    """The order of the steps as it is listed; how mini-batches are made, and how many observations are held out."""
    if train.batches is None:
        yield Fact(Message("board.order"), ", ".join(map(_batch, train.order)))
        return
    size, seed, shuffle, _ = train.batches
    key = "board.batches_mixed" if shuffle else "board.batches_of"
    yield Fact(Message("board.batches"), Message(key, {"size": size, "seed": seed}))
    if train.held:
        yield Fact(Message("board.held"), str(len(train.held)))


def _options(options: Mapping[str, Any]) -> Iterator[Fact]:
    for name, value in options.items():
        is_word = isinstance(value, str)
        yield Fact(Message("board.word", {"name": name}), value) if is_word else Fact(as_name(name), as_node(value))


def _batch(entry: tuple[int, ...]) -> str:
    return str(entry[0]) if len(entry) == 1 else "[" + ", ".join(map(str, entry)) + "]"


def notes(problem: Problem, lang: str = "en") -> Iterator[Note]:
    """The problem's own notes."""
    for note in problem.notes:
        yield Note(problem.text(note, lang))


class Entries(Protocol):
    """What reads rows entry by entry: their lines, or None where they are the same in matrices; notes on the names."""

    notes: list[Note]

    def lines(self, rows: tuple[Row, ...]) -> tuple[Line, ...] | None:
        """The lines of a step or a question."""


def shows_steps(only: Collection[str]) -> bool:
    """Whether lines of steps are shown, and not the final weights alone: then nobody needs the lines."""
    return set(only) != {FINAL}


def board(
    solution: Solution, only: Collection[str] = (), entries: Entries | None = None, over_time: bool = False
) -> Iterator[Block]:
    """The steps of a solution, then the final weights; `only`: of these phases only.

    entries: what writes a step, and single weights, entry by entry; None writes them in matrices. over_time: whether
    what has a value for each time step is shown in a table.
    """
    apart = entries is not None and not shows_steps(only)
    for step in solution.steps() if shows_steps(only) else ():
        single = entries.lines(step.rows) if entries and step.rows else None
        apart = apart or single is not None
        table, rows = _in_table(step, only, solution.problem) if over_time else (None, step.rows)
        lines = single if single is not None else tuple(step_lines(rows, only, solution.problem))
        if lines or table:
            yield from _said_once(entries)
            values = step.rows[0].values if step.rows else {}
            yield Heading(*step_heading(solution.problem, step.number, step.last, step.observations, values))
            yield from [table] if table else []
            yield Lines(lines, single is not None)
    exact = solution.final_exact or {}
    known = {name: exact.get(name) or value for name, value in solution.final.items() if value is not None}
    if (not only or FINAL in only) and solution.problem.train and known:
        yield from final_weights(_by_entries(known, solution.problem) if apart else known, solution.taken)


def final_weights(values: Mapping[str, Any], steps: int) -> Iterator[Block]:
    """The weights after so many steps."""
    yield Heading(Message("board.final", {"count": steps}))
    yield Lines(tuple(Line(Message("board.group.final"), name, value=value) for name, value in values.items()))


def _in_table(step: Step, only: Collection[str], problem: Problem) -> tuple[Table | None, tuple[Row, ...]]:
    from .over_time import time_table  # which most calls do without

    return time_table(tuple(row for row in step.rows if not only or row.phase in only), problem)


def _said_once(entries: Entries | None) -> Iterator[Note]:
    while entries and entries.notes:
        yield entries.notes.pop(0)


def _by_entries(values: Mapping[str, Value], problem: Problem) -> dict[str, Value]:
    """Values with each entry under a name of its own; those with more entries than anybody reads stay as they are."""
    found: dict[str, Value] = {}
    layout = layout_of(problem)
    for name, value in layout.values(values, back=True).items():
        if not isinstance(value, tuple) or len(elements(value)) > MAX_CELLS:
            found[name] = value
            continue
        if name in problem.names and len(elements(value)) == 1:
            (found[name],) = elements(value)
            continue
        entries = {layout.address(address): entry for address, entry in entry_names(name, value)}
        order = [label for label in problem.names if label in entries]
        found |= {entry: entries[entry] for entry in (order if len(order) == len(entries) else entries)}
    return found


def step_heading(
    problem: Problem, number: int, last: int, observations: tuple[int, ...], values: Mapping[str, Value]
) -> tuple[Message, tuple[tuple[str, Value], ...]]:
    """What stands over a step: its number and its observations, and the data of a single one by its names.

    last: the number of the last step. values: those of the step by name.
    """
    graph = problem.graph
    if graph and not (problem.train or problem.data):
        key = "board.point" if graph.at else "board.general"
        return Message(key, {"names": graph.inputs}), tuple(graph.at.items())
    key = ("board.step_alone", "board.step", "board.step_batch")[min(2, len(observations))]
    message = Message(key, {"number": number, "count": last, "observations": observations})
    if len(observations) > 1:
        return message, ()
    shown = ([*problem.data[0].values] if graph else [*data_names(problem), *problem.targets]) if problem.data else []
    laid = layout_of(problem)
    given = ((name, laid.value(name, values[name], back=True)) for name in shown if name in values)
    return message, tuple((name if graph else name.lower(), value) for name, value in given)


def step_lines(rows: tuple[Row, ...], only: Collection[str], problem: Problem) -> Iterator[Line]:
    """The rows of a step as lines; weights that stay are one line at the end."""
    shown = [row for row in rows if not only or row.phase in only]
    stay = [row for row in shown if row.before is not None and row.value == row.before]
    for row in shown:
        if row not in stay and row.phase != "after":
            yield line_of(row)
            if len(row.formula.shape) > 2:
                from .windows import window_lines  # which rows of numbers do without

                yield from window_lines(problem, rows, row, group_of(row.phase))
            yield from _labelled(row, problem.names)
    if stay:
        names = tuple(row.name for row in stay)
        yield Line(Message("board.group.update"), "", remark=Message("board.stay", {"names": names}), muted=True)
    yield from (line_of(row) for row in shown if row.phase == "after")


def _labelled(row: Row, labels: Mapping[str, str]) -> Iterator[Line]:
    """For a gradient or an update: a line for each of its entries that the problem has a name for (w₅ for W2[1,1])."""
    about = row.name if row.line.target else below(row.name)
    if row.phase not in ("gradient", "update") or not any(whole_of(name) == about != name for name in labels):
        return
    from ..program.spellings import entry_address, entry_places  # which problems without such names do without

    value = row.exact if row.exact is not None else row.value
    for address in labels:
        owner, written = entry_address(address)
        places = entry_places(value, written) if owner == about and written else None
        if places:
            update = row.phase == "update"
            name = address if update else gradient_of(address)
            entry = reduce(lambda inside, place: inside[place - 1], places, value)
            yield Line(_group(row), name, value=entry, arrow=update, depth=2)


def _group(row: Row) -> Message:
    if row.phase == "jacobian" and row.line.layer is None:
        return Message("board.group.local")
    return group_of(row.phase)


def group_of(phase: str) -> Message:
    """The label of the group that lines of a phase stand in."""
    return Message(f"board.group.{'backward' if phase in NESTED else phase}")


def line_of(row: Row) -> Line:
    """A row as a line of the board."""
    known = row.value is not None
    zero = known and row.phase in ("backward", "gradient") and not any(elements(row.value))
    return Line(
        _group(row),
        row.name,
        row.formula,
        row.substitution,
        row.value if row.exact is None else row.exact,
        arrow=row.line.target is not None,
        change=_change(row),
        muted=zero,
        remark=_why_zero(row) if zero else _sent_by(row),
        depth=1 if row.phase in NESTED else 0,
        before=row.before,
    )


def _change(row: Row) -> int | None:
    if row.before is None or row.value is None:
        return None
    moves = [after - before for after, before in zip(elements(row.value), elements(row.before))]
    return (any(move > 0 for move in moves)) - (any(move < 0 for move in moves))


def _sent_by(row: Row) -> Message | None:
    """Names the readers whose terms a gradient is the sum of."""
    readers = tuple(as_name(by) for by, _ in row.sent)
    return Message("board.sent", {"names": readers}) if readers else None


def _why_zero(row: Row) -> Message | None:
    """Names the value in the formula that is zero itself; None where the formula is only that value."""
    if row.formula.op in ("symbol", "sum"):
        return None
    for name in symbols(row.formula):
        if not any(elements(row.values.get(name, 1))):
            return Message("board.zero", {"name": as_name(name)})
    return None
