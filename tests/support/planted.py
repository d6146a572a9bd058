"""Problems for planted mistakes: every bundled network with numbers, and random ones, as text; what shows in digits."""

from random import Random

import numpy as np
import yaml
from in_digits import to_digits
from quick_yaml import quick_load

from backprop_cli.problem.load import bundled, file_bytes, load_text
from backprop_cli.rules import find, kinds

KNOWN = {"lr", "order", "epochs", "frozen", "done"}


def _has_numbers(document):
    layers = [item for item in document["network"] if isinstance(item, dict)]
    weights = [item["linear"].get("weights") for item in layers if "linear" in item]
    unknown = {"function", *(kind for kind in kinds("layers") if find("layers", kind).carried)}  # to the one with numpy
    return all(isinstance(item, list) for item in weights) and not any(unknown & set(item) for item in layers)


def _documents():
    for stem, path in bundled().items():
        for text in file_bytes(path).decode().split("\n---\n"):
            document = quick_load(text)
            if "network" in document and "loss" in document and "data" in document and _has_numbers(document):
                several = isinstance(document["loss"], list) or "y" not in document["data"][0]
                if several or not set(document.get("train") or {}) <= KNOWN or document["loss"] == "perceptron":
                    continue  # what the person with numpy does not know is planted from tests/support/mistakes.yaml
                yield document.get("name", stem), text


DOCUMENTS = dict(_documents())


def random_network(seed):
    random = Random(seed)
    number = lambda: round(random.uniform(-1.5, 1.5), random.choice([1, 2]))  # noqa: E731
    loss = random.choice(["half_squared_error", "squared_error", "mse", "log_loss", "cross_entropy_with_logits"])
    classes = loss.startswith("cross")
    widths = random.randint(1, 3), random.randint(1, 3), random.randint(2 if classes else 1, 3)
    network = []
    for inputs, outputs in zip(widths, widths[1:]):
        weights = [[number() for _ in range(outputs)] for _ in range(inputs)]
        bias = [number() for _ in range(outputs)]
        network += [{"linear": {"weights": weights, "bias": bias}}, random.choice(["sigmoid", "tanh", "relu"])]
    network[-1:] = ["sigmoid"] if loss == "log_loss" else []
    target = lambda: random.randint(0, 1) if loss == "log_loss" else number()  # noqa: E731
    data = []
    for _ in range(2):
        y = {"class": random.randint(1, widths[2])} if classes else [target() for _ in range(widths[2])]
        data.append({"x": [number() for _ in range(widths[0])], "y": y})
    train = {"lr": random.choice([0.1, 0.5, 1]), "order": random.choice([[1, 2], [[1, 2]], [2, 1]])}
    return yaml.safe_dump({"network": network, "loss": loss, "data": data, "train": train})


def problem_of(name, text):
    return load_text(text, "problem.yaml", name)[0]


def unit_of(value, digits):
    return 10.0 ** (np.floor(np.log10(np.abs(value))) - digits + 1) if value else 0.0


def is_visible(right, wrong, digits):
    """Whether what is written differs from the right numbers by more than a rounding or a cut."""
    written = to_digits(digits)(wrong)
    units = np.vectorize(lambda value: unit_of(value, digits), otypes=[float])(written)
    return not np.all((np.abs(written - right) < units) | (written == right))
