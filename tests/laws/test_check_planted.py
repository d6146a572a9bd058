"""Mistakes planted by an independent solver are found at their first line and named; honest rounding is never wrong."""

import re
from itertools import combinations
from random import Random

import pytest

from backprop_cli.checking.check import check
from backprop_cli.checking.explain.conventions import CONVENTIONS
from backprop_cli.checking.judge.result import EARNING
from backprop_cli.evaluate.evaluate import map_value
from backprop_cli.problem.model import MarkingScheme
from backprop_cli.solution.solution import solve

np = pytest.importorskip("numpy")
from by_hand import Person  # noqa: E402
from examples import mostly_slow  # noqa: E402
from in_digits import answers_of, text_of, to_digits  # noqa: E402
from planted import DOCUMENTS, is_visible, problem_of, random_network  # noqa: E402

ACCEPTED = ("right", "rounded", "convention")


@pytest.mark.parametrize("name", DOCUMENTS)
def test_an_independent_solver_agrees(name):
    result = check(problem_of(name, DOCUMENTS[name]), answers_of(Person(DOCUMENTS[name]), 12))
    assert {item.verdict for item in result.answers} == {"right"}
    assert result.lines.right == result.lines.given == len(result.answers)


CASES = [(name, digits) for name in DOCUMENTS for digits in (3, 4, 6)]
ACCEPT_ALL = MarkingScheme(accept=tuple(convention.name for convention in CONVENTIONS))
RARE = {"descent_direction", "outputs_by_inputs", "mean_at_gradients"}  # what a plant can be the whole of


def planted(name, digits):
    """Every mistake that the solver can make in a problem (a quarter of them at 3 and 6 digits), with its check."""
    text = DOCUMENTS[name]
    problem = problem_of(name, text)
    offered = Person(text).offered
    for step, line, mistake, right, wrong in offered if digits == 4 else offered[digits % 4 :: 4]:
        if is_visible(right, wrong, digits):
            person = Person(text, (step, line, mistake))
            yield (step, line), mistake, check(problem, answers_of(person, digits))


@pytest.mark.parametrize(("name", "digits"), mostly_slow(CASES, 75))
def test_a_planted_mistake_is_found_at_its_first_line_and_named(name, digits):
    total = lost = unnamed = 0
    for place, mistake, result in planted(name, digits):
        total += 1
        first = result.first_error
        if first is None:
            here = next(i for i in result.answers if (i.answer.step, i.answer.name) == place)
            assert here.verdict in ("rounded", "convention"), (place, mistake)
            lost += here.verdict == "rounded"
            assert here.verdict == "rounded" or set(result.convention.split("+")) & RARE
            continue
        assert (first.answer.step, first.answer.name) == place, mistake
        names = [first.mistake.name, *first.mistake.also] if first.mistake else []
        unnamed += mistake not in names
    assert total
    assert lost <= (2 if digits == 3 else 0)
    assert unnamed <= 0.05 * total


@pytest.mark.parametrize("cut", [False, True], ids=["rounded", "cut"])
@pytest.mark.parametrize("digits", mostly_slow([4, 2, 3, 5, 6], 5))
def test_right_answers_rounded_on_the_way_are_never_wrong(digits, cut):
    texts = [*DOCUMENTS.items(), *((f"random-{seed}", random_network(seed)) for seed in range(16))]
    for name, text in texts:
        person = Person(text, keep=to_digits(digits, cut))
        result = check(problem_of(name, text), answers_of(person, digits), ACCEPT_ALL)
        wrong = [(i.answer.step, i.answer.name, i.answer.raw) for i in result.answers if i.verdict not in ACCEPTED]
        assert wrong == [], name


@pytest.mark.parametrize("digits", mostly_slow([3, 2, 4, 5, 6], 30))
@pytest.mark.parametrize("kept", [2, 3, "weights"])
def test_what_was_rounded_on_scrap_paper_is_right_as_well(kept, digits):
    for name, text in [*DOCUMENTS.items(), *((f"random-{seed}", random_network(seed)) for seed in range(8))]:
        person = Person(text, keep=to_digits(digits))
        steps = answers_of(person, digits)["answers"]
        chosen = [
            {
                key: value
                for at, (key, value) in enumerate(step.items())
                if key == "step" or key in person.first or is_kept(at)
            }
            for is_kept in [lambda at: kept != "weights" and at % kept == 0]
            for step in steps
        ]
        result = check(problem_of(name, text), {"answers": chosen}, ACCEPT_ALL)
        assert [(i.answer.name, i.answer.raw) for i in result.answers if i.verdict not in ACCEPTED] == [], name


def to_decimals(places, cut):
    """A rounding of arrays to a fixed number of decimals, or a cut towards zero; 1e-9 is the noise of floats."""

    def kept(value):
        units = np.asarray(value, float) * 10**places
        return (np.trunc(units + 1e-9 * np.sign(units)) if cut else np.round(units)) / 10**places

    return kept


