"""What other libraries and textbooks call the keys and kinds of a problem file; hints name the right word."""

from __future__ import annotations

import re
from collections.abc import Iterable
from collections.abc import Mapping as Map
from functools import cache

from ..errors import Message, plainly
from ..rules import Rules, find, kinds
from .reader import Reader
from .schema import Field
from .yaml_tree import Scalar, Tree

# The families of kinds, and how one of them is written at the top of a file.
FAMILIES = {
    "layers": "network: [{}]",
    "losses": "loss: {}",
    "optimisers": "train: {{optimizer: {}}}",
    "schedules": "train: {{lr: {{{}: {{}}}}}}",
}
# The right key → what PyTorch, Keras, scikit-learn, a textbook or a hurried person write in its place. One word may
# stand for several keys: what counts is which of them can stand where it was found.
KEYS = {
    "network": "layers model architecture net nn sequential structure stack сеть слои",
    "loss": "loss_function loss_fn criterion cost cost_function objective error metric",
    "data": "dataset samples examples observations batch inputs training_data xy",
    "train": "training trainer fit learning optimization descent gradient_descent",
    "title": "heading caption header",
    "name": "id label problem",
    "notes": "note remarks remark comment comments",
    "questions": "question tasks task asks parts",
    "expression": "formula function expr f",
    "nodes": "graph steps intermediate",
    "at": "values point where numbers evaluate_at",
    "wrt": "variables with_respect_to by",
    "conventions": "convention options settings config",
    "x": "input inputs features feature data values",
    "y": "target targets label labels output outputs t truth true expected class",
    "lr": "learning_rate learn_rate rate eta step_size alpha gamma η γ α",
    "order": "batches mini_batches schedule sequence sampler observations",
    "epochs": "epoch n_epochs num_epochs nb_epoch max_iter n_iter iterations",
    "optimizer": "optimiser optim solver algorithm method updater",
    "frozen": "freeze fixed non_trainable untrained",
    "weights": "weight W kernel coef coefs coef_ coefficients theta matrix values",
    "bias": "biases b intercept intercept_ intercepts offset use_bias",
    "inputs": "input in_features in_dim input_dim input_size n_in fan_in in",
    "outputs": "output out_features out_dim output_dim output_size n_out fan_out out units neurons size hidden",
    "init": "initializer initialiser kernel_initializer weight_init initialization",
    "slope": "negative_slope alpha leak",
    "alpha": "a slope",
    "delta": "beta threshold",
    "low": "min_val lower",
    "high": "max_val upper",
    "smoothing": "label_smoothing",
    "reduction": "reduce average size_average mean",
    "relu_at_zero": "relu_derivative_at_zero relu_zero",
    "log_base": "base logarithm",
    "seed": "random_state random_seed",
}
ACTIVATION = ("activation", "activation_function", "act", "nonlinearity", "activations")


@cache
def plain(word: str) -> str:
    """A word without capitals, hyphens, underscores, dots and spaces: LeakyReLU and leaky-relu are one."""
    return re.sub(r"[-_ .]", "", word[:100]).casefold()


@cache
def _keys_by_word() -> dict[str, tuple[str, ...]]:
    """The keys that each word may stand for."""
    found: dict[str, tuple[str, ...]] = {}
    for key, words in KEYS.items():
        for word in (key, *words.split()):
            found[plain(word)] = (*found.get(plain(word), ()), key)
    return found


def right_key(found: str, fields: Iterable[str]) -> str | None:
    """The one of these keys that a word stands for in other libraries; None where there is none.

    >>> right_key("learning-rate", ["lr", "order"])
    'lr'
    """
    return next((key for key in _keys_by_word().get(plain(found), ()) if key in fields), None)


def kind_meant(found: str, families: Iterable[str] = FAMILIES) -> Rules | None:
    """The kind that a word names, by its own name in another spelling or by one that it is also called.

    >>> kind_meant("BCELoss", ["losses"]).kind, kind_meant("fc").kind
    ('log_loss', 'linear')
    """
    every = [rules for family in families for kind in kinds(family) if (rules := find(family, kind))]
    for word in (plain(found), plain(found).removesuffix("loss"), plain(found).removesuffix("layer")):
        for rules in every:
            if word in map(plain, (rules.kind, *rules.also_called)):
                return rules
    return None


def synonym_hint(found: str, family: str) -> Message | None:
    """What to write for a word that is no kind of a family; None where that is not known."""
    same = kind_meant(found, [family])
    if same:
        return Message("hint.did_you_mean", {"near": same.kind})
    other = kind_meant(found)
    if other is None:
        return None
    what, mended = Message(f"kind.{other.family}"), FAMILIES[other.family].format(other.kind)
    return Message("hint.is_of", {"kind": other.kind, "what": what, "mended": mended})


def key_hint(key: Scalar, value: Tree, fields: Map[str, Field]) -> Message | None:
    """What to write for a key that cannot stand here: another word, or a layer; None where that is not known."""
    right = right_key(key.text, fields)
    if right:
        return Message("hint.did_you_mean", {"near": right})
    if plain(key.text) in map(plain, ACTIVATION) and isinstance(value, Scalar):
        meant = kind_meant(value.text, ["layers"])
        return Message("hint.own_layer", {"kind": meant.kind if meant else plainly(value.text)})
    return None


def place_hint(reader: Reader, key: Scalar, value: Tree, fields: Map[str, Field]) -> Message | None:
    """Where a key belongs that cannot stand here: where its value can be read; None where that is not known."""
    for place, (known, example) in reader.places.items():
        right = right_key(key.text, known)
        if right and known is not fields and _reads(known[right], value):
            said = plainly(value.text) if isinstance(value, Scalar) and value.text else "…"
            mended = example.format(f"{right}: {said}")
            return Message("hint.place" if place else "hint.place_top", {"place": place, "mended": mended})
    return None


def _reads(field: Field, value: Tree) -> bool:
    """Whether a value can stand for a field."""
    trial = Reader()
    return field.read(trial, value) is not None and not trial.faults
