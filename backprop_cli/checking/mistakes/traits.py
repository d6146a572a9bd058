"""Which layers and losses a misconception is about, told by what their rules say and never by a name."""

from __future__ import annotations

from ...rules import Rules, edges_of, find, kinds


def _read_by_slope(rules: Rules) -> tuple[str, ...]:
    """The edges that the derivative by the input reads; none where there is no such derivative."""
    return edges_of(rules.derivatives["x"]) if "x" in rules.derivatives else ()


def is_activation(rules: Rules) -> bool:
    """A layer of one value without parameters whose derivative depends on it or on the output; not the identity."""
    is_plain = rules.is_activation
    return is_plain and not {"x", "out"}.isdisjoint(_read_by_slope(rules))


def is_bent(rules: Rules) -> bool:
    """An activation with a kink at 0, where its derivative is a convention that its rule reads."""
    return is_activation(rules) and "relu_at_zero" in _read_by_slope(rules)


def is_smooth(rules: Rules) -> bool:
    """An activation without such a kink."""
    return is_activation(rules) and not is_bent(rules)


def is_known_by_output(rules: Rules) -> bool:
    """An activation whose derivative is worked out from its output alone, as o·(1 − o)."""
    return is_activation(rules) and "x" not in _read_by_slope(rules)


def has_weights(rules: Rules) -> bool:
    """A layer that multiplies by parameters of its own."""
    return rules.family == "layers" and bool(rules.parameters)


def is_loss(rules: Rules) -> bool:
    """Any loss."""
    return rules.family == "losses"


def is_squared(rules: Rules) -> bool:
    """A loss that adds up squared errors."""
    return rules.squared is not None


def is_halved(rules: Rules) -> bool:
    """A loss of squared errors with ½ in front."""
    return rules.squared == "half"


def is_not_halved(rules: Rules) -> bool:
    """A loss of squared errors without ½ in front."""
    return is_squared(rules) and not is_halved(rules)


def is_logarithmic(rules: Rules) -> bool:
    """A loss that takes a logarithm."""
    return rules.logarithmic


def is_of_logits(rules: Rules) -> bool:
    """A logarithmic loss that makes the probabilities P itself, a line of their own."""
    return rules.logarithmic and "P" in rules.extras


def is_of_probabilities(rules: Rules) -> bool:
    """A logarithmic loss of probabilities that a layer has made."""
    return rules.logarithmic and "P" not in rules.extras


def is_of_two_classes(rules: Rules) -> bool:
    """A logarithmic loss whose target is one class or the other, y or 1 − y."""
    return rules.logarithmic and not rules.distribution


def is_of_one_probability(rules: Rules) -> bool:
    """A logarithmic loss of the probability p of one of two classes: −y·ln p − (1 − y)·ln(1 − p)."""
    return is_of_probabilities(rules) and is_of_two_classes(rules)


def has_memory(rules: Rules) -> bool:
    """An optimiser that remembers something from step to step."""
    return bool(rules.state)


def familiar_activations() -> list[Rules]:
    """The activations that people take for another one: the smooth first, then by name."""
    found = [rules for kind in kinds("layers") if (rules := find("layers", kind)) and rules.familiar]
    return sorted(found, key=lambda rules: (is_bent(rules), rules.kind))
