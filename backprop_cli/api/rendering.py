"""One function that writes everything: solutions, derivations, judged answers, drawings, lists, in every format."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from itertools import chain

from ..errors import ArgumentError, Fault, Message, one_of
from ..expr.write.ascii import ascii_escaped
from ..expr.write.style import ASCII, CANONICAL
from ..formats.look import Look
from ..formats.registry import DATA, PAGES
from ..records import NamedTuple
from ..typed import TYPE_CHECKING, Any
from ..views.report import Block, Table
from ..views.selection import View, blocks

if TYPE_CHECKING:
    from rich.console import Console

Blocks = Callable[[Any, View], Iterable[Block]]
Writer = Callable[[Iterable[Any], str, View, Look], Iterator[str]]


class Renderer(NamedTuple):
    """How one kind of thing is written: its formats, its blocks on a page, and what writes the formats of data."""

    formats: tuple[str, ...]
    blocks: Blocks | None
    data: Writer | None = None


def _solution_data(things: Iterable[Any], format: str, view: View, look: Look) -> Iterator[str]:
    return DATA[format](things, view, look)


def _derivation_blocks(thing: Any, view: View) -> Iterator[Block]:
    from ..views.derivation import part_blocks
    from ..views.solution import notes, title

    if not view.quiet:
        yield title(thing.problem, view.lang)
    yield from part_blocks(thing.parts, thing.problem, view.exact)
    if not view.quiet:
        yield from notes(thing.problem, view.lang)


def _derivation_data(things: Iterable[Any], format: str, view: View, look: Look) -> Iterator[str]:
    from ..formats.json import derivations
    from ..views.derivation import derivation_records

    return derivations(derivation_records(thing.problem, thing.parts, view.lang) for thing in things)


def _check_blocks(thing: Any, view: View) -> Iterable[Block]:
    from ..views.check import check_blocks

    yield from check_blocks(thing.result, thing.source, view.hints)
    if view.scoring:
        from ..views.scoring import scoring_blocks

        yield from scoring_blocks(thing.result)


def _check_data(things: Iterable[Any], format: str, view: View, look: Look) -> Iterator[str]:
    from ..formats.checked import checked_csv, checked_jsonl
    from ..formats.json import checked
    from ..views.check_record import check_record

    found = list(things)
    records = ((thing.source, check_record(thing.result, view.hints)) for thing in found)
    if format != "json":
        lang = found[0].lang
        return checked_csv(records, lang, look) if format == "csv" else checked_jsonl(records, lang)
    several = len(found) > 1
    named = [{**record, **({"file": file} if several and file else {})} for file, record in records]
    return checked(named, found[0].lang)


def _drawing_data(things: Iterable[Any], format: str, view: View, look: Look) -> Iterator[str]:
    from ..formats.drawing.draw import DRAWINGS

    return chain.from_iterable(DRAWINGS[format](thing, _labelled(look, thing)) for thing in things)


def _listing_data(things: Iterable[Any], format: str, view: View, look: Look) -> Iterator[str]:
    from ..formats.json import listing

    return listing(block for thing in things for block in thing.blocks if isinstance(block, Table))


def _lesson_blocks(thing: Any, view: View) -> Iterable[Block]:
    from ..views.lesson import lesson_blocks

    return lesson_blocks(thing)


def _lesson_data(things: Iterable[Any], format: str, view: View, look: Look) -> Iterator[str]:
    from ..formats.json import Dump
    from ..views.lesson import lesson_record

    return (Dump(look.lang)(lesson_record(thing)) + "\n" for thing in things)


def _training_blocks(thing: Any, view: View) -> Iterable[Block]:
    from ..views.training import training_blocks

    thing.finish()
    return training_blocks(thing, view.quiet, view.lang, view.phases)


def _training_data(things: Iterable[Any], format: str, view: View, look: Look) -> Iterator[str]:
    from ..formats.drawing.curve import curve_svg
    from ..formats.training import training_data

    found = list(things)
    for training in found:
        training.finish()
    if format == "svg":
        return chain.from_iterable(curve_svg(training, look) for training in found)
    return training_data(found, format, look, view.phases)


def _class_blocks(thing: Any, view: View) -> Iterable[Block]:
    from ..views.class_report import class_blocks

    return class_blocks(thing)


def _class_data(things: Iterable[Any], format: str, view: View, look: Look) -> Iterator[str]:
    from ..formats.checked import class_csv, class_json
    from ..views.class_report import class_record

    records = map(class_record, things)
    return chain.from_iterable(class_csv(record, look) if format == "csv" else class_json(record) for record in records)


def _grader_data(things: Iterable[Any], format: str, view: View, look: Look) -> Iterator[str]:
    from ..formats.graders import GRADERS

    return (GRADERS[format](thing, view.hints) for thing in things)


def _sheet_data(things: Iterable[Any], format: str, view: View, look: Look) -> Iterator[str]:
    from ..formats.worksheet import sheet_text

    return chain.from_iterable(sheet_text(thing, format, look) for thing in things)


_LISTING = Renderer(("table", "plain", "json"), lambda thing, view: thing.blocks, _listing_data)
# By the names of classes, so that the classes are imported by those alone who make such things.
RENDERERS = {
    "Solution": Renderer(("table", "plain", *DATA, "md", "latex", "html"), blocks, _solution_data),
    "DerivedParts": Renderer(("table", "json", *PAGES), _derivation_blocks, _derivation_data),
    "Checked": Renderer(("table", "plain", "json", "jsonl", "csv", "md", "html", "latex"), _check_blocks, _check_data),
    "GraderResult": Renderer(("gradescope", "prairielearn", "classroom50"), None, _grader_data),
    "Worksheet": Renderer(("md", "latex", "html", "moodle", "stack"), None, _sheet_data),
    "ClassReport": Renderer(("table", "plain", "csv", "json", "html", "md"), _class_blocks, _class_data),
    "Drawing": Renderer(("text", "svg", "dot", "mermaid", "tikz", "json", "html"), None, _drawing_data),
    "Listing": _LISTING,
    "TestedProblem": _LISTING,
    "Training": Renderer(
        ("table", "plain", "json", "jsonl", "csv", "svg", "md", "latex", "html"), _training_blocks, _training_data
    ),
    "StressedProblem": _LISTING,
    "Lesson": Renderer(("table", "json", *PAGES), _lesson_blocks, _lesson_data),
}
FORMATS = {name: renderer.formats for name, renderer in RENDERERS.items()}


def render(thing: Any, format: str | None = None, view: View = View(), look: Look | None = None) -> str:  # noqa: B008
    """A thing as text: a Solution, DerivedParts, a Checked, a Drawing, a Listing, a Lesson, or several of one kind.

    format: one of FORMATS[the name of its class]; none is plain text, of a drawing boxes and lines. view: which parts
    are written. look: how numbers and signs are written, and whether LaTeX and HTML are whole documents. Raises
    BackpropError for a format that the thing has not.

    >>> from backprop_cli import Look, View, kinds, load, render, solve
    >>> (problem,) = load("ex3")
    >>> view = View(phases=("loss",), quiet=True)
    >>> print(render(solve(problem, steps=1), view=view, look=Look(digits=3)), end="")
    ━━ Step 1 of 2 ━ observation 2: x = 5, y = 0 ━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━
    loss  L = ½·(y − ŷ)² = 0.5·(0 − 0.5)² = 0.125
    >>> render(solve(problem), "json")[:23]
    '{"format": "backprop/1"'
    >>> render(kinds("losses"), "pdf")
    Traceback (most recent call last):
    backprop_cli.errors.BackpropError: error: unknown format pdf; choose from: table, plain, json
    """
    return "".join(pieces(thing, format, view, look))


def pieces(
    things: Any,
    format: str | None = None,
    view: View = View(),  # noqa: B008
    look: Look | None = None,
) -> Iterator[str]:
    """The text that `render` gives, piece by piece: a solution of many steps is written as it is worked out.

    >>> from backprop_cli import load, pieces, solve
    >>> written = pieces((solve(problem) for problem in load("ex4")), "jsonl")
    >>> next(written)[:41]
    '{"problem": "ex4-regression", "step": 1, '
    """
    renderer, found, look = _prepared(things, look)
    if renderer is None:
        return iter(())
    format = format or ("plain" if renderer.blocks else renderer.formats[0])
    one_of(format, renderer.formats, "fault.unknown_format")
    page = "plain" if format == "table" else format
    if renderer.blocks is None or page not in PAGES:
        assert renderer.data
        written = renderer.data(found, format, view, look)
    else:
        make = renderer.blocks
        written = PAGES[page]((make(thing, view), _labelled(look, thing)) for thing in found)
    return ascii_escaped(written, format) if look.ascii else written


def show(
    things: Any,
    view: View = View(),  # noqa: B008
    look: Look | None = None,
    console: Console | None = None,
) -> None:
    """Prints a thing with the colours of a terminal; not a Drawing, which is a picture or a text.

    console: a rich Console, for other colours or another place.

    >>> from backprop_cli import kinds, show
    >>> show(kinds("optimisers", "sgd"))  # doctest: +ELLIPSIS
    Stochastic gradient descent: W ← W − γ·∂L/∂W.
    ...
    """
    from rich.console import Console

    from ..formats.terminal import print_board

    renderer, found, look = _prepared(things, look)
    for number, thing in enumerate(found):
        console = console or Console(highlight=False)
        if number:
            console.print()
        assert renderer and renderer.blocks
        print_board(renderer.blocks(thing, view), _labelled(look, thing), console)


def coloured_pieces(things: Any, view: View, look: Look) -> Iterator[str]:
    """What `show` prints in a terminal that takes the usual codes, a piece for each block."""
    from ..formats.terminal import coloured

    renderer, found, look = _prepared(things, look)
    for number, thing in enumerate(found):
        if number:
            yield "\n"
        assert renderer and renderer.blocks
        yield from coloured(renderer.blocks(thing, view), _labelled(look, thing))


def value_text(value: Any, ascii: bool = False, digits: int | None = None) -> str:
    """A value as `--get` prints it: one number bare, several as nested lists; digits: of a float, None: all.

    >>> from backprop_cli import find_value, load, solve, value_text
    >>> value_text(find_value(solve(load("ex3")[0], exact=True), "1:W3", exact=True))
    '-1/16'
    """
    from ..formats.bare_value import bare_value

    return bare_value(value, ASCII if ascii else CANONICAL, digits)


def look_of(thing: Any) -> Look:
    """The look of a thing for which none is given: that of its language."""
    lang = getattr(thing, "lang", "en")
    return Look(lang=lang, mark="," if lang == "ru" else ".")


def _prepared(things: Any, look: Look | None) -> tuple[Renderer | None, Iterator[Any], Look]:
    """How things are written, the things, and their look; None where there are none."""
    found = iter([things] if type(things).__name__ in RENDERERS or not isinstance(things, Iterable) else things)
    first = next(found, None)
    if first is None:
        return None, iter(()), look or Look()
    kind = type(first).__name__
    if kind not in RENDERERS:
        raise ArgumentError(Fault(Message("fault.not_rendered", {"found": kind, "known": tuple(RENDERERS)})))
    look = look or look_of(first)
    if kind == "TestedProblem":
        from ..views.testing import tested_blocks
        from .listings import Listing

        return _LISTING, iter([Listing(tested_blocks(chain([first], found)))]), look
    return RENDERERS[kind], chain([first], found), look


def _labelled(look: Look, thing: Any) -> Look:
    """A look with the names that the problem of a thing gives its values, and the digits that it asks for."""
    problem = getattr(thing, "problem", None)
    return look.of_problem(problem) if problem else look
