"""backprop validate: is the file a problem?"""

from ..errors import Message
from ..views.catalogue import problem_table
from .edge import form
from .listing import FORMATS, deliver_table
from .options import Change, Output, ProblemArguments
from .sources import problems as read


def validate(
    problems: ProblemArguments = None,
    output: Output = Output(),  # noqa: B008
    change: Change = Change(),  # noqa: B008
) -> None:
    """Checks problem files and says of each problem what it is; nothing is solved."""
    shape = form(output, FORMATS)
    found = list(read(problems, change, output.quiet))
    if not output.quiet:
        deliver_table(problem_table(found, Message("list.valid")), shape, output)
