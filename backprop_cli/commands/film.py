"""A film: numbered pictures in a folder of their own, written whole or not at all."""

from __future__ import annotations

import os
import shutil
from collections.abc import Sequence

from .. import Drawing, Look, render
from ..errors import Message, fail, plainly
from .failures import remark
from .options import OutputOptions
from .writing import orderly_exit, unwritable


def write_film(pictures: Sequence[Drawing], folder: str, look: Look, output: OutputOptions) -> None:
    """Writes pictures as NAME-01.svg, NAME-02.svg … into a folder that is new, or empty.

    They are written beside it first, and take its place together. Raises BackpropError where there is anything in it,
    OutputError where it cannot be written.
    """
    if output.format not in (None, "svg") or output.output:
        raise fail("fault.film_only", None, Message("hint.film_only"))
    target = os.path.abspath(folder)
    if os.path.lexists(target) and not (os.path.isdir(target) and not os.listdir(target)):
        raise fail("fault.film_there", None, Message("hint.film_there"), name=plainly(folder))
    made = os.path.join(os.path.dirname(target), f".backprop-{os.urandom(8).hex()}")
    digits = len(str(len(pictures)))
    try:
        with orderly_exit():
            try:
                os.mkdir(made)
                for number, picture in enumerate(pictures, 1):
                    path = os.path.join(made, f"{picture.name}-{number:0{digits}}.svg")
                    with open(path, "x", encoding="utf-8", newline="") as file:
                        file.write(render(picture, "svg", look=look))
                if os.path.isdir(target):
                    os.rmdir(target)
                os.rename(made, target)
            finally:
                shutil.rmtree(made, ignore_errors=True)
    except OSError as error:
        raise unwritable(folder, error) from None
    remark("command.film", output, count=len(pictures), name=plainly(folder))
