"""The numbers that a sheet asks for, as students round them, and what is said of the wrong ones."""

from itertools import chain

from backprop_cli.checking.judge.result import mistake_said
from backprop_cli.i18n import text
from backprop_cli.views.asked_lines import AskedLines


def numbers_of(sheet):
    """Every number that a sheet asks for, read off the program."""
    for exercise in sheet.exercises:
        lines = AskedLines(exercise.problem)
        asked = [line for part in exercise.parts for item in part.asked if (line := lines.line(item))]
        yield from chain.from_iterable(map(lines.numbers, asked))


def rounded(value, digits=4):
    return float(f"{value:.{digits - 1}e}")


def sentence(mistake, lang):
    """The letters of what is said of a mistake: a platform sets formulas in it, with signs of their own."""
    said = mistake_said(mistake)
    return letters(text(said.key, lang, **said.values))


def letters(said):
    return "".join(filter(str.isalpha, said))
