"""backprop worksheet: problems as a sheet for students, and its key."""

from __future__ import annotations

import os
from collections.abc import Sequence

from .. import FORMATS, SheetEntry, SheetOutline, question_directory, quiz_package, sheet_outline, unasked
from .. import worksheet as made
from ..errors import fail, one_of
from ..records import NamedTuple
from ..typed import Annotated
from .failures import remark
from .folder import write_folder
from .options import EditOptions, OutputOptions, ProblemArguments, option
from .output import choose_format, page_look, put, put_package
from .sources import problems as read
from .sources import refuse_input, refuse_inputs

KEY, BLANKS = "-key", ("table", "space")
MOST_NAMED = 10  # of what is left out: a person sees from fewer what kind of thing it is
CANVAS, PRAIRIELEARN = "canvas", "prairielearn"


class SheetOptions(NamedTuple):
    """What a sheet asks for, and what stands on it."""

    level: Annotated[str, option("--level", key="sheet_level")] = "all"
    points: Annotated[int | None, option("--points", key="sheet_points", min=1)] = None
    title: Annotated[str, option("--title", key="sheet_title")] = ""
    blanks: Annotated[str | None, option("--blanks", key="blanks")] = None
    solutions: Annotated[bool, option("--solutions", key="solutions")] = False
    fade: Annotated[int, option("--fade", key="fade_lines", min=0)] = 0
    erroneous: Annotated[str, option("--erroneous", key="erroneous")] = ""
    both: Annotated[bool, option("--both", key="both")] = False
    cloze: Annotated[bool, option("--cloze", key="cloze")] = False


def worksheet(
    problems: ProblemArguments = None,
    sheet: SheetOptions = SheetOptions(),  # noqa: B008
    output: OutputOptions = OutputOptions(),  # noqa: B008
    edit: EditOptions = EditOptions(),  # noqa: B008
) -> None:
    """A sheet with blanks to fill in: what is given, numbered parts; --solutions is its key."""
    known = (*FORMATS["Worksheet"], CANVAS, PRAIRIELEARN)
    shape = choose_format(output, known) if output.format or output.output else "md"
    outline = sheet_outline(problems[0]) if problems and len(problems) == 1 else None
    if outline:
        _refuse_own(problems[0] if problems else "", outline, output)
        output = output._replace(language=(output.lang and output.language) or outline.lang or output.language)
        title = sheet.title or outline.title.get(output.language) or next(iter(outline.title.values()), "")
        sheet = sheet._replace(title=title, points=sheet.points or outline.points)
    found = outline.entries if outline else tuple(map(SheetEntry, read(problems, edit, output, tests=False)))
    found = tuple(item._replace(fade=sheet.fade, erroneous=sheet.erroneous) for item in found)
    if shape == PRAIRIELEARN:
        _write_question(found, sheet, output)
        return
    if not sheet.both:
        _write(found, shape, sheet, output)
        return
    if output.output is None:
        raise fail("fault.both_needs_file")
    stem, ending = os.path.splitext(output.output)
    # The key first: a format that has none says so before anything is written.
    _write(found, shape, sheet._replace(solutions=True), output._replace(output=stem + KEY + ending))
    _write(found, shape, sheet._replace(solutions=False), output)


def _refuse_own(name: str, outline: SheetOutline, output: OutputOptions) -> None:
    """Raises BackpropError where the output is a file that the sheet is made of."""
    refuse_input(name, output)
    for item in outline.entries:
        refuse_inputs(item.problem, output)


def _write(found: Sequence[SheetEntry], shape: str, sheet: SheetOptions, output: OutputOptions) -> None:
    table = None if sheet.blanks is None else one_of(sheet.blanks, BLANKS, "fault.unknown_blanks") == BLANKS[0]
    thing = made(found, sheet.level, sheet.points, sheet.title, output.language, table, sheet.solutions)
    thing = thing._replace(cloze=sheet.cloze)
    if names := unasked(thing, shape):
        remark("command.unasked", output, names=", ".join(names[:MOST_NAMED]), count=len(names))
    look = page_look(output, shape, exact=True)
    if shape == CANVAS:
        put_package(lambda: quiz_package(thing, shape, look), shape, output)
    else:
        put(thing, shape, output, look=look)


def _write_question(found: Sequence[SheetEntry], sheet: SheetOptions, output: OutputOptions) -> None:
    """Writes the directory of a question. What is typed there is a value, and only the teacher sees the solution."""
    for name in ("solutions", "both", "erroneous", "blanks", "cloze"):
        if getattr(sheet, name):
            raise fail("fault.not_in_question", format=PRAIRIELEARN, names=f"--{name}")
    if output.output is None:
        raise fail("fault.question_needs_folder", format=PRAIRIELEARN)
    folder, lang = output.output, output.language
    write_folder(question_directory(found, sheet.level, sheet.points, sheet.title, lang, folder), folder)
