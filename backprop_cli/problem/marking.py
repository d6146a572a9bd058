"""How the teacher wants answers marked: which lines count, which conventions pass, how numbers are read; its reader."""

from __future__ import annotations

from ..typed import Any
from .fields import integer, keys_of, one_of, one_or_more
from .model import MarkingScheme
from .schema import Field
from .yaml_tree import Tree

GIVEN, FINAL, GRADIENT, ALL = "given", "final", "gradient", "all"
LEVELS = (GIVEN, FINAL, GRADIENT, ALL)
USUAL, STRICT = "usual", "strict"
FULL, HALF = "full", "half"
ANY, NONE = "any", "none"
# The names of `checking.explain.conventions`, which stands above; a test holds the two against each other.
CONVENTIONS = (
    "loss_with_half", "loss_without_half", "mean_over_outputs", "sum_over_batch", "mean_over_batch",
    "mean_at_gradients", "mean_at_loss", "outputs_by_inputs", "inputs_by_outputs", "observations_in_columns",
    "observations_in_rows", "descent_direction", "updates_while_going_back", "updates_after_going_back",
    "relu_at_zero_one", "relu_at_zero_half", "relu_at_zero_zero", "log_base_2", "log_base_10",
)  # fmt: skip
# The words of each key: options of the command and arguments of the library are held against the same.
WORDS = {
    "level": LEVELS,
    "accept": (ANY, NONE, *CONVENTIONS),
    "rounding": (USUAL, STRICT),
    "follow": (FULL, HALF, NONE),
}
MARKING = {
    "level": Field(one_of(WORDS["level"]), about="schema.check.level"),
    "accept": Field(one_or_more(one_of(WORDS["accept"]), "hint.accept"), about="schema.check.accept"),
    "rounding": Field(one_of(WORDS["rounding"]), about="schema.check.rounding"),
    "min_digits": Field(integer(1, 17), about="schema.check.min_digits"),
    "follow": Field(one_of(WORDS["follow"]), about="schema.check.follow"),
}


def _made(values: dict[str, Any], tree: Tree) -> MarkingScheme:
    return MarkingScheme(**values)


marking_scheme = keys_of(MARKING, "check", _made)
