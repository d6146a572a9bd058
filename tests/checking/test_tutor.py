"""What a tutor says: hints from a nudge to the whole line, the board; and what a session remembers."""

import pytest

from backprop_cli import BackpropError, Listing, Look, load, practice, render
from backprop_cli.checking.answers.file import read_answers
from backprop_cli.checking.practice import Session
from backprop_cli.formats.messages import say
from backprop_cli.views import practice as views

EX3 = load("ex3")[0]


def test_saved_work_remembers_tries_and_hints():
    session = Session(EX3)
    for value in ("7", "0", "0.25", "0.5"):
        session.judge(value)
    session.hint()
    saved = session.saved()
    other = Session(EX3, ("forward",))
    other.resume(read_answers(saved, "saved.yaml")[0])
    other.recall(saved)
    assert {number: count for number, count in other.tries.items() if count} == session.tries == {0: 2, 1: 2}
    assert other.hints[2] == 1
    assert other.at_first() == 0


@pytest.mark.parametrize(
    "line", ["", "# progress: {", "# progress: [1]", '# progress: {"1:None:H1": 3}', "# progress: 1e999"]
)
def test_a_remark_on_progress_that_was_changed_by_hand_counts_as_none(line):
    session = Session(EX3)
    session.recall(line)
    assert not any(session.tries.values())


def test_only_the_values_of_some_questions_are_asked_for():
    (problem,) = load("ex4-regression")
    session = practice(problem, questions=["а"])
    assert {item.answer.question for item in session.asked} == {"а"}
    with pytest.raises(BackpropError, match="а"):
        practice(problem, questions=["nope"])
    with pytest.raises(BackpropError, match="nothing to ask"):
        practice(problem, ["update"], ["а"])


def said(blocks, lang="en"):
    """What a tutor says, as plain text."""
    return render(Listing(tuple(blocks)), look=Look(lang=lang))


@pytest.mark.parametrize("lang", ["en", "ru"])
def test_hints_of_a_value_go_from_what_it_is_made_of_to_the_value(lang):
    session = Session(EX3, ("gradient",))
    hints = [said(views.hint(session), lang) for _ in range(4)]
    assert [
        ("O2" in hint and "∂L/∂H3" in hint, "0.125" in hint.replace(",", "."), "0.0625" in hint.replace(",", "."))
        for hint in hints
    ] == [
        (True, False, False),
        (True, False, False),
        (True, True, False),
        (True, True, True),
    ]


def test_hints_of_a_wrong_value_name_the_kind_of_mistake_before_the_line():
    session = Session(EX3, ("gradient",))
    session.judge("-0.0625")
    hints = [said(views.hint(session)) for _ in range(4)]
    assert "sign" in hints[1] and "sign" not in hints[0] + hints[2]
    assert "0.0625" in hints[3] and len(set(hints)) == 4


def test_the_board_shows_what_was_written_and_back_what_stood_there():
    session = Session(EX3)
    for value in ("0", "1/2", "σ(0)"):
        session.judge(value)
    board = said(views.board_so_far(session))
    assert all(text in board for text in ("H1", "O1", "1/2", "σ(0)", "✗"))
    session.back()
    assert "You wrote 1/2: right." in said(views.written_before(session))


def test_a_problem_without_numbers_asks_for_formulas():
    session = Session(load("ex2")[0])
    assert "formula" in said(views.welcome(session, "en"))
    assert "(a formula)" in say(views.question(session), Look())
