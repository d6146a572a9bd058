"""backprop problems: what comes with the package."""

from __future__ import annotations

from .. import FORMATS
from .. import problems as bundled
from .options import OutputOptions
from .output import choose_format, put


def problems(output: OutputOptions = OutputOptions()) -> None:  # noqa: B008
    """The bundled problems, each with its network and its loss."""
    shape = choose_format(output, FORMATS["Listing"])
    put(bundled(output.spoken(shape)), shape, output)
