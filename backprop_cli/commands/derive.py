"""backprop derive: the derivation of a problem, part by part."""

from __future__ import annotations

from typing import Annotated

from .. import FORMATS, PARTS, View
from .. import derive as derive_problem
from .options import EditOptions, OutputOptions, ProblemArguments, option, words
from .output import choose_format, page_look, put
from .sources import problems as read


def derive(
    problems: ProblemArguments = None,
    part: Annotated[str | None, option("--part", key="part")] = None,
    scalar: Annotated[bool, option("--scalar", key="scalar")] = False,
    matrix: Annotated[bool, option("--matrix", key="matrix")] = False,
    mode: Annotated[str | None, option("--mode", key="mode")] = None,
    shapes: Annotated[bool, option("--shapes", key="shapes")] = False,
    output: OutputOptions = OutputOptions(),  # noqa: B008
    edit: EditOptions = EditOptions(),  # noqa: B008
) -> None:
    """The composed function, every derivative, the repeated parts boxed, the backprop form, the algorithm, the cost."""
    shape = choose_format(output, FORMATS["DerivedParts"])
    parts = words(part, PARTS, "fault.unknown_part") or PARTS
    form = None if scalar == matrix else "scalar" if scalar else "matrix"
    found = (derive_problem(problem, parts, form, mode, shapes) for problem in read(problems, edit, output))
    view = View(quiet=output.quiet, lang=output.spoken(shape))
    put(found, shape, output, view, page_look(output, shape, exact=True))
