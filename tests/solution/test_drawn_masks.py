"""A mask that is drawn is another one in each step, and the same whichever way the step is taken."""

from random import Random

import numpy as np
import pytest
from scripts import ran

from backprop_cli import after_step, check, kinds, load_text, render, solve, step, to_yaml, train
from backprop_cli.errors import BackpropError
from backprop_cli.evaluate.evaluate import elements

LAST = 8
TEXT = """\
network:
  - linear: {weights: [[1, -1, 0.5, 0.3], [0.5, 2, 1, -0.7]]}
  - dropout: {p: 0.5, DRAWN}
  - linear: {weights: [[1], [0.5], [-1], [0.4]]}
loss: half_squared_error
data:
  - {x: [1, 2], y: [1]}
  - {x: [0, 1], y: [2]}
train: {lr: 0.01, epochs: 4}
"""


def problem(drawn="seed: 5", epochs=4):
    return load_text(TEXT.replace("DRAWN", drawn).replace("epochs: 4", f"epochs: {epochs}"), "d.yaml", "d")[0]


def masks(of):
    """What is left of H1 in each step."""
    steps = ({row.line.name: row.value for row in taken.rows} for taken in solve(of).steps())
    return [tuple(value != 0 for value in elements(rows["O1"])) for rows in steps]


def test_the_masks_of_a_seed_differ_from_step_to_step_and_are_the_same_again():
    found = masks(problem())
    assert len(found) == LAST
    assert len(set(found)) > LAST // 2
    assert found == masks(problem())
    assert found != masks(problem("seed: 6"))


def test_a_given_mask_is_that_of_every_step():
    assert set(masks(problem("mask: [1, 0, 1, 1]"))) == {(True, False, True, True)}


@pytest.mark.parametrize("lr", ["0.01", "0.01, batch: 2", "0.01, optimizer: adam", "[0.01, 0.02]"])
def test_steps_one_by_one_and_a_training_are_the_steps_of_solve(lr):
    (asked,) = load_text(TEXT.replace("DRAWN", "seed: 5").replace("lr: 0.01", f"lr: {lr}"), "d.yaml", "d")
    final, now = solve(asked).final, asked
    for _ in masks(asked):
        (now,) = load_text(to_yaml(after_step(step(now))), "now.yaml", "now")
    assert solve(now, steps=0).final == final
    trained = train(asked).final
    for name, value in final.items():
        assert elements(trained[name]) == pytest.approx(elements(value), rel=1e-12), name


def test_a_stepper_draws_as_solve_does_and_counts_the_steps():
    of = problem()
    stepper = of.stepper()
    weights, _loss = stepper.run(stepper.flat(), stepper.batches(), 4)
    assert weights[-1] == LAST
    assert stepper.named(weights) == solve(of).final
    one = stepper.flat()
    for batch in stepper.batches() * 4:
        one, _loss = stepper(one, *batch)
    assert one == weights
    with pytest.raises(BackpropError):
        of.stepper(many=True)
    with pytest.raises(BackpropError):
        of.stepper(dtype="float64")


def test_many_steps_at_once_draw_as_steps_one_by_one():
    many = problem(epochs=60)
    solution = solve(many)
    *_, last = solution.steps()
    assert solve(many).final == solution.final == {row.line.target: row.value for row in last.rows if row.line.target}


def test_work_with_the_masks_of_its_steps_is_right_and_that_with_the_first_ones_is_not():
    of = problem()
    every = [
        {"step": taken.number, **{row.line.name: row.value for row in taken.rows if not row.line.target}}
        for taken in solve(of).steps()
    ]
    assert check(of, {"answers": every}).result.first_error is None
    second = [{**every[1], "O1": [[1, 0, 0, 0]]}]
    assert check(of, {"answers": second}).result.first_error.target.line.name == "O1"
    assert "step 2" in render(check(of, {"answers": second}))


def test_a_script_of_several_steps_runs():
    assert "expect(" in ran(problem(), "numpy")


TESTED = """\
network:
  - linear: {weights: [[1, -1, 0.5, 0.3], [0.5, 2, 1, -0.7]]}
  - dropout: {p: 0.25, DRAWN}
  - linear: {weights: [[1], [0.5], [-1], [0.4]]}
loss: half_squared_error
data: [{x: [1, 2], y: [1]}, {x: [0, 1], y: [2]}, {x: [-1, 1], y: [0.5]}, {x: [2, 0.3], y: [-1]}]
train: {lr: 0.01, epochs: 1, batch: 2, test: 0.5}
"""


@pytest.mark.parametrize(
    ("drawn", "factor"),
    [("seed: 5", 1), ("mask: [1, 0, 1, 1]", 1), ("mask: [[1, 0, 1, 1], [1, 1, 0, 1]]", 1), ("inverted: false", 0.75)],
)
def test_nothing_is_dropped_on_the_observations_held_out(drawn, factor):
    (of,) = load_text(TESTED.replace("DRAWN", drawn), "d.yaml", "d")
    training = train(of)
    (epoch,) = training.epochs()
    first, last = (np.array(training.final[name]) for name in ("W1", "W2"))
    held = [of.data[number - 1] for number in of.train.held]
    assert len(held) == 2
    errors = [np.array(item.x, float) @ first * factor @ last - np.array(item.y, float) for item in held]
    assert epoch.test_loss == pytest.approx(np.mean([(error**2).sum() / 2 for error in errors]), rel=1e-12)


def test_layers_of_one_seed_draw_masks_of_their_own_and_the_first_one_as_before():
    width = 64
    text = (
        f"network: [{{linear: {{weights: [{[1] * width}]}}}}, {{dropout: {{p: 0.5}}}}, identity, {{dropout: {{p: 0.5}}}}, "
        f"{{dropout: {{seed: 2}}}}]\nloss: half_squared_error\ndata: [{{x: [1], y: {[1] * width}}}]\n"
        "train: {lr: 0, epochs: 2}\n"
    )
    (of,) = load_text(text, "d.yaml", "d")
    for taken in solve(of).steps():
        rows = {row.line.name: row.value[0] for row in taken.rows if row.phase == "forward"}
        first = [value != 0 for value in rows["O1"]]
        second = [value != 0 for value, before in zip(rows["O1c"], rows["O1b"]) if before]
        assert not all(second) and any(second)
        assert sum(first) in range(16, 49)
        if taken.number == 1:
            draw = Random("dropout 1").random
            assert first == [draw() >= 0.5 for _ in range(width)]


def test_what_is_told_of_dropout_says_how_it_is_tested():
    assert "multiplied by 1 − p if not inverted" in " ".join(render(kinds("layers", "dropout")).split())
