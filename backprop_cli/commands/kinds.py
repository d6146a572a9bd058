"""backprop layers, losses, optimisers, schedules: the kinds of each family, and the formulas of one."""

from __future__ import annotations

from collections.abc import Callable

from .. import FORMATS, kinds
from ..typed import Annotated
from .options import Argument, OutputOptions
from .output import choose_format, put


def family(name: str) -> Callable[..., None]:
    """The command of a family of kinds."""

    def command(
        kind: Annotated[str | None, Argument("kind_argument")] = None,
        output: OutputOptions = OutputOptions(),  # noqa: B008
    ) -> None:
        """The kinds of a family, or the formulas of one of them."""
        shape = choose_format(output, FORMATS["Listing"])
        put(kinds(name, kind), shape, output)

    command.__name__ = name
    return command
