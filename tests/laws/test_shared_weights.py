"""Layers that share a parameter by its name: its gradient is the sum over them, in numbers and in symbols."""

from random import Random

import pytest

from backprop_cli import after_step, load_text, solve, step, to_yaml
from backprop_cli.checking.check import check
from backprop_cli.derivation.parts import Derivation
from backprop_cli.evaluate.evaluate import map_value
from backprop_cli.expr.write.text import text

np = pytest.importorskip("numpy")

NAMES = [("W1", "b1"), ("W1", None), (None, "b1"), ("W1", "b1")]
TIED = """
network:
  - linear: {{weights: {W}, bias: {b}}}
  - tanh
  - linear: {{weights: {second}, bias: {bias}}}
  - tanh
  - linear: {{weights: {third}, bias: [0.3, -0.2]}}
loss: half_squared_error
data: [{{x: [1, 2], y: [1, 0]}}, {{x: [0.5, -1], y: [0, 1]}}]
train: {{lr: 0.25, order: [1, [1, 2]], epochs: 2}}
"""


def numbers(random, *shape):
    return (np.array([random.randint(-90, 90) / 100 for _ in range(int(np.prod(shape)))]).reshape(shape)).tolist()


def problem_of(seed):
    random = Random(seed)
    W, b = numbers(random, 2, 2), numbers(random, 2)
    second, bias = NAMES[seed % len(NAMES)]
    said = {"W": W, "b": b, "second": second or numbers(random, 2, 2), "bias": bias or numbers(random, 2)}
    said["third"] = "W1" if seed % 2 else numbers(random, 2, 2)
    return load_text(TIED.format(**said), "tied.yaml", "tied")[0]


def loss(values, problem, observations):
    """The loss of a batch, of weights by name."""
    x = np.array([[float(item) for item in problem.data[number - 1].x] for number in observations])
    y = np.array([[float(item) for item in problem.data[number - 1].y] for number in observations])
    for _place, layer in enumerate(problem.network):
        x = x @ values[layer.names["W"]] + values[layer.names["b"]] if layer.names else np.tanh(x)
    return ((y - x) ** 2).sum() / 2 / len(observations)


def slope(name, values, problem, observations):
    """The central differences of a batch's loss by the entries of a parameter."""
    found = np.zeros_like(values[name])
    for place in np.ndindex(found.shape):
        ends = []
        for h in (1e-5, -1e-5):
            moved = values[name].copy()
            moved[place] += h
            ends.append(loss({**values, name: moved}, problem, observations))
        found[place] = (ends[0] - ends[1]) / 2e-5
    return found


@pytest.mark.parametrize("seed", range(8))
def test_a_shared_parameter_moves_along_the_sum_of_its_gradients(seed):
    problem = problem_of(seed)
    values = {
        name: np.array(map_value(float, layer.parameters[edge]))
        for layer in problem.network
        for edge, name in layer.names.items()
    }
    for taken in solve(problem).steps():
        slopes = {name: slope(name, values, problem, taken.observations) for name in values}
        rows = {row.name: row.value for row in taken.rows}
        assert all(np.allclose(rows[f"dL/d{name}"], slopes[name], atol=1e-8) for name in slopes)
        values = {name: value - 0.25 * slopes[name] for name, value in values.items()}
        assert sorted(row.line.target for row in taken.rows if row.line.target) == sorted(values)


@pytest.mark.parametrize("seed", range(4))
def test_steps_one_by_one_keep_the_name_and_end_where_all_do(seed):
    problem = problem_of(seed)
    final = solve(problem).final
    names = [layer.names for layer in problem.network]
    for _ in range(4):
        problem = load_text(to_yaml(after_step(step(problem))), "tied.yaml", "tied")[0]
        assert [layer.names for layer in problem.network] == names
    assert solve(problem, steps=0).final == final


def test_a_use_left_out_of_a_shared_gradient_is_named():
    problem = problem_of(0)
    rows = [row for row in solve(problem).trace() if row.step == 1 and row.line.part_of is None]
    listed = lambda value: np.array(value).tolist()  # noqa: E731
    answers = {"step": 1, **{row.name: listed(row.value) for row in rows if not row.line.target}}
    assert {item.verdict for item in check(problem, {"answers": [answers]}).answers} == {"right"}
    values = {row.line.name: np.array(row.value) for row in rows}
    answers["dL/dW1"] = listed(values["O1"].T @ values["dL/dH2"])
    result = check(problem, {"answers": [answers]})
    assert (result.first_error.answer.name, result.first_error.mistake.name) == ("dL/dW1", "path_left_out")


def test_a_derivation_writes_a_shared_gradient_as_a_sum():
    said = "network: [{linear: {weights: [[2]]}}, tanh, {linear: {weights: W1}}]\nloss: mse\ndata: [{x: [1], y: [0]}]\n"
    problem = load_text(said, "n.yaml", "n")[0]
    (form,) = Derivation(problem).matrix.of("gradient")
    assert text(form.expression) == "O1ᵀ·dL/dy_hat + Xᵀ·dL/dH1"
