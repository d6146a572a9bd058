"""Training: the numbers of `solve`, whatever the layers, the loss and the optimiser; where it stops, and how it goes on."""

import json
from fractions import Fraction

import numpy
import pytest
from cases import ACTIVATIONS
from examples import mostly_slow

from backprop_cli import (
    BackpropError,
    find_value,
    load,
    load_text,
    new_problem,
    render,
    resumed,
    solve,
    step,
    train,
    trained_problem,
    weights_file,
)
from backprop_cli.problem.batches import Batches
from backprop_cli.problem.load import bundled_names
from backprop_cli.program.layout import layout_of
from backprop_cli.rules import kinds
from backprop_cli.solution.planned_step import PlannedStep
from backprop_cli.solution.schedule import entries_after
from backprop_cli.solution.training import Training
from backprop_cli.views.training import sparkline

SMALL = """
network:
  - linear: {inputs: 2, outputs: 3, init: {he: {seed: 1}}, bias: 0}
  - tanh
  - linear: {outputs: 2, init: {he: {seed: 2}}, bias: 0}
loss: cross_entropy_with_logits
data:
  - {x: [1, 0], y: {class: 1}}
  - {x: [0, 1], y: {class: 2}}
  - {x: [2, 1], y: {class: 1}}
  - {x: [1, 3], y: {class: 2}}
  - {x: [4, 1], y: {class: 1}}
train: {lr: 0.1, batch: 2, epochs: 6, optimizer: adam, test: 0.2}
"""


def problem(text=SMALL, **changes):
    return load_text(text, "n.yaml", "n", [(f"train.{key}", str(value), "test") for key, value in changes.items()])[0]


def agree(found, wanted):
    assert found.keys() == wanted.keys()
    for name, value in wanted.items():
        assert numpy.allclose(found[name], value, rtol=1e-12, atol=1e-12), name


def trainable():
    for name in bundled_names():
        for item in load(name):
            if item.name == name and item.train and not item.symbolic and (item.graph or (item.data and item.loss)):
                yield item


@pytest.mark.parametrize("item", list(trainable()), ids=lambda item: item.name)
def test_a_bundled_problem_comes_to_what_solve_comes_to(item):
    agree(train(item).final, layout_of(item).values(solve(item).final, back=True))


@pytest.mark.parametrize(
    "text",
    [
        "nodes: {u: x^2, f: u/2 + y^2*5}\nat: {x: 10, y: 1}\ntrain: {lr: 0.05, epochs: 5}",
        "expression: (x - 3)^2*w\nat: {x: 1, w: 2}\ntrain: {lr: 0.1, epochs: 4, learn: [x], optimizer: adam}",
        "nodes: {f: -(x - 1)^2}\nat: {x: 3}\ntrain: {lr: [0.2, 0.1], epochs: 3, direction: ascent}",
        "nodes: {s: A @ v, E: sum(s^2)}\nat: {A: [[1, 2], [3, 4]], v: [1, -1]}\ntrain: {lr: 0.01, epochs: 3}",
        "nodes: {h: w*x, f: (h - t)^2}\nat: {w: 10}\ndata: [{x: 1, t: 2}, {x: 2, t: 2}]\ntrain: {lr: 0.1, epochs: 5, order: [[1, 2]]}",
    ],
)
def test_a_formula_comes_to_what_solve_comes_to_with_rows_or_without(text):
    item = problem(text)
    training = train(item)
    losses = [epoch.loss for epoch in training.epochs()]
    agree(training.final, solve(item).final)
    assert losses == pytest.approx(
        [find_value(solve(item), f"{n}:{item.graph.output}") for n in range(1, len(losses) + 1)]
    )
    assert all(epoch.accuracy is None for epoch in training.history)


@pytest.mark.parametrize("loss", mostly_slow(kinds("losses"), 4))
@pytest.mark.parametrize("activation", ACTIVATIONS)
def test_every_layer_and_loss_comes_to_what_solve_comes_to(activation, loss):
    text = new_problem("3-4-2", activation, loss, None, 3, None)
    edits = [("train.epochs", "3", "test"), ("train.lr", "0.1", "test")]  # at 0.5 some of them grow beyond all bounds
    item = load_text(text, "n.yaml", "n", edits)[0]
    agree(train(item).final, solve(item).final)


