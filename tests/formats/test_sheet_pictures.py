"""Pictures on sheets: the neurons have the names that `graph` gives them, in every format."""

import re

import pytest
from examples import mostly_slow
from places import PROBLEMS

from backprop_cli import Look, load, render, worksheet
from backprop_cli.formats.drawing.character_grid import character_lines
from backprop_cli.formats.drawing.svg import svg
from backprop_cli.formats.drawing.tikz import tikz

WRITERS = {"md": character_lines, "html": svg, "latex": tikz}
BUNDLED = sorted(path.stem for path in PROBLEMS.glob("*.yaml"))


def words(lines, format):
    """What is written, without spaces; of HTML the texts of pictures alone, without tags."""
    written = "".join(lines)
    if format == "html":
        written = "".join(re.sub(r"<[^>]*>", "", text) for text in re.findall(r"(?s)<text.*?</text>", written))
    return "".join(written.split())


@pytest.mark.parametrize(("name", "format"), mostly_slow([(name, to) for name in BUNDLED for to in WRITERS], 7))
def test_a_picture_on_a_sheet_has_the_names_of_the_picture_alone(name, format):
    for problem in load(name):
        sheet = worksheet([problem])
        (exercise,) = sheet.exercises
        if exercise.drawing is None:
            continue
        named = Look().labelled(exercise.drawing.problem.names)
        picture = words(WRITERS[format](exercise.drawing, named), format)
        assert picture and picture in words(render(sheet, format, look=Look()), format)
