"""The compiled step as a caller meets it: flat weights there and back, loops, and errors that name step and line."""

import multiprocessing
import pickle

import pytest

from backprop_cli import BackpropError, Stepper, load, load_text, solve
from backprop_cli.program.step import Programs

XOR = """
network:
  - linear: {weights: [[0.1, 0.2], [0.3, 0.4]], bias: [0.1, 0.1]}
  - sigmoid
  - linear: {weights: [[0.5], [0.6]], bias: [0.1]}
  - sigmoid
loss: half_squared_error
data: [{x: [1, 0], y: [1]}, {x: [0, 1], y: [0]}]
train: {lr: 0.5, epochs: 400}
"""
OVERFLOWS = {  # the network, the observation and the rate
    "a loss": ("{linear: {weights: [[1]], bias: [0]}}, identity", "x: [1], y: [2]", "1e10"),
    "a loss after many steps": ("{linear: {weights: [[1]], bias: [0]}}, identity", "x: [1], y: [2]", "50"),
    "a value that tanh makes finite again": ("{linear: {weights: [[1e10]]}}, tanh", "x: [1e300], y: [2]", "0.1"),
    "a weight": ("{linear: {weights: [[0.001]]}}, sigmoid", "x: [1000], y: [2]", "1e308"),
    "a softmax": ("{linear: {weights: [[1e200, 1]]}}, softmax", "x: [1e200], y: [1, 0]", "0.1"),
}


def problem_of(text, name="mine"):
    (problem,) = load_text(text, f"{name}.yaml", name)
    return problem


def test_a_loop_inside_is_the_same_as_one_step_after_the_other():
    problem = problem_of(XOR)
    step = problem.stepper()
    weights = step.flat()
    for _ in range(400):
        for x, y in step.batches():
            weights, loss = step(weights, x, y)
    assert step.run(step.flat(), step.batches(), 400) == (weights, loss)
    assert step.named(weights) == solve(problem).final


def test_weights_go_there_and_back_as_tuples_lists_and_arrays():
    import numpy

    step = problem_of(XOR).stepper()
    named = step.named(range(9))
    assert named == {"W1": ((0, 1), (2, 3)), "b1": (4, 5), "W2": ((6,), (7,)), "b2": (8,)}
    assert step.flat(named) == tuple(range(9)) == step.flat({name: numpy.array(value) for name, value in named.items()})
    assert step.flat({"W2": [[6], [7]]})[6:8] == (6.0, 7.0) and step.flat({"W2": [[6], [7]]})[:2] == (0.1, 0.2)


def test_what_does_not_fit_is_named():
    step = problem_of(XOR).stepper()
    for wrong, said in [
        (lambda: step.flat({"W3": 1}), "W3 is not a parameter"),
        (lambda: step.flat({"W1": [[1, 2]]}), "W1 has 1 number or rows, expected 2"),
        (lambda: step((1.0,), (1.0, 0.0), (1.0,)), "weights has 1 number or rows, expected 9"),
        (lambda: step(step.flat(), (1.0,), (1.0,)), "x has 1 number or rows, expected 2"),
        (lambda: step(step.flat(), (1.0, 2.0), (1.0, 2.0)), "y has 2 numbers or rows, expected 1"),
        (lambda: step.run(step.flat(), []), "nothing to run over"),
        (lambda: load("ex2")[0].stepper(), "ex2 cannot be compiled"),
    ]:
        with pytest.raises(BackpropError, match=said):
            wrong()


SEVERAL = """
network: [linear: {weights: [[1, -1], [0.5, 2]], name: skip}, tanh, linear: {weights: [[1], [-2]], bias: 0}]
loss: [half_squared_error, {mse: {of: skip, weight: 0.5}}]
data: [{x: [1, 2], y: {y_hat: [1], skip: [0, 1]}}, {x: [0, 1], y: {y_hat: [0], skip: [1, 0]}}]
train: {order: ORDER, lr: 0.1}
"""


@pytest.mark.parametrize("case", OVERFLOWS)
def test_an_overflow_names_step_and_line_as_solve_does(case):
    network, data, rate = OVERFLOWS[case]
    problem = problem_of(
        f"network: [{network}]\nloss: squared_error\ndata: [{{{data}}}]\ntrain: {{lr: {rate}, epochs: 200}}"
    )
    step, said = problem.stepper(), []
    for way in (
        lambda: list(solve(problem).trace()),
        lambda: solve(problem).final,
        lambda: step.run(step.flat(), step.batches(), 200),
    ):
        with pytest.raises(BackpropError) as error:
            way()
        said.append(str(error.value).replace(", observation 1", ""))
    assert said[0] == said[1] == said[2] and "too large" in said[0]


def test_a_single_step_says_what_overflows():
    step = problem_of(XOR).stepper()
    with pytest.raises(BackpropError, match=r"step 1: H1 = .*too large"):
        step(step.flat({"W1": [[1e200, 0], [0, 1]]}), (1e200, 0.0), (1.0,))


def test_programs_are_made_once_for_a_structure():
    ours, other = problem_of(XOR), problem_of(XOR.replace("0.6", "0.7").replace("lr: 0.5", "lr: 2"), "other")
    assert Programs(ours).program(1) is Programs(other).program(1) is Stepper(ours).program
    for changed in (XOR.replace("half_squared_error", "mse"), XOR + "conventions: {update_order: during_backward}\n"):
        assert Programs(problem_of(changed)).program(1) is not Programs(ours).program(1)
    first, second = Stepper(ours), Stepper(other)
    assert first.flat() != second.flat() and first.program.compiled is second.program.compiled


def again(problem, program, node):
    """What another process makes of what it is given."""
    known = [line.expression for line in Programs(problem).program(1)]
    same = [line.expression for line in program] == known
    return same, node is known[0], problem.stepper().run(problem.stepper().flat(), problem.stepper().batches(), 5)


def test_a_problem_its_program_and_nodes_are_the_same_in_a_process_of_its_own():
    problem = problem_of(XOR)
    program = Programs(problem).program(1)
    step = problem.stepper()
    given = (problem, program, program.assignments[0].expression)
    assert pickle.loads(pickle.dumps(program)).assignments[0].expression is given[2]
    with multiprocessing.get_context("spawn").Pool(1) as pool:
        assert pool.apply(again, given) == (True, True, step.run(step.flat(), step.batches(), 5))


@pytest.mark.parametrize("batch", [1, 2])
def test_a_step_on_matrices_takes_the_targets_of_each_of_several_losses(batch):
    (problem,) = load_text(SEVERAL.replace("ORDER", "[1, 2]" if batch == 1 else "[[1, 2]]"), "p.yaml", "p")
    step = problem.stepper(batch, dtype="float64")
    weights, loss = step.run(step.flat(), step.batches())
    assert weights["W1"].tolist() == [pytest.approx(row, rel=1e-12) for row in solve(problem).final["W1"]]
    plain = problem.stepper(batch)
    assert loss == pytest.approx(plain.run(plain.flat(), plain.batches())[1], rel=1e-12)


def test_what_has_no_step_on_matrices_is_told_so():
    (problem,) = load_text(SEVERAL.replace("ORDER", "[1, 2], epochs: 2").replace("0.1}", "[0.1, 0.2]}"), "p.yaml", "p")
    assert len(problem.stepper().flat()) == 8
    with pytest.raises(BackpropError, match=r"no step on whole matrices: .* its rate changes"):
        problem.stepper(dtype="float64")