@pytest.mark.parametrize(
    "more", ["", ", clip: {norm: 0.1}", ", clip: {value: 0.05}", ", l2: 0.1, l1: 0.01", ", weight_decay: 0.1"]
)
@pytest.mark.parametrize("optimizer", mostly_slow(kinds("optimisers"), 3))
def test_every_optimiser_comes_to_what_solve_comes_to(optimizer, more):
    item = problem(SMALL.replace("optimizer: adam", f"optimizer: {optimizer}{more}"))
    agree(train(item).final, solve(item).final)


@pytest.mark.parametrize("lr", ["[0.3, 0.2, 0.1]", *kinds("schedules")])
def test_every_rate_comes_to_what_solve_comes_to(lr):
    item = problem(SMALL.replace("lr: 0.1", f"lr: {lr}"))
    agree(train(item).final, solve(item).final)


@pytest.mark.parametrize(
    "layout", ["weights: outputs_by_inputs", "weights: outputs_by_inputs, observations: rows", "observations: columns"]
)
def test_every_layout_comes_to_the_same(layout):
    item = problem(SMALL + f"conventions: {{{layout}}}\n")
    assert render(train(item), "json") == render(train(problem()), "json")
    training = Training(item)
    training.take(7)
    (again,) = load_text(trained_problem(training), "after.yaml", "after")
    agree(train(again).final, train(item).final)
    agree(train(item).final, layout_of(item).values(solve(item).final, back=True))


def test_a_seed_says_the_batches_on_every_machine():
    learned, held = Batches(2, seed=1, test=Fraction(1, 5)).parts(10)
    assert (learned, held) == ((1, 3, 4, 5, 6, 7, 9, 10), (2, 8))
    assert Batches(3, seed=1).of_epoch(learned, 1) == ((6, 7, 9), (4, 1, 5), (3, 10))
    assert Batches(3, seed=1).of_epoch(learned, 2) != Batches(3, seed=1).of_epoch(learned, 1)
    assert Batches(3, seed=2).of_epoch(learned, 1) != Batches(3, seed=1).of_epoch(learned, 1)


def test_each_observation_that_is_not_held_out_is_learned_from_once_an_epoch():
    item = problem()
    entries = [entry for _, entry in zip(range(item.train.epochs * 2), entries_after(item.train, 0))]
    for epoch in range(item.train.epochs):
        seen = sorted(number for _, batch in entries[2 * epoch : 2 * epoch + 2] for number in batch)
        assert seen == list(item.train.learned)
    assert sorted((*item.train.learned, *item.train.held)) == [1, 2, 3, 4, 5]
    assert [entry for _, entry in zip(range(3), entries_after(item.train, 7))] == entries[7:10]


def test_a_step_of_a_training_is_written_out_as_solve_writes_it():
    item = problem()
    training = Training(item)
    training.take(6)
    (row,) = (row for row in step(training.now()).trace() if row.name == "L")
    (same,) = (row for row in solve(item).trace() if (row.step, row.name) == (7, "L"))
    assert (row.step, row.observations) == (same.step, same.observations)
    assert row.value == pytest.approx(same.value, rel=1e-12)


@pytest.mark.parametrize("way", ["yaml", "npz"])
def test_a_training_goes_on_from_what_it_wrote(way, tmp_path):
    whole, part = train(problem()), Training(problem())
    part.take(5)
    if way == "yaml":
        (again,) = load_text(trained_problem(part), "after.yaml", "after")
    else:
        (tmp_path / "w.npz").write_bytes(weights_file(part))
        again = resumed(problem(), str(tmp_path / "w.npz"))
    assert again.train.done == 5
    agree(train(again).final, whole.final)


def test_a_training_that_goes_on_comes_to_the_very_same_numbers(tmp_path):
    part = Training(problem())
    part.take(5)
    (tmp_path / "w.npz").write_bytes(weights_file(part))
    assert train(resumed(problem(), str(tmp_path / "w.npz"))).final == train(problem()).final


def test_what_interrupts_a_step_leaves_the_weights_of_the_one_before(monkeypatch):
    training = Training(problem())
    training.take(4)
    before = training.weights

    def interrupted(self, known):
        known["W1"][...] = known["b2"][...] = 7.0
        raise KeyboardInterrupt

    with monkeypatch.context() as patched, pytest.raises(KeyboardInterrupt):
        patched.setattr(PlannedStep, "__call__", interrupted)
        training.take(5)
    assert training.done == 4
    agree(training.weights, before)
    assert training.final == train(problem()).final


