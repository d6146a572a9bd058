"""backprop derive: the derivation of a problem, part by part."""

from __future__ import annotations

from .. import FORMATS, PARTS, View
from .. import derive as derive_problem
from ..records import NamedTuple
from ..typed import Annotated
from .options import EditOptions, Exact, Fragment, OutputOptions, ProblemArguments, option, words
from .output import choose_format, page_look, put
from .sources import problems as read


class DerivationOptions(NamedTuple):
    """Which parts of a derivation are shown, and in what form."""

    part: Annotated[str | None, option("--part", key="part")] = None
    scalar: Annotated[bool, option("--scalar", key="scalar")] = False
    matrix: Annotated[bool, option("--matrix", key="matrix")] = False
    mode: Annotated[str | None, option("--mode", key="mode")] = None
    shapes: Annotated[bool, option("--shapes", key="shapes")] = False
    fragment: Fragment = False
    exact: Exact = False


def derive(
    problems: ProblemArguments = None,
    what: DerivationOptions = DerivationOptions(),  # noqa: B008
    output: OutputOptions = OutputOptions(),  # noqa: B008
    edit: EditOptions = EditOptions(),  # noqa: B008
) -> None:
    """The composed function, every derivative, the repeated parts boxed, the backprop form, the algorithm, the cost."""
    shape = choose_format(output, FORMATS["DerivedParts"])
    parts = words(what.part, PARTS, "fault.unknown_part") or PARTS
    form = None if what.scalar == what.matrix else "scalar" if what.scalar else "matrix"
    found = (
        derive_problem(item, parts, form, what.mode, what.shapes) for item in read(problems, edit, output, tests=False)
    )
    view = View(exact=what.exact, quiet=output.quiet, lang=output.spoken(shape))
    put(found, shape, output, view, page_look(output, shape, exact=True, fragment=what.fragment))
