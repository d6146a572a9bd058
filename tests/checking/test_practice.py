"""Practice: the session by itself, and played through in a real terminal by a program."""

import re

import pytest
from examples import mostly_slow
from terminal import Terminal

from backprop_cli import load, load_text, practice
from backprop_cli.checking.answers.file import read_answers
from backprop_cli.checking.check import check
from backprop_cli.checking.judge.key import functions_of
from backprop_cli.checking.judge.numbers import Judge
from backprop_cli.checking.practice import Session
from backprop_cli.solution import solution

EX3 = load("ex3")[0]


def test_a_session_asks_for_every_value_in_the_order_of_the_work():
    session = Session(EX3)
    names = [item.target.line.name for item in session.asked]
    assert names[:7] == ["H1", "O1", "H2", "O2", "H3", "y_hat", "L"]
    assert len(names) == 50
    assert {item.target.line.assignment.phase for item in Session(EX3, ("gradient",)).asked} == {"gradient"}


def test_a_right_value_moves_on_and_a_wrong_one_does_not():
    session = Session(EX3)
    assert session.judge("0").verdict == "right"
    assert session.place == 1
    assert session.judge("0.25").verdict == "wrong"
    assert session.place == 1
    assert session.judge("0,5").verdict == "right"
    assert session.at_first() == 1


def test_hints_come_one_after_the_other_and_end():
    session = Session(EX3)
    assert [session.hint() for _ in range(5)] == [1, 2, 3, 4, 4]


def test_a_value_can_be_skipped_and_gone_back_to():
    session = Session(EX3)
    session.skip()
    session.skip()
    session.back()
    assert (session.place, session.skipped) == (1, {0, 1})
    session.back()
    session.back()
    assert session.place == 0
    session.judge("0")
    assert session.skipped == {1}


def test_saved_work_is_an_answer_file_and_is_taken_up_again():
    session = Session(EX3)
    for value in ("0", "1/2", "0", "σ(0)"):
        session.judge(value)
    (answers,) = read_answers(session.saved("note"), "saved.yaml")
    other = Session(EX3)
    other.resume(answers)
    assert (other.place, other.written) == (session.place, session.written)


def test_several_numbers_need_no_brackets():
    session = Session(load("mazur-2-2-2")[0])
    assert session.judge("0.3775; 0.3925").verdict == "right"
    session.back()
    assert session.judge("[0.3775, 0.3925]").verdict == "right"
    session.back()
    assert session.judge("0,3775; 0,3925").verdict == "right"


FORMULAS = [
    "X·W1",
    "f(H1)",
    "O1·W2",
    "f(H2)",
    "O2·W3",
    "f(H3)",
    "(y - ŷ)²/2",
    "ŷ - y",
    "dL/dy_hat ⊙ f′(H3)",
    "O2ᵀ·dL/dH3",
]


def to_digits(text, digits):
    """A text with its decimals to fewer significant digits."""
    return re.sub(r"\d+\.\d+", lambda found: f"{float(found[0]):.{digits}g}", text)


