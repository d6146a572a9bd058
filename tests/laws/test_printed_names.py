"""Every name that the work entry by entry prints is understood: by --get, and local derivatives as answers."""

import pytest
from examples import mostly_slow

from backprop_cli import Look, check, find_value, load, render, solve
from backprop_cli.derivation.entries import decimal_of
from backprop_cli.derivation.step_entries import step_entries
from backprop_cli.evaluate.evaluate import elements
from backprop_cli.expr.write.style import ASCII
from backprop_cli.problem.load import bundled_names
from backprop_cli.program.layout import layout_of

PROBLEMS = {item.name: item for name in bundled_names() for item in load(name)}


def entries(item, *chains):
    """The first step's entries in these forms of its chains, those that have numbers."""
    step = next(solve(item).steps(), None)
    for chain in chains if step else ():
        for row, found in step_entries(item, step.rows, chain):
            yield from ((step.number, row, entry) for entry in found or () if entry.value is not None)


@pytest.mark.parametrize("name", mostly_slow(PROBLEMS, 3))
def test_every_printed_name_has_its_value(name):
    item = PROBLEMS[name]
    solution, look = solve(item), Look(labels=item.names)
    for step, _, entry in entries(item, "local", "delta"):
        for said in {look.name(entry.name), look._replace(ascii=True, style=ASCII).name(entry.name)}:
            (found,) = elements(find_value(solution, f"{step}:{said}"))
            assert found == decimal_of(entry.value), said


def locals_of(item):
    look = Look(labels=item.names)
    found = {}
    for _, _, entry in entries(item, "local"):
        if entry.name.endswith(":local"):
            found[look.name(entry.name)] = decimal_of(entry.value)
    return found


NETWORKS = [name for name, item in PROBLEMS.items() if item.network and layout_of(item).is_usual and locals_of(item)]


@pytest.mark.parametrize("name", mostly_slow(NETWORKS, 9))
def test_every_printed_local_derivative_is_judged(name):
    item = PROBLEMS[name]
    given = locals_of(item)
    step = next(solve(item).steps()).number

    def verdicts(change):
        said = {called: value + change for called, value in given.items()}
        return {answer["verdict"] for answer in check(item, {"answers": [{"step": step, **said}]}).to_dict()["answers"]}

    assert verdicts(0) == {"right"} and verdicts(0.25) == {"wrong"}


@pytest.mark.parametrize(
    ("whole", "entry"),
    [
        ("dy_hat/dH2", "dy_hat[1]/dH2[1]"), ("dy_hat[1]/dH2", "dy_hat[1]/dH2[1]"), ("dy_hat/dH2[1]", "dy_hat[1]/dH2[1]"),
        ("dH2/dO1[2]", "dH2[1]/dO1[2]"), ("dH2/dO1", "dH2[1]/dO1[1]"), ("dO1/dH1", "dO1[1]/dH1[1]"),
    ],
)  # fmt: skip
def test_a_place_that_is_left_out_of_a_local_derivative_is_the_first(whole, entry):
    given = ({"answers": [{"step": 1, name: 7}]} for name in (whole, entry))
    left_out, written = (check(PROBLEMS["tanh-2-2-1"], answers).to_dict()["answers"][0] for answers in given)
    assert left_out["verdict"] == "wrong" and left_out["expected"] == written["expected"]


def test_a_local_derivative_follows_from_the_answers_before_it():
    item = PROBLEMS["mazur-2-2-2"]
    answers = {"step": 1, "out_h2": 0.7, "∂out_h2/∂net_h2": 0.21, "∂net_o1/∂w5": 0.593269992, "∂net_o1/∂out_h1": 0.4}
    judged = check(item, {"answers": [answers]}).to_dict()["answers"]
    assert [answer["verdict"] for answer in judged] == ["wrong", "follows", "right", "right"]


@pytest.mark.parametrize(
    ("problem", "name"),
    [
        *(("mazur-2-2-2", name) for name in ("∂net_o1/∂w7", "∂out_h1/∂net_h2", "∂out_h3/∂net_h3", "∂net_o1/∂q")),
        *(("attention-layer", name) for name in ("∂s¹₁₁/∂q¹₂₁", "∂s¹₁₁/∂q¹₁₃", "∂p¹₁₁/∂q¹₁₁")),
        *(("bptt", name) for name in ("∂h[2][1]/∂Wx1[1,2]", "∂h[3][1]/∂h[1][1]", "∂h[3][3]/∂h[2][1]")),
        *(("conv-pool", name) for name in ("∂O1b[1,1]/∂o¹₃₃", "∂o¹₁₂/∂h¹₁₃")),
        ("batch-norm", "∂x̂²₁⁽¹⁾/∂h¹₁⁽²⁾"),
    ],
)
def test_what_is_no_local_derivative_of_the_network_is_no_name(problem, name):
    judged = check(PROBLEMS[problem], {"answers": [{"step": 1, name: 1}]}).to_dict()["answers"]
    assert [answer["verdict"] for answer in judged] == ["unknown"]


def test_a_solution_is_solved_once_for_all_that_is_asked_of_one_step(monkeypatch):
    solution = solve(PROBLEMS["mazur-2-2-2"])
    again, taken = solution.again, list[object]()

    def counted():
        taken.append(again())
        return taken[-1]

    monkeypatch.setattr(solution, "again", counted)
    for name in ("net_h1", "E_o1", "∂out_o1/∂net_o1", "w5", "dL/dW1"):
        find_value(solution, f"1:{name}")
    assert len(taken) == 1


def test_a_weight_of_a_batch_has_no_observation_in_its_explanation():
    item = PROBLEMS["batch-of-two"]
    assert "w¹₁₁ − γ·∂L/∂w¹₁₁" in render(check(item, {"answers": [{"step": 1, "w¹₁₁": 3}]}), "plain")
