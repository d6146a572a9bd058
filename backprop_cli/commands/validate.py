"""backprop validate: is the file a problem?"""

from __future__ import annotations

from .. import FORMATS
from .. import validate as table_of
from .options import EditOptions, OutputOptions, ProblemArguments
from .output import choose_format, put
from .sources import problems as read


def validate(
    problems: ProblemArguments = None,
    output: OutputOptions = OutputOptions(),  # noqa: B008
    edit: EditOptions = EditOptions(),  # noqa: B008
) -> None:
    """Checks problem files and says of each problem what it is; nothing is solved."""
    shape = choose_format(output, FORMATS["Listing"])
    found = table_of(*read(problems, edit, output))
    if not output.quiet:
        put(found, shape, output)
