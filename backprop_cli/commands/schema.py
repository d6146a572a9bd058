"""backprop schema: what a problem file or an answer file may hold, for an editor."""

import sys
from typing import Annotated

from ..errors import Message, fail, plainly
from ..formats.schema import schema_text
from ..problem.answers import answers_schema
from ..problem.fields import did_you_mean
from ..problem.read import problem_schema
from ..problem.schema import whole
from .deliver import language
from .edge import form, write
from .options import Argument, Output

SCHEMAS = {"problem": problem_schema, "answers": answers_schema}
FORMATS = ("json", "plain")


def schema(
    what: Annotated[str | None, Argument("schema_argument")] = None,
    output: Output = Output(),  # noqa: B008
) -> None:
    """The JSON Schema of problem files or of answer files; an editor completes and checks by it."""
    form(output, FORMATS)
    if what not in SCHEMAS:
        word = plainly(what) if what else Message("kind.nothing")
        raise fail("fault.unknown_word", None, did_you_mean(what or "", SCHEMAS), found=word, known=tuple(SCHEMAS))
    found = whole(what, SCHEMAS[what])
    write(schema_text(found, language("json", output), output.ascii or not _is_unicode(output)), output)


def _is_unicode(output: Output) -> bool:
    """Whether every sign can be written to where the output goes."""
    encoding = getattr(sys.stdout, "encoding", None) or "utf-8"
    return output.output is not None or encoding.lower().startswith("utf")
