"""A solution, or the parts of it that a view selects, as blocks for a page."""

from __future__ import annotations

from collections.abc import Iterator

from ..errors import Message
from ..expr.node import Shape
from ..expr.traverse import symbols
from ..problem.series import step_names
from ..program.step import Programs
from ..records import NamedTuple
from ..solution.solution import Solution
from ..typed import TYPE_CHECKING
from .report import Block, Note
from .solution import board, notes, title

if TYPE_CHECKING:
    from .entries import EntryBoard


class View(NamedTuple):
    """Which parts of a solution are shown. Every field has a default: `View(phases=("update", "final"))`.

    phases (none): only these phases of the trace (forward, loss, backward, gradient, update, after; of a scalar graph
    also jacobian, total), and `final`, the weights at the end; none means all. Rows of a training: `epoch`, `final`.
    ids (none): only these questions, by their ids.
    exact (False): whether exact numbers, where they are known, go into data; a page asks its look.
    questions (True): whether the questions of the problem are answered; with phases, only those of `ids` are.
    quiet (False): whether the title and the notes are left out.
    work (True): whether the page shows formulas beside values; if so, a question's formula is not said twice.
    lang ("en"): the language of the problem's own title and notes, en or ru.
    hints (3): how much is said of wrong answers: 1 where the first is, 2 also of what kind it is, 3 everything.
    scoring (False): whether a page says how each answer got its points; data always do.
    entries (None): whether the work is read entry by entry, or in matrices; None is as the problem's `look` says, else
    entry by entry on a page if every matrix has one row or one column.
    chain ("delta"): entry by entry, how gradients are written: in "local" derivatives, by the accumulated "delta", or
    in "full", unfolded to the loss.
    over_time (False): whether a page shows what has a value for each time step in a table, a column for each of them.

    >>> from backprop_cli import View, load, render, solve
    >>> render(solve(load("ex3")[0]), view=View(phases=("final",), quiet=True)).splitlines()[-1]
    '       b3 =  0.008927'
    """

    phases: tuple[str, ...] = ()
    ids: tuple[str, ...] = ()
    exact: bool = False
    questions: bool = True
    quiet: bool = False
    work: bool = True
    lang: str = "en"
    hints: int = 3
    scoring: bool = False
    entries: bool | None = None
    chain: str = "delta"
    over_time: bool = False

    @property
    def asks(self) -> bool:
        """Whether questions are answered: all of them on a whole page, else those that are named."""
        return self.questions and (bool(self.ids) or not self.phases)


def blocks(solution: Solution, view: View) -> Iterator[Block]:
    """The blocks of a solution, made step by step as they are read."""
    problem = solution.problem
    if not view.quiet:
        yield title(problem, view.lang)
    entries = None if view.over_time else _entry_board(solution, view)
    if not view.ids:
        yield from board(solution, view.phases, entries, view.over_time)
    if solution.inexact:
        yield Note(inexact_note(solution))
    if view.asks and problem.questions:
        from .questions import question_blocks  # loaded only for the few problems that have some

        yield from question_blocks(problem, view.ids, view.exact, view.work, entries)
    if not (view.quiet or view.phases or view.ids):
        yield from notes(problem, view.lang)


def _entry_board(solution: Solution, view: View) -> EntryBoard | None:
    """What writes the work entry by entry, where it is read so."""
    entries = view.entries if view.entries is not None else solution.problem.look.entries
    if entries is False or (entries is None and not _is_of_vectors(solution.programs)):
        return None
    from .entries import EntryBoard  # loaded only for those who read entries

    return EntryBoard(solution.problem, view.phases, view.chain, view.quiet)


def _is_of_vectors(programs: Programs) -> bool:
    """Whether every matrix of a network's step has one row or one column, so that entries say more than matrices.

    Where x[1] is a time step, x[1][1] says less than the row does.
    """
    problem = programs.problem
    if problem.graph or not problem.data or step_names(problem):
        return False
    batch = max((len(entry) for entry in problem.train.order), default=1) if problem.train else 1
    parts = [part for line in programs.program(batch) for part in (line.expression, *symbols(line.expression).values())]
    shapes = {part.shape for part in parts if len(part.shape) > 1}  # an image is no row, however small it is
    return shapes != {(1, 1)} and all(map(_is_vector, shapes))


def _is_vector(shape: Shape) -> bool:
    return len(shape) == 2 and 1 in shape and all(isinstance(size, int) for size in shape)


def inexact_note(solution: Solution) -> Message:
    """The message that says from which line on exact numbers are too long to write."""
    step, name = solution.inexact or (0, "")
    return Message("board.inexact", {"step": step, "name": name})
