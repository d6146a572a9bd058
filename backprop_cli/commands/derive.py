"""backprop derive: the derivation of a problem, part by part."""

from collections.abc import Iterable, Iterator
from typing import Annotated

from ..derivation.parts import PARTS, Derivation, DerivationPart
from ..errors import fail
from ..formats.render import PAGES
from ..problem.fields import did_you_mean
from ..problem.model import Problem
from ..views.report import Block
from ..views.solution import notes, title
from .deliver import language
from .edge import form, write
from .options import LANG, Change, Output, ProblemArguments, option, words
from .present import look, show
from .sources import problems as read

FORMATS = ("table", "json", *PAGES)


def derive(
    problems: ProblemArguments = None,
    part: Annotated[str | None, option("--part", key="part")] = None,
    scalar: Annotated[bool, option("--scalar", key="scalar")] = False,
    matrix: Annotated[bool, option("--matrix", key="matrix")] = False,
    mode: Annotated[str | None, option("--mode", key="mode")] = None,
    shapes: Annotated[bool, option("--shapes", key="shapes")] = False,
    output: Output = Output(),  # noqa: B008
    change: Change = Change(),  # noqa: B008
) -> None:
    """The composed function, every derivative, the repeated parts boxed, the backprop form, the algorithm, the cost."""
    shape = form(output, FORMATS)
    wanted = words(part, PARTS, "fault.unknown_part") or PARTS
    forms = ("scalar",) if scalar and not matrix else ("matrix",) if matrix and not scalar else ("scalar", "matrix")
    if mode not in (None, "forward", "reverse"):
        known = ("forward", "reverse")
        raise fail("fault.unknown_mode", None, did_you_mean(mode, known), found=mode, known=known)
    found = (
        (problem, Derivation(problem, mode, shapes).parts(wanted, forms))
        for problem in read(problems, change, output.quiet)
    )
    _deliver(found, shape, output)


def _deliver(found: Iterable[tuple[Problem, Iterator[DerivationPart]]], shape: str, output: Output) -> None:
    from ..views.derivation import derivation_records

    if shape == "json":
        from ..formats.json import derivations

        said = language(shape, output)
        write(derivations(derivation_records(problem, parts, said) for problem, parts in found), output)
        return
    page = look(output, shape, exact=True)
    pages = ((_page(problem, parts, output.quiet), page.labelled(problem.names)) for problem, parts in found)
    if shape in PAGES:
        write(PAGES[shape](pages), output)
        return
    for index, (blocks, its_look) in enumerate(pages):
        show(blocks, its_look, output, shape, apart=index > 0)


def _page(problem: Problem, parts: Iterator[DerivationPart], quiet: bool) -> Iterator[Block]:
    from ..views.derivation import part_blocks

    if not quiet:
        yield title(problem, LANG)
    yield from part_blocks(parts, problem)
    if not quiet:
        yield from notes(problem, LANG)
