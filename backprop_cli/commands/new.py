"""backprop new: a commented problem to begin with."""

from __future__ import annotations

from .. import new_problem
from ..typed import Annotated
from .options import Argument, OutputOptions, option
from .output import choose_format
from .writing import write


def new(
    widths: Annotated[str | None, Argument("widths_argument")] = None,
    activation: Annotated[str | None, option("--activation", key="activation")] = None,
    loss: Annotated[str | None, option("--loss", key="new_loss")] = None,
    optimizer: Annotated[str | None, option("--optimizer", key="new_optimizer")] = None,
    seed: Annotated[int, option("--seed", key="seed", min=0)] = 1,
    output: OutputOptions = OutputOptions(),  # noqa: B008
) -> None:
    """A problem of these widths with small numbers, and comments that say what each key means."""
    choose_format(output, ("yaml", "plain"))
    lang = None if output.quiet else output.language
    write([new_problem(widths or "", activation, loss, optimizer, seed, lang)], output)
