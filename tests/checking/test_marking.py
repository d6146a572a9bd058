"""What answers earn: each line once, the lines that are asked for, and the teacher's choices."""

from itertools import product

import pytest
from cases import OPTIMISERS
from examples import mostly_slow

from backprop_cli import check, load, load_text, solve, template
from backprop_cli.checking.answers.file import read_answers
from backprop_cli.checking.explain.conventions import CONVENTIONS
from backprop_cli.errors import BackpropError
from backprop_cli.problem import marking
from backprop_cli.problem.load import bundled
from backprop_cli.problem.marking import LEVELS, WORDS

EX3, MAZUR = load("ex3")[0], load("mazur-2-2-2")[0]


def marked(problem, answers, **rules):
    return check(problem, answers, **rules).result


def with_rules(rules):
    return load_text(f"{EX3.document.mark.source.text}\ncheck: {rules}\n", "t", "t")[0]


def solved(problem):
    """The right answers in full, as plain data."""
    steps: dict = {}
    solution = solve(problem)
    for row in solution.trace():
        if row.line.part_of is None:
            steps.setdefault(row.step, {"step": row.step})[row.name] = row.value
    return {"answers": list(steps.values()), "final": solution.final}


def test_one_easy_line_is_not_the_whole_problem():
    result = marked(EX3, {"answers": [{"step": 1, "H1": 0}]})
    assert (result.score, result.points, result.total) == (0.02, 1, 50)
    assert (result.lines.asked, result.lines.given, result.lines.right) == (50, 1, 1)
    assert (result.passed, len(result.answers)) == (True, 1)
    assert marked(EX3, {"answers": [{"step": 1, "H1": 0}]}, level="given").score == 1


def test_a_second_answer_to_a_line_is_given_twice_and_earns_nothing():
    table = "step,name,value\n1,L,0.125\n1,L,0.125\n1,L,9\n"
    (answers,) = read_answers(table, "a.csv")
    result = marked(EX3, answers)
    assert [item.verdict for item in result.answers] == ["right", "repeated", "repeated"]
    assert (result.points, result.lines.given) == (1, 1)
    assert marked(EX3, answers, level="given").score == 1


def test_a_blank_gives_way_to_what_is_written():
    (answers,) = read_answers("step 1\nL =\nL = 0.125\nL =\n", "-")
    assert [item.verdict for item in marked(EX3, answers).answers] == ["right"]


def test_the_weights_after_the_last_step_are_one_line_in_two_places():
    both = {"answers": [{"step": 2, "W3": 0.00446336}], "final": {"W3": 9}}
    result = marked(EX3, both)
    assert [(item.verdict, item.earned) for item in result.answers] == [("right", 0.5), ("wrong", 0)]
    assert marked(EX3, {"final": {"W3": 0.00446336}}).points == 1


def test_the_entries_of_a_line_share_its_points():
    right = solve(MAZUR).final["W1"]
    entries = {f"W1[{i + 1},{j + 1}]": right[i][j] for i in range(2) for j in range(2)}
    result = marked(MAZUR, {"answers": [{"step": 1, **entries}]})
    assert (result.points, result.lines.given, [item.share for item in result.answers]) == (1, 1, [0.25] * 4)
    first = {"answers": [{"step": 1, "W1[1,1]": right[0][0]}]}
    assert marked(MAZUR, first).points == 0.25
    assert marked(MAZUR, first, level="given").score == 1
    listed = marked(MAZUR, first, level="gradient")
    assert {item.answer.name: item.weight for item in listed.answers}["W1"] == 0.75
    assert sum(item.weight for item in listed.answers) == listed.total


@pytest.mark.parametrize("level", LEVELS[1:])
@pytest.mark.parametrize("name", mostly_slow(sorted(bundled()), 4))
def test_everything_right_is_all_of_the_points_at_every_level(name, level):
    for problem in load(name):
        asks = bool(problem.train) or level != "final"  # a graph that takes no steps ends with no weights
        if not problem.symbolic and not problem.questions and asks:
            result = marked(problem, solved(problem), level=level)
            assert (result.score, result.lines.given, result.passed) == (1, result.lines.asked, True), problem.name


@pytest.mark.parametrize(("name", "level"), mostly_slow(product(sorted(bundled()), LEVELS[1:]), 4))
def test_a_blank_template_is_worth_nothing_and_asks_for_what_its_level_asks_for(name, level):
    for problem in load(name):
        for form in ("yaml", "plain"):
            try:
                (answers,) = read_answers(template(problem, level, form=form), "blank")
            except BackpropError:
                continue  # nothing is asked for
            result = marked(problem, answers, level=level)
            assert (result.score, result.lines.given) == (0, 0)
            assert sum(item.weight for item in result.answers) == result.total


def test_points_are_those_of_the_lines_that_are_asked_for():
    text = EX3.document.mark.source.text + "\npoints: {dL/dW3: 3, '2:L': 0, 'final:W3': 6}\n"
    result = marked(
        load_text(text, "t", "t")[0], {"answers": [{"step": 1, "dL/dW3": "1/16"}], "final": {"W3": 0.00446336}}
    )
    assert (result.points, result.total) == (9, 50 + 2 + 2 - 1 + 5)