def in_decimals(value, places):
    return [in_decimals(item, places) for item in value] if np.ndim(value) else f"{float(value):.{places}f}"


@pytest.mark.parametrize(("places", "cut"), mostly_slow([(p, c) for c in (False, True) for p in (2, 3, 4)], 12))
def test_right_answers_in_fixed_decimals_are_all_right(places, cut):
    for name, text in [*DOCUMENTS.items(), *((f"random-{seed}", random_network(seed)) for seed in range(20))]:
        person = Person(text, keep=to_decimals(places, cut))
        steps = enumerate(person.steps, 1)
        lines = [{"step": n, **{k: in_decimals(v, places) for k, v in step.items()}} for n, step in steps]
        if all(np.all(np.isfinite(value)) for step in person.steps for value in step.values()):
            given = MarkingScheme(level="given")
            assert float(check(problem_of(name, text), {"answers": lines}, given)) == 1, name


def shown(value, digits):
    return [shown(item, digits) for item in value] if isinstance(value, (tuple, list)) else text_of(value, digits)


@pytest.mark.parametrize("convention", mostly_slow(CONVENTIONS, 27), ids=lambda item: item.name)
@pytest.mark.parametrize("digits", mostly_slow([3, 6], 2))
def test_right_answers_under_another_convention_are_never_wrong(convention, digits):
    for name, text in [*DOCUMENTS.items(), *((f"random-{seed}", random_network(seed)) for seed in range(8))]:
        problem = problem_of(name, text)
        other = convention.problem(problem)
        for result in [check(problem, written_by(other, (convention,), digits), ACCEPT_ALL)] if other else []:
            assert [(i.answer.name, i.verdict) for i in result.answers if i.verdict not in ACCEPTED] == [], name


@pytest.mark.parametrize("convention", mostly_slow(CONVENTIONS, 27), ids=lambda item: item.name)
@pytest.mark.parametrize("accept", mostly_slow([(("none",),), (("any",),)], 2))
def test_a_convention_that_does_not_pass_costs_one_line(convention, accept):
    scheme = MarkingScheme(accept=accept)
    for name, text in [*DOCUMENTS.items(), *((f"random-{seed}", random_network(seed)) for seed in range(8))]:
        problem = problem_of(name, text)
        other = convention.problem(problem)
        for result in [check(problem, written_by(other, (convention,), 6), scheme)] if other else []:
            wrong = [(item.answer.name, item.verdict) for item in result.answers if item.verdict not in EARNING]
            passes = convention.passes(problem, scheme)
            assert len(wrong) <= (0 if passes else 1), name
            # What no line shows, or another convention that passes as well, costs nothing.
            known = {item.name for item in CONVENTIONS if item.passes(problem, scheme)}
            assert wrong or passes or set((result.convention or "").split("+")) <= {"", *known}, name


@pytest.mark.parametrize(
    "pair",
    mostly_slow(((pair,) for pair in combinations(CONVENTIONS, 2)), 111),
    ids=lambda pair: "+".join(item.name for item in pair),
)
def test_right_answers_under_two_other_conventions_are_never_wrong(pair):
    for name, text in DOCUMENTS.items():
        if (name, {item.name for item in pair}) == ("dying-relu", {"descent_direction", "updates_while_going_back"}):
            continue  # two signs cancel, and lines that are right both ways speak against it
        problem = problem_of(name, text)
        other = pair[0].problem(problem)
        other = other and pair[1].problem(other)
        for result in [check(problem, written_by(other, pair, 4), ACCEPT_ALL)] if other else []:
            assert [(i.answer.name, i.verdict) for i in result.answers if i.verdict not in ACCEPTED] == [], name


def written_by(problem, conventions, digits):
    """The answers of somebody who keeps to some conventions throughout."""
    steps: dict[int, dict] = {}
    names = {convention.name for convention in conventions}
    for row in solve(problem).trace():
        if row.line.part_of is None:
            value = row.value
            if "descent_direction" in names and row.phase in ("backward", "gradient"):
                value = map_value(lambda element: -element, value)
            value = shown(value, digits)
            turned: tuple[str, ...] = ("gradient", "update") if "outputs_by_inputs" in names else ()
            turned += ("forward", "loss", "backward") if "observations_in_columns" in names else ()
            turns = row.phase in turned
            if turns and isinstance(value[0], list):
                value = [list(column) for column in zip(*value)]
            steps.setdefault(row.step, {"step": row.step})[row.name] = value
    return {"answers": list(steps.values())}


@pytest.mark.slow
@pytest.mark.parametrize("digits", [3, 4])
def test_random_wrong_numbers_are_hardly_ever_given_a_mistake(digits):
    random = Random(digits)
    total = named = certain = 0
    for name, text in DOCUMENTS.items():
        base = Person(text)
        numbers = [float(x) for lines in base.steps for value in lines.values() for x in np.ravel(value)]
        spread = min(numbers), max(numbers)
        for _ in range(4):
            answers = drawn(answers_of(base, digits), random, spread, digits)
            for item in check(problem_of(name, text), answers).answers:
                total += item.verdict == "wrong"
                named += item.mistake is not None
                certain += item.mistake is not None and not item.mistake.possible
    assert total > 500
    assert named <= (0.05 if digits == 3 else 0.01) * total
    assert certain <= 0.01 * total


