"""Find the wrong line: every planted page is wrong at its line and nowhere else; naming, choosing and mending."""

from copy import copy
from itertools import islice, product, tee
from typing import Any

import pytest
from examples import mostly_slow
from practising import PROBLEMS, typed
from terminal import Terminal

from backprop_cli import BackpropError, Look, Proofreader, Proofreading, load_text, proofread, read_answers, render
from backprop_cli.checking import proofreading
from backprop_cli.checking.check import check
from backprop_cli.checking.fault_injection import FaultInjector
from backprop_cli.checking.mistakes.catalogue import ranked
from backprop_cli.checking.planting import planted_pages
from backprop_cli.checking.practice import Session
from backprop_cli.checking.practice_file import saved_work
from backprop_cli.evaluate.evaluate import map_value
from backprop_cli.problem.model import MarkingScheme

EX3 = PROBLEMS["ex3"]
GRAPH = load_text("name: graph\nexpression: (x*y + 3)^2 * sigmoid(x)\nat: {x: 2, y: -1}\n", "graph.yaml", "graph")[0]
PROBLEMS = {**PROBLEMS, "graph": GRAPH}
PLANTED: dict[Any, Any] = {}
WITH_NUMBERS = [name for name, problem in PROBLEMS.items() if not problem.symbolic]


@pytest.fixture(autouse=True)
def pages_are_planted_once(monkeypatch):
    """The pages of a seed, which are the same every time, are planted once for all sessions that have them."""
    monkeypatch.setattr(proofreading, "planted_pages", planted_once)


def planted_once(session, seed, phases, digits):
    """What planted_pages gives, remembered."""
    key = (session.problem.name, seed, tuple(phases), digits)
    if key not in PLANTED:
        PLANTED[key] = tee(planted_pages(Session(session.problem), seed, phases, digits), 1)[0]
    return copy(PLANTED[key])


def plus_zero(element):
    """A number that is no −0."""
    return element + 0.0


def checked(problem, session, page):
    """A check of the file that holds what stands on a page."""
    text = saved_work(problem, [(session.asked[n].answer, text) for n, text in page.written.items()], {})
    (answers,) = read_answers(text, "page.yaml")
    return check(problem, answers, MarkingScheme(level="given"))


@pytest.mark.parametrize(("name", "digits"), mostly_slow(product(WITH_NUMBERS, [2, 4]), 81))
def test_a_planted_page_is_wrong_at_its_line_and_nowhere_else(name, digits):
    problem = PROBLEMS[name]
    session = Session(problem)
    pages = list(islice(planted_pages(session, 3, digits=digits), 12))
    assert len(pages) >= 5
    assert len({page.wrong for page in pages}) == len(pages)
    for page in pages:
        result = checked(problem, session, page)
        line = session.asked[page.wrong].target.line
        assert (result.first_error.target.line.identity, result.convention) == (line.identity, None)
        assert [item.verdict for item in result.answers].count("wrong") == 1
        before = [item for number, item in zip(page.written, result.answers) if number < page.wrong]
        assert {item.verdict for item in before} <= {"right", "rounded"}
        assert {session.asked[number].target.line.step for number in page.values} == {page.step.step}


@pytest.mark.parametrize("name", mostly_slow(WITH_NUMBERS, 24))
def test_no_other_choice_gives_the_digits_on_the_page(name):
    problem = PROBLEMS[name]
    session, injector = Session(problem), FaultInjector(problem, 3)
    places = {injector.steps[step].lines[n].identity: (step, n) for step, n in injector.places()}
    for page in islice(planted_pages(session, 4), 8):
        place = places[session.asked[page.wrong].target.line.identity]
        assert page.choices.count(page.mistake) == 1 and len(set(page.choices)) == len(page.choices) <= 4
        values: dict[str, list[str]] = {}
        for mistake in ranked():
            found = [map_value(plus_zero, injector.value(mutant)) for mutant in injector.mutants_at(mistake, *place)]
            values.setdefault(mistake.name, []).extend(page._replace(values={0: value}).written[0] for value in found)
        written = page.written[page.wrong]
        assert written in values[page.mistake]
        assert all(values[other] and written not in values[other] for other in page.choices if other != page.mistake)


@pytest.mark.slow
def test_a_seed_always_plants_the_same_and_another_one_something_else(monkeypatch):
    monkeypatch.undo()  # planted anew each time
    pages = [proofread(EX3, seed).pages for seed in (1, 1, 2)]
    found = [[(page.wrong, page.mistake, page.choices, page.written) for page in each] for each in pages]
    assert found[0] == found[1] != found[2]
    assert len({page.mistake for page in pages[0]}) == len(pages[0]) == 5
    lines = [
        work.session.asked[page.wrong].target.line
        for work in [proofread(EX3, phases=["update"])]
        for page in work.pages
    ]
    assert {line.assignment.phase for line in lines} == {"update"}


@pytest.mark.parametrize("name", ["ex1", "ex2", "ex5"])
def test_where_there_are_no_numbers_nothing_is_planted(name):
    with pytest.raises(BackpropError, match="no usual mistake"):
        proofread(PROBLEMS[name])
    with pytest.raises(BackpropError):
        proofread(EX3, phases=["nope"])


def right_reply(work):
    line = work.session.asked[work.page.wrong].target.line
    replies = {"line": line.name, "value": typed(line, work.problem)}
    return replies.get(work.task.kind) or str(work.page.choices.index(work.page.mistake) + 1)