def test_a_loss_that_overflows_is_told_with_its_step_and_line():
    text = "network: [{linear: {weights: [[1]]}}]\nloss: mse\ndata: [{x: [1e60], y: [0]}]\ntrain: {lr: 1, epochs: 9}"
    with pytest.raises(BackpropError, match="step 2") as refused, numpy.errstate(all="raise"):
        train(problem(text)).finish()
    with pytest.raises(BackpropError) as same:
        assert solve(problem(text)).final
    assert str(refused.value) == str(same.value)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("network: [{linear: {weights: [[1]]}}]\nloss: mse\ndata: [{x: [1], y: [1]}]", "train is missing"),
        ("network: [{linear: {weights: [[1]]}}]\nloss: mse\ntrain: {lr: 1}", "data is missing"),
        ("network: [{linear: {weights: [[1]]}}]\ndata: [{x: [1]}]\ntrain: {lr: 1}", "loss is missing"),
        ("network: [{linear: {weights: W}}]\nloss: mse\ndata: [{x: [1], y: [1]}]\ntrain: {lr: 1}", "have no numbers"),
    ],
)
def test_what_cannot_be_trained_says_what_is_missing(text, said):
    with pytest.raises(BackpropError, match=said):
        train(problem(text))


@pytest.mark.parametrize(
    ("loss", "targets", "y_hat", "right"),
    [
        ("log_loss", "[1, 0]", "[0.6, 0.4]", 1.0),
        ("log_loss", "[1, 1]", "[0.6, 0.4]", 0.0),
        ("log_loss_with_logits", "[1, 1]", "[0.1, 0.2]", 1.0),
        ("hinge", "[1, -1]", "[0.1, -2]", 1.0),
        ("hinge", "[1, -1]", "[-2, -1]", 0.0),
        ("cross_entropy", "[0, 1]", "[0.4, 0.6]", 1.0),
        ("cross_entropy_with_logits", "[0, 1]", "[-1, -2]", 0.0),
        ("nll", "[0, 1]", "[-2, -0.1]", 1.0),
        ("focal", "[1, 0]", "[0.6, 0.4]", 1.0),
        ("mse", "[0, 1]", "[0, 1]", None),
    ],
)
def test_a_loss_of_classes_tells_which_predictions_are_right(loss, targets, y_hat, right):
    text = f"network: [{{linear: {{weights: [[1, 0], [0, 1]]}}}}]\nloss: {loss}\ndata: [{{x: {y_hat}, y: {targets}}}]\ntrain: {{lr: 0}}"
    (epoch,) = train(problem(text)).epochs()
    assert epoch.accuracy == right


def test_the_formats_have_the_same_numbers():
    history = list(train(problem()).epochs())
    record = json.loads(render(train(problem()), "json"))
    rows = [json.loads(line) for line in render(train(problem()), "jsonl").splitlines()]
    csv = [line.split(",") for line in render(train(problem()), "csv").splitlines()]
    assert [row["loss"] for row in record["epochs"]] == [epoch.loss for epoch in history]
    assert [row["test_accuracy"] for row in rows] == [epoch.test_accuracy for epoch in history]
    assert [float(line[csv[0].index("test_loss")]) for line in csv[1:]] == [epoch.test_loss for epoch in history]
    assert record["final"] == json.loads(json.dumps(train(problem()).final))
    assert render(train(problem()), "svg").count("<polyline") == 4


@pytest.mark.parametrize(("count", "shown"), [(25, 25), (26, 14), (60, 13), (1000, 21)])
def test_a_page_has_a_screen_full_of_epochs_and_data_have_all(count, shown):
    training = train(problem(epochs=count))
    page = [
        line.split()[0] for line in render(training).splitlines() if line.split()[1:2] and line.split()[1].isdigit()
    ]
    assert (len(page), page[0], page[-1]) == (shown, "1", str(count))
    assert ("one in" in render(training)) == (shown < count)
    rows = render(training, "csv").splitlines()[1:]
    assert len(rows) == len(render(training, "jsonl").splitlines()) == count


def test_a_sparkline_has_sixty_bars_at_most():
    assert sparkline([1.0]) == "▁"
    assert len(sparkline([float(value) for value in range(1000)])) == 60


def test_a_network_that_is_too_large_for_a_file_is_refused_as_one():
    item = problem(
        SMALL.replace("outputs: 3", "outputs: 900")
        .replace("inputs: 2", "inputs: 30")
        .replace("x: [", "x: [" + "0, " * 28)
    )
    with pytest.raises(BackpropError, match=r"-o weights\.npz"):
        trained_problem(train(item))
