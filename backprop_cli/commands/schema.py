"""backprop schema: what a problem file or an answer file may hold, for an editor."""

from __future__ import annotations

import json
import sys

from .. import schema as schema_of
from ..typed import Annotated
from .language import encoding_of
from .options import Argument, OutputOptions
from .output import choose_format
from .writing import write


def schema(
    what: Annotated[str | None, Argument("schema_argument")] = None,
    output: OutputOptions = OutputOptions(),  # noqa: B008
) -> None:
    """The JSON Schema of problem files or of answer files; an editor completes and checks by it."""
    choose_format(output, ("json", "plain"))
    found = schema_of("problem" if what is None else what, output.spoken("json"))
    unicode = output.output is not None or encoding_of(sys.stdout).lower().startswith("utf")
    write([json.dumps(found, ensure_ascii=output.ascii or not unicode, indent=1) + "\n"], output)
