"""Steps taken one by one, each from the file that the one before wrote, end exactly where `solve` does."""

from fractions import Fraction
from random import Random

import pytest
from examples import mostly_slow

from backprop_cli import load_text, solve, step
from backprop_cli.problem.edit import to_yaml
from backprop_cli.solution.next_problem import after_step

FILE = """
network: [{{linear: {{weights: {first}, bias: {bias}}}}}, {activation}, {{linear: {{weights: {second}}}}}]
loss: {loss}
data: [{{x: {x1}, y: {y1}}}, {{x: {x2}, y: {y2}}}]
train: {{lr: {lr}, order: [1, 2], epochs: 2}}
"""


def random_file(seed: int) -> str:
    random = Random(seed)
    number = lambda: str(Fraction(random.choice([n for n in range(-30, 31) if n]), random.choice([1, 3, 7, 10])))  # noqa: E731
    row = lambda n: f"[{', '.join(number() for _ in range(n))}]"  # noqa: E731
    return FILE.format(
        first=f"[{row(2)}, {row(2)}]", bias=row(2), second=f"[{row(1)}, {row(1)}]",
        activation=random.choice(["identity", "relu", "sigmoid", "tanh", "leaky_relu"]),
        loss=random.choice(["half_squared_error", "mse", "mae"]), lr=random.choice(["1/3", "0.1", "1", "2/7"]),
        x1=row(2), x2=row(2), y1=row(1), y2=row(1),
    )  # fmt: skip


def chained(text: str, exactly: bool) -> dict:
    """The weights after four steps, each problem read from the text that the step before wrote."""
    for _ in range(4):
        (problem,) = load_text(text, "p.yaml", "p")
        text = to_yaml(after_step(step(problem, exact=True), exactly))
    (problem,) = load_text(text, "p.yaml", "p")
    return solve(problem, exact=exactly, steps=0).final


@pytest.mark.slow
@pytest.mark.parametrize("block", mostly_slow(range(5), 5))
def test_steps_one_by_one_end_where_solve_does(block):
    texts = [random_file(seed) for seed in range(block * 40, block * 40 + 40)]
    assert [text for text in texts if chained(text, False) != solve(load_text(text, "p.yaml", "p")[0]).final] == []


@pytest.mark.parametrize("weight", ["1e-308", "-2.3e-308", "3e-307", "1e-300", "1e150"])
def test_the_least_weights_are_carried_as_they_are(weight):
    """Floats go below the powers of ten that a file may have."""
    rest = "loss: half_squared_error\ndata: [{x: [0.3, 0], y: [0]}]\ntrain: {lr: 10, epochs: 3}\n"
    (problem,) = load_text(f"network: [{{linear: {{weights: [[{weight}], [3]]}}}}]\n{rest}", "net.yaml", "net")
    following = problem
    for _ in range(3):
        text = to_yaml(after_step(step(following, exact=True)))
        (following,) = load_text(text, "net.yaml", "net")
    assert solve(following, steps=0).final == solve(problem).final
