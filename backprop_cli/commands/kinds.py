"""backprop layers, losses, optimisers: the kinds of each family, and the formulas of one."""

from collections.abc import Callable

from ..views.catalogue import kind_report
from .edge import form
from .listing import FORMATS, deliver_table
from .options import Kind, Output


def family(name: str) -> Callable[..., None]:
    """The command of a family of kinds."""

    def command(kind: Kind = None, output: Output = Output()) -> None:  # noqa: B008
        deliver_table(kind_report(name, kind), form(output, FORMATS), output)

    command.__name__ = name
    command.__annotations__ = {"kind": Kind, "output": Output, "return": None}
    return command
