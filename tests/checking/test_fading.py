"""Worked examples that fade, and the mastery of rules; over every bundled problem, without a terminal."""

from collections import Counter

import pytest
from examples import mostly_slow
from practising import PROBLEMS, typed

from backprop_cli import Look, Tutor, practice, read_answers, render
from backprop_cli.checking.judge.key import functions_of
from backprop_cli.checking.practice import Session
from backprop_cli.checking.tutoring import FADING, IN_A_ROW, VALUE, PractisedRule, rule_of

EX3 = PROBLEMS["ex3"]


def answered(session, answer=typed):
    """The session played to its end; what was given of each value, by its number."""
    given = {}
    while not session.done:
        place = session.place
        if part := session.fade():
            given[place] = part
        if session.place == place:
            session.judge(answer(session.current.target.line, session.problem))
            assert session.place > place or session.tries[place] < 3, session.asked[place].answer
    return given


@pytest.mark.parametrize("name", mostly_slow(PROBLEMS, 3))
def test_of_each_rule_less_and_less_is_given(name):
    session = Session(PROBLEMS[name], fading=True)
    given, seen = answered(session), Counter[PractisedRule]()
    for number, item in enumerate(session.asked):
        rule = rule_of(item.target.line.assignment)
        if seen[rule] < len(FADING):
            assert given.get(number) in (FADING[seen[rule]], None), item.answer
            assert seen[rule] or given[number] == VALUE, item.answer
        else:
            assert given.get(number) in (VALUE, None), item.answer
        seen[rule] += 1
    assert session.shown == {number for number, part in given.items() if part == VALUE}
    assert session.result().points == len(session.asked) - len(session.shown)
    assert session._right_at_first().isdisjoint(given)


@pytest.mark.parametrize("name", mostly_slow(PROBLEMS, 9))
def test_a_faded_session_is_resumed_where_it_was(name):
    problem = PROBLEMS[name]
    session = Session(problem, fading=True)
    whole = Session(problem, fading=True)
    answered(whole)
    while not session.done and session.place < len(session.asked) / 2:
        if session.fade() != VALUE:
            session.judge(typed(session.current.target.line, problem))
    other, saved = Session(problem, fading=True), session.saved()
    other.resume(*read_answers(saved, "saved.yaml", functions_of(problem)))
    other.recall(saved)
    assert (other.place, other.shown) == (session.place, session.shown)
    answered(other)
    assert (other.shown, other.skills()) == (whole.shown, whole.skills())


def test_a_rule_is_mastered_after_three_right_answers_in_a_row_at_the_first_try():
    session = Session(EX3, ("forward",))
    linear = lambda: next(skill for skill in session.skills() if skill.rule.kind == "linear")  # noqa: E731
    assert (linear().names, linear().answered, linear().mastered) == (("H1", "H2", "H3"), 0, False)
    for number, item in enumerate(session.asked):
        if number == 2:
            session.judge("7")
        session.judge(typed(item.target.line, EX3))
    assert (linear().answered, linear().at_first, linear().mastered) == (6, 5, True)
    session.place = 10
    session.hint()
    assert (linear().at_first, linear().mastered) == (4, False)
    assert IN_A_ROW == 3


def test_a_rule_that_is_mastered_is_shown_and_not_asked():
    session = Session(EX3, ("forward",), fading=True)
    given = answered(session)
    assert [given.get(number) for number in range(0, 12, 2)] == [*FADING, None, None, None]
    updates = Session(EX3, ("update",), fading=True)
    assert list(map(answered(updates).get, range(12))) == [*FADING, None, None, None, *[VALUE] * 6]
    wrong = Session(EX3, ("update",), fading=True)
    place_of_slip = {4: "99"}

    def answer(line, problem):
        return place_of_slip.pop(wrong.place, typed(line, problem))

    assert list(map(answered(wrong, answer).get, range(12))) == [*FADING, *[None] * 5, *[VALUE] * 4]


@pytest.mark.parametrize("lang", ["en", "ru"])
def test_a_tutor_works_the_first_line_out_and_shows_the_skills(lang):
    pages, look = [], Look(lang=lang, width=60)
    replies = iter(["1/8", {"en": "skills", "ru": "правила"}[lang], "0.145"])
    session = practice(EX3, ["loss"], fading=True)
    tutor = Tutor(
        session, "w.yaml", lambda prompt: next(replies), lambda page: pages.append(render(page, look=look)), len, look
    )
    tutor.welcome()
    tutor.run()
    text = "".join(pages)
    assert "L = ½·(y − ŷ)² = 0.5·(0 − 0.5)² = 0.125" in text.replace(",", ".")
    assert "0.145" not in text.replace(",", ".")
    assert "half_squared_error" in text and max(map(len, text.splitlines())) <= 60
