"""The numbers that a sheet asks for, and as students round them."""

from itertools import chain

from backprop_cli.views.asked_lines import AskedLines


def numbers_of(sheet):
    """Every number that a sheet asks for, read off the program."""
    for exercise in sheet.exercises:
        lines = AskedLines(exercise.problem)
        asked = [line for part in exercise.parts for item in part.asked if (line := lines.line(item))]
        yield from chain.from_iterable(map(lines.numbers, asked))


def rounded(value, digits=4):
    return float(f"{value:.{digits - 1}e}")