@pytest.mark.parametrize("name", mostly_slow(WITH_NUMBERS, 24))
def test_whoever_finds_everything_at_once_gets_every_point(name):
    work = proofread(PROBLEMS[name], count=4)
    while not work.done:
        assert work.judge(right_reply(work)).right
        other = proofread(PROBLEMS[name], count=4)
        assert other.recall(work.saved("note"))
        assert (other.place, other.right, other.points) == (work.place, work.right, work.points)
    assert work.points == len(work.tasks)


def test_trying_every_line_and_every_choice_gains_nothing():
    work = proofread(EX3)
    while not work.done:
        if work.task.kind == "value":
            work.skip()
            continue
        lines = [work.session.asked[n].target.line.name for n in work.page.values]
        tries = lines if work.task.kind == "line" else ["1", "2"]
        assert work.judge(next(reply for reply in tries if reply != right_reply(work))).right is False
        assert work.judge(right_reply(work)).right
    assert work.points == 0


@pytest.mark.slow
def test_what_the_last_hint_shows_earns_nothing_and_a_resumed_session_knows_it():
    work = proofread(EX3)
    while not work.done:
        while work.place not in work.shown:
            work.hint()
            other = proofread(EX3)
            assert other.recall(work.saved()) and (other.shown, other.hints) == (
                work.shown,
                {**other.hints, **work.hints},
            )
            work = other
        assert work.judge(right_reply(work)).right
    assert (work.points, len(work.right)) == (0, len(work.tasks))


def test_a_line_may_be_named_as_anywhere_and_what_is_no_line_is_no_try():
    work = proofread(EX3, phases=["gradient"])
    line = work.session.asked[work.page.wrong].target.line.name
    for reply in ("nonsense", "step W1", "1", ""):
        assert work.judge(reply).right is None
    assert work.judge(line.replace("dL/dW", "dW").replace("dL/db", "db")).right
    for reply in ("0", "9", "x", "²"):
        assert work.judge(reply).right is None
    assert work.judge(right_reply(work)).right
    assert work.judge("not a number").right is None
    assert (work.tries, work.points) == ({0: 1, 1: 1}, 2)


@pytest.mark.parametrize("change", mostly_slow([{"seed": 2}, {"count": 2}, {"digits": 3}], 3))
def test_the_work_on_other_pages_is_not_taken_up(change):
    assert not proofread(EX3, **change).recall(proofread(EX3).saved())


@pytest.mark.parametrize(
    "change", ["", "{", "[]", "{}", ', "place": "x"', ', "tasks": [1]', ', "tasks": 3, "place": 1e999']
)
def test_a_comment_that_was_changed_by_hand_is_not_taken_up(change):
    saved, work = proofread(EX3).saved(), proofread(EX3)
    assert work.recall(saved)
    identity = saved[saved.index('{"find"') : saved.index(', "place"')]
    assert not work.recall(
        f"# progress: {identity}{change}}}\n" if change[:1] in ("", ",") else f"# progress: {change}\n"
    )


def conversation(work, replies, look):
    """What is said in a conversation, page by page."""
    pages, left = [], iter(replies)
    reader = Proofreader(
        work, "f.yaml", lambda said: next(left), lambda page: pages.append(render(page, look=look)), len, look
    )
    reader.welcome()
    with pytest.raises(StopIteration):
        reader.run()
    return pages


@pytest.mark.parametrize("digits", [2, 4])
@pytest.mark.parametrize("lang", ["en", "ru"])
@pytest.mark.parametrize("name", mostly_slow(["mazur-2-2-2", "softmax-layer", "batch-of-two"], 3))
def test_a_page_shows_what_is_written_and_fits_a_narrow_terminal(name, lang, digits):
    work = Proofreading(PROBLEMS[name], 5, 1, (), digits)
    look = Look(lang=lang, width=60, digits=digits if digits < 4 else None)
    pages = conversation(work, ["nothing", "H1", "?", "?", right_reply(work)], look)
    assert max(len(line) for page in pages for line in page.splitlines()) <= 60
    numbers = work.page.written[work.page.wrong].strip("[]").replace("], [", ", ").split(", ")
    shown = pages[1].replace(",", ".").replace("−", "-").split()
    assert all(any(number in part for part in shown) for number in numbers if "e" not in number)


def test_a_line_further_down_is_said_to_follow():
    work = Proofreading(EX3, 1, 1)
    follows = next(
        work.session.asked[n].target.line.name for n in work.page.values if work.session.judged(n).verdict == "follows"
    )
    said = conversation(work, ["O1", follows, right_reply(work)], Look())[2:]
    assert ["O1 is right." in said[0], "look further up" in said[1], said[2][0]] == [True, True, "✓"]


@pytest.mark.slow
def test_a_session_in_a_terminal_is_saved_and_resumed(tmp_path):
    work = proofread(EX3, 7)
    terminal = Terminal("practice", "ex3", "--find", "--seed", "7", cwd=tmp_path)
    terminal.type(right_reply(work))
    work.judge(right_reply(work))
    terminal.until(r"\[2/15\][^\n]* = ?$")
    terminal.press(b"\x03")
    assert terminal.end()[0] == 130
    again = Terminal("practice", "ex3", "--find", "--seed", "7", cwd=tmp_path)
    assert "1 of 15 done" in again.until(r"\[2/15\][^\n]* = ?$")
    again.press(b"\x04")
    assert again.end()[0] == 0
    assert [path.name for path in tmp_path.iterdir()] == ["ex3.find-7.yaml"]
    for words in (("--find", "--fade"), ("--find", "-o", "ex3.find-7.yaml")):
        code, shown = Terminal("practice", "ex3", *words, cwd=tmp_path).end()
        assert (code, "neither" in shown or "saved work" in shown) == (2, True)
