"""A film: numbered pictures in a directory of their own, written whole or not at all."""

from __future__ import annotations

from collections.abc import Sequence

from .. import Drawing, Look, render
from ..errors import Message, fail, plainly
from .failures import remark
from .folder import write_folder
from .options import OutputOptions


def write_film(pictures: Sequence[Drawing], folder: str, look: Look, output: OutputOptions) -> None:
    """Writes pictures as NAME-01.svg, NAME-02.svg … into a directory that is new, or empty.

    Raises BackpropError where there is anything in it, OutputError where it cannot be written.
    """
    if output.format not in (None, "svg") or output.output:
        raise fail("fault.film_only", None, Message("hint.film_only"))
    digits = len(str(len(pictures)))
    names = (f"{picture.name}-{number:0{digits}}.svg" for number, picture in enumerate(pictures, 1))
    write_folder(((name, render(picture, "svg", look=look)) for name, picture in zip(names, pictures)), folder)
    remark("command.film", output, count=len(pictures), name=plainly(folder))
