"""Laws of the work entry by entry: it is the work in matrices, and every line's numbers give its value."""

import math
import random
from typing import Any

import pytest
import yaml
from examples import mostly_slow

from backprop_cli import CHAINS, load_text, solve
from backprop_cli.derivation.step_entries import step_entries
from backprop_cli.evaluate.algebras import DECIMAL
from backprop_cli.evaluate.evaluate import elements, evaluate
from backprop_cli.problem.load import bundled, load
from backprop_cli.program.layout import layout_of
from backprop_cli.solution.trace import upright

SEEDS = mostly_slow(range(500), 25)
LAYERS = ("sigmoid", "tanh", "relu", "leaky_relu", "elu", "softplus", "softmax", "identity")
LOSSES = ("squared_error", "half_squared_error", "mse", "huber", "cross_entropy_with_logits", "log_loss_with_logits")
OPTIMISERS = ("sgd", "momentum", "nesterov", "adagrad", "rmsprop", "adam", "adamw")


def random_network(seed):
    """A network of one to three layers with weights, a batch of one to three, any loss and optimiser."""
    chance = random.Random(seed)
    widths = [chance.randint(1, 3) for _ in range(chance.randint(2, 4))]

    def numbers(count):
        return [chance.choice((-1, 1)) * chance.randint(1, 99) / 100 for _ in range(count)]

    network: list[Any] = []
    for inputs, outputs in zip(widths, widths[1:]):
        network.append({"linear": {"weights": [numbers(outputs) for _ in range(inputs)], "bias": numbers(outputs)}})
        network.append(chance.choice(LAYERS))
    loss = chance.choice(LOSSES)
    data = [{"x": numbers(widths[0]), "y": [float(i == place) for i in range(widths[-1])]} for place in (0, 0, 0)]
    train = {"lr": 0.1, "order": [chance.sample((1, 2, 3), chance.randint(1, 3))]}
    train["optimizer"] = chance.choice(OPTIMISERS)
    train |= chance.choice(({}, {"l2": 0.1}, {"clip": {"norm": 0.5}}, {"clip": {"value": 0.05}}))
    layout = chance.choice(({}, {}, {"weights": "outputs_by_inputs"}, {"observations": "columns"}))
    for layer in network[::2] if "weights" in layout else ():
        layer["linear"]["weights"] = [list(column) for column in zip(*layer["linear"]["weights"])]
    network = network[: len(network) - chance.randint(0, 1)]
    return {"network": network, "loss": loss, "data": data, "train": train, "conventions": layout}


def problem_of(seed):
    return load_text(yaml.safe_dump(random_network(seed)), "network.yaml", "network")[0]


def close(found, expected):
    return math.isclose(found, expected, rel_tol=1e-7, abs_tol=1e-9)


def sides(node):
    return [side for arg in node.args for side in sides(arg)] if node.op == "equals" else [node]


def check_lines(problem, chain):
    """Every entry of every row is there with its value, and every line that is written gives its value."""
    for step in solve(problem, steps=1).steps():
        for row, entries in step_entries(problem, step.rows, chain):
            row = upright(row, layout_of(problem))
            assert entries is not None
            own = [entry for entry in entries if entry.address]
            assert [entry.address for entry in own] == (row.addresses() or [row.name])
            assert [entry.value for entry in own] == elements(row.value)
            for entry in entries:
                for written in sides(entry.substitution()):
                    assert close(evaluate(written, {}, DECIMAL), entry.value), (entry.name, entry.formula)


@pytest.mark.parametrize("chain", mostly_slow(CHAINS, 3))
@pytest.mark.parametrize("seed", SEEDS)
def test_entry_by_entry_a_random_network_has_the_numbers_of_its_matrices(seed, chain):
    check_lines(problem_of(seed), chain)


NUMERIC = [problem for name in bundled() for problem in load(name) if not problem.symbolic]


@pytest.mark.parametrize("chain", mostly_slow(CHAINS, 3))
@pytest.mark.parametrize("problem", NUMERIC, ids=lambda problem: problem.name)
def test_entry_by_entry_a_bundled_problem_has_the_numbers_of_its_matrices(problem, chain):
    check_lines(problem, chain)
