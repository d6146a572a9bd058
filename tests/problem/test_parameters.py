"""What a problem says of its parameters: frozen, shared, drawn, named, and when they are updated."""

import numpy as np
import pytest

import backprop_cli
from backprop_cli.errors import BackpropError
from backprop_cli.expr.write.text import text
from backprop_cli.problem.load import load_text
from backprop_cli.program.step import build

NETWORK = """
network:
  - linear: {{weights: [[0.15, 0.25], [0.2, 0.3]], bias: {b1}}}
  - sigmoid
  - linear: {{weights: [[0.4, -0.5], [0.45, 0.55]], bias: {b2}}}
  - sigmoid
loss: half_squared_error
data: [{{x: [0.5, 1], y: [0.1, 0.9]}}, {{x: [1, -2], y: [0, 1]}}]
train: {{lr: 0.5, order: [[1, 2], 1], frozen: {frozen}}}
conventions: {{update_order: {order}}}
"""


def problem(b1="[0.1, 0.2]", b2="[0.3, 0.4]", frozen="[W2]", order="after_backward"):
    said = NETWORK.format(b1=b1, b2=b2, frozen=frozen, order=order)
    return load_text(said.replace("frozen: []", ""), "problem.yaml", "problem")[0]


def lines(found, batch=1):
    return {line.name: text(line.expression) for line in build(found, batch)}


def rows(found):
    return [
        {row.name: row.value for row in step.rows if row.phase != "update"}
        for step in backprop_cli.solve(found).steps()
    ]


def test_what_is_frozen_has_no_gradient_line_and_no_update_and_stays():
    found = problem(frozen="[W2, b1]")
    assert not {"dL/dW2", "W2⁺", "dL/db1", "b1⁺"} & set(lines(found))
    assert {"dL/dW1", "W1⁺", "dL/db2", "b2⁺"} <= set(lines(found))
    final = backprop_cli.solve(found).final
    assert final["W2"] == ((0.4, -0.5), (0.45, 0.55))
    assert final["b1"] == (0.1, 0.2)


def test_freezing_changes_nothing_else():
    free, kept = (next(iter(backprop_cli.solve(problem(frozen=names)).steps())) for names in ("[]", "[W2]"))
    values = {row.name: row.value for row in free.rows}
    for row in kept.rows:
        assert row.value == values[row.name]


def test_the_way_back_stops_at_the_first_layer_that_learns():
    assert "dL/dO1" not in lines(problem(frozen="[W1, b1]"))


def test_a_shared_bias_is_one_number_and_its_gradient_sums_over_outputs_and_observations():
    shared, apart = rows(problem(b1="{shared: 0.2}")), rows(problem(b1="[0.2, 0.2]"))
    assert shared[0]["L"] == apart[0]["L"]
    assert shared[0]["dL/db1"] == pytest.approx(sum(apart[0]["dL/db1"]), rel=1e-14)
    assert isinstance(backprop_cli.solve(problem(b1="{shared: 0.2}")).final["b1"], float)
    assert lines(problem(b1="{shared: 0.2}"))["dL/db1"] == "Σⱼ dL/dH1"


def test_a_shared_and_a_drawn_parameter_are_written_back_as_what_they_are():
    from backprop_cli.problem.edit import to_yaml

    text = "network: [linear: {inputs: 2, outputs: 2, init: {he: {seed: 3}}, bias: {shared: 0.2}}]\nloss: mse\n"
    text += "data: [{x: [1, 2], y: [0, 1]}]\ntrain: {lr: 1, order: [1, 1, 1]}\n"
    (found,) = load_text(text, "a.yaml", "a")
    written = to_yaml(backprop_cli.after_step(backprop_cli.step(found)))
    assert "init" not in written and "shared" in written
    (again,) = load_text(written, "b.yaml", "b")
    ends = [backprop_cli.solve(one).final for one in (again, found)]
    assert ends[0]["b1"] == pytest.approx(ends[1]["b1"]) and np.allclose(ends[0]["W1"], ends[1]["W1"])


