"""Hints: no value before the last of them, no mark for a value that was shown; over every line of every problem."""

import pytest
from examples import mostly_slow
from practising import PROBLEMS, typed

from backprop_cli import Listing, Look, Tutor, practice, read_answers, render
from backprop_cli.checking.check import check
from backprop_cli.checking.judge.key import functions_of
from backprop_cli.checking.practice import Session
from backprop_cli.checking.tutoring import FORMULA, KIND, NAMES, NUMBERS, VALUE
from backprop_cli.problem.model import MarkingScheme
from backprop_cli.views import practice as views

EX3 = PROBLEMS["ex3"]


def said(blocks):
    """What a tutor says, on one line."""
    return " ".join(render(Listing(tuple(blocks)), look=Look(digits=17)).split())


def at(session, number):
    """The session at one of its values, and all that was asked for before right."""
    session.written = {n: typed(session.asked[n].target.line, session.problem) for n in range(number)}
    session.hints, session.tries, session.shown, session.place = {}, {}, set(), number
    return session


def last_part(page, line):
    """What stands after the last equals sign of a hint; the formula where the answer is one."""
    page = page.split(" Shown now")[0]
    return page.rpartition(" = ")[2] if line.value is not None else page


def climb(session):
    """Every hint to the value that is asked for, with what was said."""
    while True:
        rung = session.ladder()[min(session.hints.get(session.place, 0), len(session.ladder()) - 1)]
        yield rung, said(views.hint(session))
        if rung == VALUE:
            return


@pytest.mark.parametrize("wrong", ["", pytest.param("123456", marks=pytest.mark.slow)], ids=["unanswered", "wrong"])
@pytest.mark.parametrize("name", mostly_slow(PROBLEMS, 9))
def test_only_the_last_hint_shows_a_value_and_then_it_earns_no_mark(name, wrong):
    session = Session(PROBLEMS[name])
    for number, item in enumerate(session.asked):
        at(session, number)
        if wrong:
            session.judge(wrong)
        *before, (_, last) = climb(session)
        shown = {last_part(page, item.target.line) for _, page in before}
        assert last_part(last, item.target.line) not in shown, item.answer
        assert session.shown == {number}, item.answer
        points = session.result().points
        judged = session.judge(typed(item.target.line, session.problem))
        assert (judged.verdict, judged.earned, session.place) == ("right", 0, number + 1), item.answer
        assert session.result().points == points, item.answer
        assert number not in session._right_at_first()


@pytest.mark.parametrize("name", mostly_slow(PROBLEMS, 9))
def test_saved_work_knows_what_was_shown_and_a_check_of_it_gives_nothing_for_it(name):
    problem = PROBLEMS[name]
    session = Session(problem)
    for number, item in enumerate(session.asked):
        if number % 3 == 0:
            list(climb(session))
        session.judge(typed(item.target.line, session.problem))
    saved = session.saved("note")
    (answers,) = read_answers(saved, "saved.yaml", functions_of(problem))
    other = Session(problem)
    other.resume(answers)
    other.recall(saved)
    assert (other.shown, other.written, other.place) == (session.shown, session.written, len(session.asked))
    assert other.result().points == session.result().points == len(session.asked) - len(session.shown)
    assert check(problem, answers, MarkingScheme(level="given")).points == session.result().points


def test_the_ladder_of_a_line_leaves_out_what_would_be_its_value():
    graph, symbols = Session(PROBLEMS["ex1"]), Session(PROBLEMS["ex2"])
    ladders = {item.target.line.name: at(graph, n).ladder() for n, item in enumerate(graph.asked)}
    assert (ladders["f"], ladders["d"], ladders["a"]) == ((NAMES, VALUE), (NAMES, VALUE), (NAMES, VALUE))
    assert {(VALUE,)} < set(ladders.values())
    symbols.judge("X·W2")
    assert symbols.ladder() == (NAMES, KIND, VALUE)
    names = {item.target.line.name: n for n, item in enumerate(Session(EX3).asked[:25])}
    assert at(Session(EX3), names["H2"]).ladder() == (NAMES, FORMULA, NUMBERS, VALUE)
    assert at(Session(EX3), names["dL/db3"]).ladder() == (NAMES, FORMULA, VALUE)


def test_a_number_that_is_seen_in_the_line_of_another_value_is_shown_as_well():
    session = Session(EX3)
    session.skip()
    session.skip()
    assert [said(views.hint(session)) for _ in range(3)][2].endswith("0.5·0 + 0 Shown now, so it earns no mark: O1.")
    assert session.shown == {1}
    session.skip()
    session.place = 25
    assert session.asked[25].target.line.name == "H1"
    list(climb(session))
    assert {session.asked[n].answer[:3] for n in session.shown} >= {(1, None, "W1"), (2, None, "H1"), (1, None, "b1")}


def test_what_was_earned_before_it_was_shown_keeps_its_mark():
    session = Session(EX3)
    session.judge("0")
    session.back()
    list(climb(session))
    assert (session.shown, session.result().points) == (set(), 1)


def test_a_shown_value_is_said_to_earn_nothing_when_it_is_copied():
    replies, pages = iter(["?", "?", "?", "?", "1/8", "0.145"]), []
    session = practice(EX3, ["loss"])
    Tutor(session, "w.yaml", lambda prompt: next(replies), lambda page: pages.append(render(page)), save=len).run()
    assert "Shown now, so it earns no mark: L." in pages[3]
    assert pages[4] == "✓ right, but shown before: no mark\n"
    assert pages[-1].startswith("1 of 2 values credited") and "1 value was shown: no mark." in pages[-1]


@pytest.mark.parametrize("text", ['{"1:None:H1": [1, 2]}', '{"1:None:H1": [1, 2, 0]}'])
def test_the_comment_of_an_older_file_is_read(text):
    session = Session(EX3)
    session.recall(f"# progress: {text}\n")
    assert (session.tries[0], session.hints[0], session.shown) == (1, 2, set())