def test_the_problem_decides_and_options_override():
    strict = with_rules("{level: final, accept: none, rounding: strict, min_digits: 4, follow: half}")
    assert strict.check == ("final", ("none",), "strict", 4, "half", False)
    result = marked(strict, {"final": {"W3": "0.0045"}})
    assert [item.verdict for item in result.answers] == ["missing"] * 6
    assert result.answers[0].note.key == "check.coarse"
    assert [
        item.verdict for item in marked(strict, {"final": {"W3": "0.0045"}}, level="given", min_digits=2).answers
    ] == ["right"]


@pytest.mark.parametrize(("follow", "points"), [("full", 3), ("half", 1.5), ("none", 0)])
def test_what_follows_earns_as_much_as_the_teacher_says(follow, points):
    answers = {"answers": [{"step": 2, "dL/dy_hat": 0.539, "dL/dH3": 0.1339, "dL/dW3": 0.06696, "W3": -0.12946}]}
    assert marked(EX3, answers, follow=follow).points == points
    assert marked(with_rules(f"{{follow: {follow}}}"), answers).points == points


# The problem names its loss: another factor passes where the teacher lists it, and costs one line elsewhere.
WITHOUT_HALF = {"answers": [{"step": 1, "L": 0.25, "dL/dy_hat": 1}]}


@pytest.mark.parametrize(
    ("accept", "verdict"),
    [
        (None, "wrong"),
        ("any", "wrong"),
        ("none", "wrong"),
        (["loss_without_half"], "convention"),
        (["descent_direction"], "wrong"),
    ],
)
def test_conventions_are_the_teacher_s(accept, verdict):
    result = marked(EX3, WITHOUT_HALF, accept=accept, level="given")
    assert result.answers[0].verdict == verdict
    assert result.score == (1 if verdict == "convention" else 0.5)


BATCH = "network: [{linear: {weights: [[0.3], [0.7]]}}]\ndata: [{x: [1, 2], y: [1]}, {x: [3, 1], y: [2]}]\ntrain: {lr: 1, order: [[1, 2]]}\n"
KINK = "network: [{linear: {weights: [[1]], bias: [0]}}, relu, {linear: {weights: [[2]]}}]\nloss: mse\ndata: [{x: [0], y: [1]}]\ntrain: {lr: 1}\n"


@pytest.mark.parametrize(
    ("problem", "stated", "other"),
    [
        (
            f"{BATCH}loss: mse\n",
            f"{BATCH}loss: {{mse: {{reduction: mean}}}}\n",
            f"{BATCH}loss: {{mse: {{reduction: sum}}}}\n",
        ),
        (KINK, f"{KINK}conventions: {{relu_at_zero: 0}}\n", f"{KINK}conventions: {{relu_at_zero: 1}}\n"),
    ],
)
def test_what_the_author_wrote_out_is_no_convention_to_change(problem, stated, other):
    answers = solved(load_text(other, "t", "t")[0])
    assert marked(load_text(problem, "t", "t")[0], answers).convention
    judged = marked(load_text(stated, "t", "t")[0], answers)
    assert judged.convention is None
    assert [item.verdict for item in judged.in_order].count("wrong") == 1


@pytest.mark.parametrize("optimiser", mostly_slow(OPTIMISERS, 3))
def test_another_order_of_updates_is_a_mistake_unless_it_is_listed(optimiser):
    problem = load("tanh-2-2-1", edits=[("train.optimizer", optimiser, "test")])[0]
    other = problem._replace(conventions={**problem.conventions, "update_order": "during_backward"})
    answers = solved(other)
    assert not marked(problem, answers).passed
    assert marked(problem, answers).first_error.mistake.name == "updated_weight"
    for accept in (["updates_while_going_back"], ["any", "updates_while_going_back"]):
        assert marked(problem, answers, accept=accept).passed


def test_the_names_of_conventions_are_those_that_there_are():
    assert tuple(convention.name for convention in CONVENTIONS) == marking.CONVENTIONS


@pytest.mark.parametrize("rule", WORDS)
def test_a_word_that_is_not_known_is_refused_wherever_it_stands(rule, backprop):
    with pytest.raises(BackpropError, match="choose from"):
        check(EX3, {"final": {"W3": 1}}, **{rule: "strange"})
    with pytest.raises(BackpropError):
        with_rules(f"{{{rule}: strange}}")
    done = backprop("check", "ex3", "-", f"--{rule}", "strange", stdin="L = 1\n")
    assert (done.returncode, "choose from" in done.err) == (2, True)
    with pytest.raises(TypeError):
        check(EX3, {"final": {"W3": 1}}, strange=1)


def test_the_tests_of_a_problem_count_their_own_lines_unless_the_problem_has_a_level():
    from backprop_cli import tests

    test = "tests: [{answers: {answers: [{step: 1, L: 1/8}]}, score: %s}]\n"
    text = EX3.document.mark.source.text.partition("tests:")[0]
    for rules, score in (("", 1), ("check: {rounding: strict}\n", 1), ("check: {level: all}\n", 0.02)):
        (outcome,) = tests(load_text(text + rules + test % score, "t", "t")[0]).outcomes
        assert outcome.differences == ()