@pytest.mark.parametrize(
    ("way", "low", "high"),
    [("he: {seed: 1}", 0.6, 0.8), ("xavier: {seed: 1}", 0.22, 0.31), ("lecun: {seed: 1}", 0.4, 0.6)]
    + [("normal: {seed: 1, std: 2}", 1.7, 2.3), ("uniform: {seed: 1, bound: 3}", 1.5, 1.95)],
)  # fmt: skip
def test_drawn_weights_have_the_spread_of_their_rule_and_are_the_same_every_time(way, low, high):
    text = f"network: [linear: {{inputs: 4, outputs: 25, init: {{{way}}}}}]\n"
    first, second = (load_text(text, "a.yaml", "a")[0].network[0].parameters["W"] for _ in range(2))
    assert first == second
    values = np.array([[float(item) for item in row] for row in first])
    assert values.shape == (4, 25) and low < values.std() < high and abs(values.mean()) < values.std() / 3
    assert all(
        item.denominator in (1, *(2**a * 5**b for a in range(5) for b in range(5))) for row in first for item in row
    )


def test_another_seed_draws_other_weights():
    texts = [f"network: [linear: {{inputs: 2, outputs: 2, init: {{he: {{seed: {seed}}}}}}}]\n" for seed in (1, 2)]
    assert len({load_text(text, "a.yaml", "a")[0].network[0].parameters["W"] for text in texts}) == 2


def test_a_layer_that_does_not_say_how_many_outputs_it_has_fits_the_next_one():
    text = "network: [linear: {inputs: 3, init: {he: {seed: 1}}, outputs: 2}, linear: {weights: V}, linear: {weights: [[1], [2], [3]]}]\n"
    found = load_text(text, "a.yaml", "a")[0]
    assert [len(layer.parameters["W"]) for layer in found.network] == [3, 2, 3]
    assert found.network[1].names["W"] == "V"


def test_updates_during_the_way_back_use_the_new_weights_below():
    during = lines(problem(frozen="[]", order="during_backward"))
    assert during["dL/dO1"] == "dL/dH2·W2⁺ᵀ"
    assert lines(problem(frozen="[]"))["dL/dO1"] == "dL/dH2·W2ᵀ"
    names = list(during)
    assert names.index("W2⁺") < names.index("dL/dO1") < names.index("W1⁺")


def test_updates_during_the_way_back_give_what_a_loop_in_numpy_gives():
    found = problem(frozen="[]", order="during_backward")
    found = found._replace(train=found.train._replace(order=((1,),)))
    w1, b1, w2, b2 = (
        np.array([[0.15, 0.25], [0.2, 0.3]]),
        np.array([0.1, 0.2]),
        np.array([[0.4, -0.5], [0.45, 0.55]]),
        np.array([0.3, 0.4]),
    )
    x, y = np.array([[0.5, 1]]), np.array([[0.1, 0.9]])
    hidden = 1 / (1 + np.exp(-(x @ w1 + b1)))
    out = 1 / (1 + np.exp(-(hidden @ w2 + b2)))
    d = (out - y) * out * (1 - out)
    w2 = w2 - 0.5 * hidden.T @ d
    d = d @ w2.T * hidden * (1 - hidden)
    final = backprop_cli.solve(found).final
    assert np.allclose(final["W2"], w2, rtol=1e-13) and np.allclose(final["W1"], w1 - 0.5 * x.T @ d, rtol=1e-13)


def test_a_label_of_an_entry_stands_on_the_board_and_in_json(backprop):
    board = backprop("solve", "mazur-2-2-2").stdout.decode()
    assert "∂E_total/∂w5 =  0.08217\n" in board and "w5           ←  0.3589\n" in board
    assert b'"labels": {"W2[1,1]": "w5"' in backprop("solve", "mazur-2-2-2", "-f", "json").stdout


@pytest.mark.parametrize("way", ["he", "random", "1"])
def test_a_way_of_drawing_without_a_seed_is_told_how_to_say_it(way):
    with pytest.raises(BackpropError, match=r"init: \{he: \{seed: 1\}\}"):
        load_text(f"network: [linear: {{inputs: 2, outputs: 2, init: {way}}}]\n", "n.yaml", "n")
