"""A loss worked out from rounded probabilities is right, and from wrong ones it follows, whatever its line reads."""

import math
from itertools import product

import pytest
from examples import mostly_slow
from in_digits import text_of
from planted import problem_of

from backprop_cli.checking.check import check
from backprop_cli.rules import find, kinds


def entropy(p, y):
    return -sum(yi * math.log(pi) for pi, yi in zip(p, y) if yi)


def two_classes(p, y):
    return entropy(p, y) - sum((1 - yi) * math.log(1 - pi) for pi, yi in zip(p, y) if yi < 1)


def focal(p, y):
    return sum(two_classes([pi], [yi]) * ((1 - pi) if yi else pi) ** 2 for pi, yi in zip(p, y))


# The layer that makes the probabilities, if any; the loss from them.
LOSSES = {
    "log_loss": ("sigmoid", two_classes),
    "log_loss_with_logits": (None, two_classes),
    "cross_entropy": ("softmax", entropy),
    "cross_entropy_with_logits": (None, entropy),
    "focal": ("sigmoid", focal),
    "kl_divergence": ("softmax", entropy),
    "nll": ("log_softmax", entropy),
}
LAYOUTS = ("{}", "{observations: columns}")


def test_no_loss_of_probabilities_is_forgotten():
    rules = [find("losses", kind) for kind in kinds("losses")]
    assert set(LOSSES) == {item.kind for item in rules if item and (item.logarithmic or item.of_logarithms)}


def made(kind, scale, layout, options=""):
    layer = LOSSES[kind][0]
    loss = f"{{{kind}: {{{options}}}}}" if options else kind
    return problem_of(
        "p",
        f"network: [{{linear: {{weights: [[{0.5 * scale}, {-0.3 * scale}], [{0.2 * scale}, {0.7 * scale}]]}}}}"
        f"{', ' + layer if layer else ''}]\nloss: {loss}\nconventions: {layout}\n"
        "data: [{x: [1, 2], y: [1, 0]}, {x: [-1, 0.5], y: [0, 1]}]\ntrain: {lr: 0.1, order: [[1, 2]]}\n",
    )


def probabilities(kind, logits):
    if kind in ("log_loss", "log_loss_with_logits", "focal"):
        return [1 / (1 + math.exp(-x)) for x in logits]
    powers = list(map(math.exp, logits))
    return [power / sum(powers) for power in powers]


def written(kind, scale, digits, change=1.0):
    """The probabilities of two observations (of nll, their logarithms) as they are written, and the loss from these."""
    rows = [probabilities(kind, [0.9 * scale, 1.1 * scale]), probabilities(kind, [-0.4 * scale, 0.65 * scale])]
    rows[0][0] *= change
    shown, back = (math.log, math.exp) if kind == "nll" else (float, float)
    texts = [[text_of(shown(p), digits) for p in row] for row in rows]
    numbers = [[back(float(p)) for p in row] for row in texts]
    if 1.0 in numbers[0] + numbers[1]:
        return texts, None  # nobody takes the logarithm of 1 − 1
    return texts, sum(map(LOSSES[kind][1], numbers, ([1, 0], [0, 1]))) / 2


def file_of(kind, layout, texts, total):
    texts = texts if layout == "{}" else [list(column) for column in zip(*texts)]
    name = "P" if kind.endswith("logits") else "y_hat"
    return {"answers": [{"step": 1, name: texts, "L": total}]}


CASES = list(product(LOSSES, (2, 3, 4, 5, 6), (0.4, 1, 2, 4, 7), LAYOUTS))


@pytest.mark.parametrize(("kind", "digits", "scale", "layout"), mostly_slow(CASES, 3))
def test_a_loss_from_rounded_probabilities_is_right(kind, digits, scale, layout):
    texts, total = written(kind, scale, digits)
    if total is not None:
        found = check(made(kind, scale, layout), file_of(kind, layout, texts, text_of(total, digits)))
        assert {item.verdict for item in found.answers} <= {"right", "rounded"}


@pytest.mark.parametrize(("kind", "layout"), list(product(LOSSES, LAYOUTS)))
def test_a_loss_from_wrong_probabilities_follows(kind, layout):
    texts, total = written(kind, 1, 4, change=0.9)
    found = check(made(kind, 1, layout), file_of(kind, layout, texts, text_of(total, 4)))
    assert [item.verdict for item in found.answers] == ["wrong", "follows"]


@pytest.mark.parametrize("digits", [2, 3, 4, 5, 6])
def test_smoothed_targets_have_rounded_probabilities_too(digits):
    kind = "cross_entropy_with_logits"
    texts, _ = written(kind, 2, digits)
    targets = ([0.95, 0.05], [0.05, 0.95])
    total = sum(entropy(list(map(float, row)), y) for row, y in zip(texts, targets)) / 2
    found = check(made(kind, 2, "{}", "smoothing: 0.1"), file_of(kind, "{}", texts, text_of(total, digits)))
    assert {item.verdict for item in found.answers} <= {"right", "rounded"}


@pytest.mark.parametrize("factor", [0.9, 1.1, -1, 2])
@pytest.mark.parametrize("kind", mostly_slow(LOSSES, 3))
def test_another_loss_is_wrong_all_the_same(kind, factor):
    texts, total = written(kind, 1, 4)
    found = check(made(kind, 1, "{}"), file_of(kind, "{}", texts, text_of(factor * total, 4)))
    assert found.answers[0].verdict in ("right", "rounded")
    assert found.answers[1].verdict == "wrong"


def test_a_slope_by_the_power_of_a_rounded_logarithm_is_right():
    """The derivative of ln softmax reads softmax, which is e^O of what stands on the page."""
    texts, _ = written("nll", 1, 2)
    powers = [[math.exp(float(entry)) / 2 for entry in row] for row in texts]
    slopes = [[powers[0][0] - 0.5, powers[0][1]], [powers[1][0], powers[1][1] - 0.5]]
    found = file_of("nll", "{}", texts, None)
    found["answers"][0] |= {
        "dL/dy_hat": [[-0.5, 0], [0, -0.5]],
        "dL/dH1": [[text_of(v, 2) for v in row] for row in slopes],
    }
    assert check(made("nll", 1, "{}"), found).first_error is None
