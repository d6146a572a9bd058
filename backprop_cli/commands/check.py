"""backprop check: answers against their problem."""

from typing import Annotated, NamedTuple

from ..checking.answers.file import Answers, read_answers
from ..checking.check import check as judged
from ..checking.judge.key import functions_of
from ..checking.judge.numbers import MarkingScheme
from ..checking.judge.result import Check
from ..checking.judge.rounding import STRICT, USUAL
from ..checking.template import ALL, LEVELS, template
from ..errors import fail, plainly
from ..problem.fields import did_you_mean
from ..problem.load import chosen
from ..problem.model import Problem as Checked
from .deliver import language
from .edge import form, write
from .options import LANG, Argument, Change, Output, ProblemArgument, option, words
from .present import look, show
from .sources import problems, text_of

FORMATS = ("table", "plain", "json", "md", "html", "latex")


class Marking(NamedTuple):
    """How much is asked for, how strictly it is judged, and what is said of it."""

    level: Annotated[str | None, option("--level", key="level")] = None
    hints: Annotated[int, option("--hints", key="hints", min=1, max=3)] = 3
    rounding: Annotated[str, option("--rounding", key="rounding")] = USUAL
    min_digits: Annotated[int, option("--min-digits", key="min_digits", min=1, max=17)] = 2
    exit_zero: Annotated[bool, option("--exit-zero", key="exit_zero")] = False

    def rules(self) -> MarkingScheme:
        """The rules of judging. Raises BackpropError for a word that is not known."""
        words(self.rounding, (USUAL, STRICT), "fault.unknown_rounding")
        return MarkingScheme(self.rounding, self.min_digits, self.asked())

    def asked(self) -> str | None:
        """The level of the work that is asked for. Raises BackpropError for one that there is not."""
        return next(iter(words(self.level, LEVELS, "fault.unknown_level")), None)


def check(
    problem: ProblemArgument = None,
    answers: Annotated[str | None, Argument("answers_argument")] = None,
    template: Annotated[bool, option("--template", key="template")] = False,
    marking: Marking = Marking(),  # noqa: B008
    output: Output = Output(),  # noqa: B008
    change: Change = Change(),  # noqa: B008
) -> None:
    """A verdict for every answer, the first wrong step and why; --template prints a blank answer file."""
    rules = marking.rules()
    if template:
        found = tuple(problems([problem] if problem else None, change, output.quiet))
        _blank(found, marking.asked() or ALL, output)
        return
    shape = form(output, FORMATS)
    if problem is None or answers is None:
        raise fail("fault.check_needs")
    found = tuple(problems([problem], change, output.quiet))
    name, text = text_of(answers)
    checks = [judged(owner, given, rules) for owner, given in _paired(found, text, name)]
    _deliver(checks, name, shape, output, marking.hints)
    if not marking.exit_zero and not all(item.passed for item in checks):
        raise SystemExit(1)


def _blank(found: tuple[Checked, ...], level: str, output: Output) -> None:
    from ..i18n import text

    pages = ("".join(template(item, level, text("check.template", LANG))) for item in found)
    write(["---\n".join(pages)], output)


def _paired(found: tuple[Checked, ...], text: bytes, name: str) -> list[tuple[Checked, Answers]]:
    """Every document of answers with the problem that it names, or the only one that there is."""
    functions = tuple(sorted({function for item in found for function in functions_of(item)}))
    pairs = []
    for given in read_answers(text, name, functions):
        if given.problem is not None:
            (owner,) = chosen(found, given.problem)
        elif len(found) == 1:
            (owner,) = found
        else:
            raise fail("fault.which_problem", None, did_you_mean("", [item.name for item in found]), name=plainly(name))
        pairs.append((owner, given))
    return pairs


def _deliver(checks: list[Check], source: str, shape: str, output: Output, hints: int) -> None:
    from ..formats.render import PAGES
    from ..views.check import check_blocks, check_record

    if shape == "json":
        from ..formats.json import checked

        said = language(shape, output)
        write(checked([check_record(item, hints) for item in checks], said), output)
        return
    page = look(output, shape)
    pages = [(check_blocks(item, source, hints), page.labelled(item.problem.names)) for item in checks]
    if shape in PAGES:
        write(PAGES[shape](pages), output)
        return
    for index, (blocks, its_look) in enumerate(pages):
        show(blocks, its_look, output, shape, apart=index > 0)
