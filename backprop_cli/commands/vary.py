"""backprop vary: a problem with other numbers, as nice as its own."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator

from .. import Variant, read_students, variant_files
from .. import vary as variants_of
from ..errors import fail
from ..typed import Annotated
from .folder import refuse_full, write_folder
from .options import EditOptions, OutputOptions, ProblemArgument, option
from .output import EXTENSIONS, choose_format
from .progress import progress
from .sources import file_content, problems
from .writing import write


def vary(
    problem: ProblemArgument = None,
    seed: Annotated[int, option("--seed", key="vary_seed", min=0)] = 1,
    count: Annotated[int, option("--count", key="count", min=1)] = 1,
    csv: Annotated[str | None, option("--csv", key="csv")] = None,
    salt: Annotated[str, option("--salt", key="salt")] = "",
    output: OutputOptions = OutputOptions(),  # noqa: B008
    edit: EditOptions = EditOptions(),  # noqa: B008
) -> None:
    """A problem with other numbers: one as YAML, or a directory of many, one for each student if there is a table."""
    sheet = tuple(problems([problem] if problem else None, edit, output))
    students = read_students(file_content(csv), csv) if csv is not None else []
    if students and count > 1:
        raise fail("fault.count_and_csv")
    several = count > 1 or bool(students)
    folder = None if _is_file(output.output) else output.output
    if several and folder is None:
        raise fail("fault.needs_folder")
    if folder is None:
        choose_format(output, ("yaml", "plain"))
        beside = os.path.dirname(output.output or "")
        write((variant.text for variant in variants_of(sheet, seed, folder=beside)), output)
        return
    refuse_full(folder)
    drawn = variants_of(sheet, seed, count, students, salt, folder)
    with progress("vary", output) as done:
        write_folder(variant_files(_told(drawn, len(students) or count, done), seed), folder)


def _told(variants: Iterable[Variant], count: int, done: Callable[[int, int], None]) -> Iterator[Variant]:
    done(0, count)
    for number, variant in enumerate(variants, 1):
        yield variant
        done(number, count)


def _is_file(path: str | None) -> bool:
    """Whether an output is a file and no directory: standard output is, and what ends as a file of some format."""
    return path is None or os.path.splitext(path)[1].lower() in EXTENSIONS