def drawn(value, random, spread, digits):
    """The same answers with random numbers in the place of all."""
    if isinstance(value, dict):
        return {key: item if key == "step" else drawn(item, random, spread, digits) for key, item in value.items()}
    if isinstance(value, list):
        return [drawn(item, random, spread, digits) for item in value]
    return text_of(random.uniform(*spread), digits)


@pytest.mark.parametrize("name", mostly_slow(DOCUMENTS, 23))
def test_a_stock_answer_earns_nothing_where_it_leaves_no_work(name):
    text = DOCUMENTS[name]
    problem, base = problem_of(name, text), Person(text)
    collapsed = honest = 0
    places = [(step, line) for step, lines in enumerate(base.steps, 1) for line in lines]
    for step, line in places[::3]:
        for stock in (0, 1, -1):
            # What is trivial by another stock answer as well is no sum that cancels by chance.
            people = [Person(text, stock=(step, line, number)) for number in (stock, 1.37 * stock)]
            for item in check(problem, answers_of(people[0], 5)).answers:
                if (item.answer.step, item.answer.name) != (step, line):
                    gone = all(is_gone(item.answer, person, base) for person in people)
                    collapsed += gone
                    honest += item.verdict == "follows"
                    assert not (gone and item.verdict in EARNING), (step, line, stock, item.answer)
                    told = item.note is not None and item.note.key == "check.collapsed"
                    assert (item.verdict == "collapsed") == told, (step, line, stock, item.answer)
    assert collapsed or name == "xor-zeros"
    assert honest or name == "xor-zeros"


def is_gone(answer, person, base):
    """Whether a line is trivial because of what it reads; a bias's gradient sums up, so its terms must be trivial.

    An output that is the same for every observation is work all the same where what it reads differs, as after dropout.
    """
    mine, right = person.steps[answer.step - 1], base.steps[answer.step - 1]
    before = dict(zip(mine, ["", *mine]))[answer.name]
    if answer.name == "y_hat" and before and np.ptp(mine[before]) > 1e-12:
        return False
    bias = re.fullmatch(r"(?:dL/d)?b(\d)", answer.name)
    terms = f"dL/dH{bias[1]}" if bias else answer.name
    names = [answer.name, terms if terms in mine else "dL/dy_hat"]
    return all(is_collapsed(mine[name], right[name]) for name in names)


def is_collapsed(mine, right):
    if np.allclose(mine, right, atol=1e-9):
        return False
    zero = np.all(np.abs(mine) < 1e-12) and not np.all(np.abs(right) < 1e-12)
    return bool(zero or (mine.size > 1 and np.ptp(mine) < 1e-12 and np.ptp(right) > 1e-9))


SIGNED = ("dL/dy_hat", "dL/dH", "dL/dO", "dL/dW")  # the lines in which a sign is lost as well


@pytest.mark.slow
@pytest.mark.parametrize("names", [list(DOCUMENTS)[start::4] for start in range(4)])
def test_two_mistakes_in_one_line_are_both_named(names):
    total = named = 0
    for name in names:
        text = DOCUMENTS[name]
        problem, base = problem_of(name, text), answers_of(Person(text), 5)["answers"]
        for step, line, mistake, right, wrong in Person(text).offered:
            if not line.startswith(SIGNED) or mistake in ALIKE or not is_visible(right, -wrong, 5):
                continue
            before = {key: base[step - 1][key] for key in list(base[step - 1])[: list(base[step - 1]).index(line)]}
            person = {**before, line: shown((-wrong).tolist(), 5)}
            found = check(problem, {"answers": [*base[: step - 1], person]}).first_error
            total += 1
            one = [found.mistake.name, *found.mistake.also] if found and found.mistake else []
            named += bool(one) and (f"{mistake}+wrong_sign" in one or "+" not in one[0])
    assert total > 20
    assert named >= 0.8 * total


ALIKE = {"wrong_sign", "bias_gradient_forgotten"}  # with a sign more, these are right


def test_two_mistakes_on_one_path_are_found_one_after_the_other():
    problem = problem_of("tanh-2-2-1", DOCUMENTS["tanh-2-2-1"])
    person = Person(DOCUMENTS["tanh-2-2-1"], (1, "dL/dy_hat", "wrong_sign"))
    answers = answers_of(person, 6)
    answers["answers"][0]["W2"] = answers["answers"][0]["dL/dW2"]
    result = check(problem, answers)
    wrong = [(i.answer.name, i.mistake.name) for i in result.in_order if i.verdict == "wrong" and i.answer.step == 1]
    assert wrong == [("dL/dy_hat", "wrong_sign"), ("W2", "gradient_for_weight")]
