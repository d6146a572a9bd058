"""Laws of networks that are no chains: differences of numpy, optimisers by hand, exact numbers, steps one by one."""

from collections import Counter
from fractions import Fraction

import pytest

from backprop_cli import after_step, load_text, solve, step, to_yaml
from backprop_cli.evaluate.algebras import DECIMAL
from backprop_cli.evaluate.evaluate import elements, evaluate

np = pytest.importorskip("numpy")
from examples import mostly_slow  # noqa: E402
from optimisers_by_hand import BY_HAND  # noqa: E402
from random_networks import BATCHES, RandomNetwork  # noqa: E402

SEEDS = mostly_slow(range(200), 24)
OPTIMISERS = list(BY_HAND)


def problem_of(text):
    return load_text(text, "network.yaml", "network")[0]


def optimiser_of(seed):
    return OPTIMISERS[seed % len(OPTIMISERS)]


@pytest.mark.parametrize("seed", SEEDS)
def test_gradients_and_updates_of_random_networks_are_those_of_numpy(seed):
    network, kind = RandomNetwork(seed), optimiser_of(seed)
    solution = solve(problem_of(network.text(optimizer=kind)))
    values = {name: np.array(value) for name, value in network.values.items()}
    memory: dict[str, dict] = {}
    for taken, batch in zip(solution.steps(), BATCHES):
        rows = {row.line.name: row.value for row in taken.rows}
        assert rows["L"] == pytest.approx(network.loss(values, batch), rel=1e-12)
        for name in values:
            found = np.array(rows[f"dL/d{name}"])
            assert np.allclose(found, network.slope(values, name, batch), rtol=1e-6, atol=1e-8 * (1 + rows["L"])), name
            own, decay = memory.setdefault(name, {}), {} if kind != "adamw" or found.ndim > 1 else {"weight_decay": 0}
            new = BY_HAND[kind](values[name].ravel().tolist(), found.ravel().tolist(), 0.01, own, **decay)
            assert np.array(rows[f"{name}⁺"]).ravel().tolist() == pytest.approx(new, rel=1e-9, abs=1e-12)
        values = {name: np.array(rows[f"{name}⁺"]) for name in values}


@pytest.mark.parametrize("seed", SEEDS)
def test_steps_one_by_one_end_where_all_do_to_the_last_digit(seed):
    text = RandomNetwork(seed).text(optimizer=optimiser_of(seed))
    final, problem = solve(problem_of(text)).final, problem_of(text)
    for _ in BATCHES:
        problem = problem_of(to_yaml(after_step(step(problem))))
    assert solve(problem, steps=0).final == final


@pytest.mark.parametrize("seed", mostly_slow(range(40), 6))
def test_exact_numbers_of_random_networks_agree_with_decimals(seed):
    for row in solve(problem_of(RandomNetwork(seed, count=3).text(order=[1, [2, 3]])), exact=True).trace():
        for exact, decimal in zip(elements(row.exact), elements(row.value)) if row.exact is not None else ():
            number = float(exact) if isinstance(exact, Fraction) else evaluate(exact, {}, DECIMAL)
            assert number == pytest.approx(decimal, rel=1e-9, abs=1e-12), row.name


@pytest.mark.parametrize("seed", mostly_slow(range(60), 10))
def test_a_gradient_with_several_readers_is_the_sum_of_its_terms(seed):
    network = RandomNetwork(seed)
    uses = Counter(f"dL/d{name}" for *_, parameters in network.work for name in parameters)
    for row in solve(problem_of(network.text())).trace():
        terms = [np.array(value) for _, value in row.sent]
        assert not terms or np.allclose(sum(terms), row.value, rtol=1e-12, atol=1e-12)
        assert len(terms) != 1 and (row.name not in uses or max(len(terms), 1) == uses[row.name])