def edits(session):
    """The session after every change of an answer: right to more and more digits, wrong, and left out again."""
    right = FORMULAS if session.problem.symbolic else values(session.problem)
    for count, place in enumerate([0, 1, 2, 3, 4, 5, 6, 2, 9, 12, 2, 0, 20, 5, 30, 5, *range(20, 40)]):
        number = place % len(right)
        if number in session.written and number % 2:
            del session.written[number]
        else:
            session.written[number] = "7" if count % 4 == 2 else to_digits(right[number], 1 + count // 8)
        yield session


@pytest.mark.slow
@pytest.mark.parametrize("name", mostly_slow(["ex3", "tanh-2-2-1", "ex2", "ex4-regression"], 2))
def test_a_session_says_what_a_check_of_all_its_answers_says(name):
    (problem,) = load(name)
    verdicts = set()
    for session in edits(Session(problem)):
        (saved,) = read_answers(session.saved(), "saved.yaml", functions_of(problem))
        written = saved._replace(items=tuple(item for item in saved.items if item.value is not None))
        whole = {item.answer[:3]: item for item in check(problem, written).answers}
        for item in session.result().answers:
            other = whole[item.answer[:3]]
            assert item[2:] == other[2:]
            verdicts.add(item.verdict)
    assert len(verdicts) >= 2


def test_only_what_comes_after_a_changed_answer_is_judged_again(monkeypatch):
    judged = []
    judge_line = Judge.judge_line

    def noted(self, line, known):
        judged.append(line.name)
        return judge_line(self, line, known)

    monkeypatch.setattr(Judge, "judge_line", noted)
    session = Session(EX3)
    for value in ("0", "0.5", "0"):
        session.judge(value)
    first = judged.index("O2")
    judged.clear()
    session.judge("0.5")
    assert judged[0] == "O2" and "H2" not in judged and first > 0


def test_a_problem_is_solved_once_for_a_whole_session(monkeypatch):
    session = Session(EX3)
    monkeypatch.setattr(solution.Solution, "__init__", None)
    for value in ("0", "0.5", "0"):
        session.judge(value)
    assert len(session.result().answers) == 3


def values(problem):
    """The right value of everything that a session asks for, as it is typed."""
    found = []
    for item in Session(problem).asked:
        value = item.target.line.value
        while isinstance(value, tuple) and len(value) == 1:
            value = value[0]
        found.append(
            str(value)
            if not isinstance(value, (float, tuple))
            else repr(value).replace("(", "[").replace(")", "]").replace(",]", "]")
        )
    return found


@pytest.mark.parametrize("term", ["xterm", "dumb"])
def test_a_session_is_played_through_to_the_end(tmp_path, term):
    terminal = Terminal("practice", "ex3", cwd=tmp_path, TERM=term)
    right = values(EX3)
    terminal.type("7")
    terminal.type("?")
    terminal.type("?")
    terminal.type("?")
    terminal.type("help")
    terminal.type("board")
    terminal.type("skip")
    terminal.type("back")
    for value in right:
        terminal.type(value)
    code, shown = terminal.end()
    assert code == 0
    assert "50 of 50" in shown
    assert (tmp_path / "ex3.answers.yaml").exists()


@pytest.mark.parametrize(("stop", "code"), [(b"\x03", 130), (b"\x04", 0)], ids=["Ctrl-C", "Ctrl-D"])
def test_an_interrupted_session_is_saved_and_resumed(tmp_path, stop, code):
    terminal = Terminal("practice", "ex3", cwd=tmp_path)
    terminal.type("0")
    terminal.type("1/2")
    terminal.until(r"\[3/50\][^\n]* = ?$")
    terminal.press(stop)
    ended, shown = terminal.end()
    assert (ended, "Traceback" in shown) == (code, False)
    again = Terminal("practice", "ex3", cwd=tmp_path)
    shown = again.until(r"\[3/50\][^\n]* = ?$")
    assert "2 values so far" in shown
    again.press(b"\x03")
    assert again.end()[0] == 130


def test_a_pipe_is_told_that_practice_needs_a_terminal(backprop):
    done = backprop("practice", "ex3", stdin="0\n")
    assert (done.returncode, done.out) == (2, "")
    assert "terminal" in done.err


def test_a_file_that_is_no_saved_work_is_not_overwritten(tmp_path):
    (tmp_path / "ex3.answers.yaml").write_text("problem: other\nfinal: {W1: 1}\n", encoding="utf-8")
    code, shown = Terminal("practice", "ex3", cwd=tmp_path).end()
    assert code == 2
    assert "saved work" in shown
    assert (tmp_path / "ex3.answers.yaml").read_text(encoding="utf-8").startswith("problem: other")


@pytest.mark.parametrize(
    ("accept", "verdict", "place"), [("any", "wrong", 0), ("[loss_without_half]", "convention", 1)]
)
def test_another_convention_is_asked_about_and_not_taken_over(accept, verdict, place):
    text = EX3.document.mark.source.text + f"\ncheck: {{accept: {accept}}}\n"
    session = practice(load_text(text, "t", "t")[0], ["loss"])
    judged = session.judge("1/4")
    assert (judged.verdict, session.place) == (verdict, place)
    assert verdict == "convention" or judged.note.key == "check.asked.loss_without_half"
