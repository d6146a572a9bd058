"""Blank answer files, practice, the tests of problems, and lessons on mistakes."""

from __future__ import annotations

from codecs import BOM_UTF8
from collections.abc import Collection

from ..checking.explain.lesson import Lesson, lesson
from ..checking.practice import Session
from ..checking.proofreading import Proofreading
from ..checking.template import LEVELS, TEMPLATES, YAML
from ..checking.template import template as blank
from ..checking.tests import run_tests, untested, with_missing_tests
from ..errors import fail, one_of, plainly
from ..i18n import text
from ..problem.fields import did_you_mean
from ..problem.load import bundled, file_bytes, load
from ..problem.marking import ALL
from ..problem.model import Problem
from ..problem.yaml_tree import decoded
from ..program.line import PHASES
from ..tolerances import ENOUGH_DIGITS
from ..views.testing import TestedProblem
from .choices import at_least


def template(problem: Problem, level: str | None = None, lang: str = "en", form: str = YAML) -> str:
    """A blank answer file: every name that a level of the work asks for, to be filled in.

    level: "final" asks for the last weights, "gradient" also for losses, gradients and updates, "all" for every line;
    None: as the problem says, else for every line.
    lang: the language of the remark at its top. form: "yaml", or "plain" for a line an answer.

    >>> from backprop_cli import load, template
    >>> print(template(load("ex3")[0], "final"), end="")
    # Fill in your results: 0.25, 1/4 or σ(-5/32); a matrix as [[1, 2], [3, 4]]. Leave blank what you have not computed.
    problem: ex3
    final:
      W1:
      b1:
      W2:
      b2:
      W3:
      b3:
    >>> print("".join(template(load("ex3")[0], "final", form="plain").splitlines(True)[1:5]), end="")
    problem ex3
    <BLANKLINE>
    final
    W1 =
    """
    level = level or (problem.check.level if problem.check.level in LEVELS else None) or ALL
    one_of(level, LEVELS, "fault.unknown_level")
    one_of(form, TEMPLATES, "fault.unknown_format")
    return "".join(blank(problem, level, text("check.template", lang), form))


def practice(
    problem: Problem, phases: Collection[str] = (), questions: Collection[str] = (), fading: bool = False
) -> Session:
    """A session that asks for the values of a problem one after the other and judges each; it needs no terminal.

    phases, questions: only values of these phases, or of the questions with these ids, are asked for; none is all.
    fading: whether the first values of each rule are worked examples, of which more and more is left out. Raises
    BackpropError for other phases and questions.

    >>> from backprop_cli import load, practice
    >>> session = practice(load("ex3")[0], ["loss"])
    >>> session.current.target.line.name, session.judge("1/8").verdict, session.place
    ('L', 'right', 1)
    >>> session.skills()[0].names, session.skills()[0].at_first, session.skills()[0].mastered
    (('L',), 1, False)
    """
    for phase in phases:
        one_of(phase, PHASES, "fault.unknown_phase")
    known = [question.id for question in problem.questions]
    for wanted in questions:
        if wanted not in known:
            raise fail("fault.no_question", None, did_you_mean(wanted, known) if known else None, id=plainly(wanted))
    session = Session(problem, phases, questions=questions, fading=fading)
    if not session.asked:
        raise fail("fault.nothing_to_ask")
    return session


def proofread(
    problem: Problem, seed: int = 1, count: int = 5, phases: Collection[str] = (), digits: int | None = None
) -> Proofreading:
    """Pages of a problem's work, each with a mistake planted in one line, for somebody to find, explain and mend.

    seed: another one plants other mistakes. count: of the pages, at most. phases: only lines of these are wrong; none
    is all. digits: how many significant ones are written; None: four. Raises BackpropError where no usual mistake shows
    in them, and for other phases or numbers.

    >>> from backprop_cli import load, proofread
    >>> work = proofread(load("mazur-2-2-2")[0], seed=2, count=2)
    >>> work.task.kind, len(work.pages), work.judge("W1").right, work.points
    ('line', 2, False, 0)
    """
    for phase in phases:
        one_of(phase, PHASES, "fault.unknown_phase")
    digits = ENOUGH_DIGITS if digits is None else digits
    for name, number in (("count", count), ("digits", digits)):
        at_least(number, 1, name)
    found = Proofreading(problem, seed, count, phases, digits)
    if not found.pages:
        raise fail("fault.nothing_to_find")
    return found


def tests(problem: Problem) -> TestedProblem:
    """Runs the tests that a problem carries: their outcomes, and the misconceptions that none of them plants.

    Raises BackpropError with the faults of the tests.

    >>> import backprop_cli
    >>> tested = backprop_cli.tests(backprop_cli.load("ex3")[0])
    >>> tested.outcomes[0].expected.mistake, tested.outcomes[0].differences
    ('wrong_sign', ())
    """
    outcomes = list(run_tests(problem))
    return TestedProblem(problem, outcomes, untested(problem, outcomes))


def add_tests(file: str, most: int = 1000) -> str:
    """The text of a problem file with a test for each misconception that applies and that none of its tests plants.

    most: how many tests a problem has at most. Nothing is written; all else of the text stays as it is, and it has been
    read again. Raises BackpropError for a bundled problem, for a file that holds no problem, and for one in which tests
    have no safe place.

    >>> import pathlib, tempfile
    >>> from backprop_cli import add_tests
    >>> file = pathlib.Path(tempfile.mkdtemp()) / "net.yaml"
    >>> net = "network: [{linear: {weights: [[2]]}}]\\nloss: mse\\ndata: [{x: [3], y: [1]}]\\ntrain: {lr: 1}\\n"
    >>> length = file.write_text(net)
    >>> print(add_tests(str(file), most=1).removeprefix(net), end="")
    tests:
      - answers:
          answers:
            - {step: 1, y_hat: [[6]], dL/dy_hat: [[-10]], dL/dW1: [[-30]]}
        score: 0.6667
        first_error: "1:dL/dy_hat"
        mistake: wrong_sign
    """
    if file == "-" or file in bundled():
        raise fail("fault.write_needs_file", found=file)
    data = file_bytes(file)
    mark = "\ufeff" if data.startswith(BOM_UTF8) else ""
    return mark + with_missing_tests(decoded(data, file), file, load(file), most)


def explain(mistake: str, problem: Problem | None = None) -> Lesson:
    """A lesson on a misconception or a convention: its sentence, and one line with the right and the wrong value.

    problem: where the example is looked for first; then come the bundled problems. Raises BackpropError for a name
    that is not known.

    >>> from backprop_cli import explain, render
    >>> print(render(explain("forgot_derivative")), end="")
    You passed the incoming gradient on unchanged; multiply it by the activation's derivative.
    <BLANKLINE>
    expected   ∂L/∂H3 = ∂L/∂ŷ ⊙ ŷ ⊙ (1 − ŷ) = 0.125
    you wrote  ∂L/∂H3 = ∂L/∂ŷ               = 0.5
    """
    return lesson(mistake, problem)
