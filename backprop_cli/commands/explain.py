"""backprop explain: what is behind a mistake, and a small example; without a name, every mistake."""

from __future__ import annotations

from .. import FORMATS, mistakes
from .. import explain as lesson_on
from ..typed import Annotated
from .options import Argument, OutputOptions
from .output import choose_format, put


def explain(
    mistake: Annotated[str | None, Argument("mistake_argument")] = None,
    output: OutputOptions = OutputOptions(),  # noqa: B008
) -> None:
    """What is behind a mistake or a convention, with one line right and wrong; without a name, all that there are."""
    shape = choose_format(output, FORMATS["Lesson" if mistake else "Listing"])
    put(lesson_on(mistake) if mistake else mistakes(), shape, output)
