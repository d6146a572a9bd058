"""Other conventions than the problem's: a loss with another factor, another layout, another order of work."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from operator import neg

from ...evaluate.evaluate import elements, map_value
from ...expr.node import Node, transpose
from ...problem.marking import ANY
from ...problem.model import LossSpec, MarkingScheme, Problem
from ...program.layout import layout_of
from ...program.network import is_in_logarithms
from ...records import NamedTuple
from ...rules import find, kinds
from ...typed import Any
from ..answers.answer import Answer
from ..judge.key import Target
from ..judge.numbers import Reading
from ..mistakes.traits import is_bent


class Convention(NamedTuple):
    """A convention that a student may keep to throughout.

    problem: the problem under it; None where it makes no difference. reading: for another way of writing the same, what
    a written answer is in ours; formula: what the right side of such a line is in theirs.
    told_by: the phases, of one of which a line must show it, for what the other lines say may as well come from a slip:
    twice the gradient throughout is a factor 2 in one line, unless the loss is twice as large as well. stated: whether
    the author wrote out what it changes, so that it passes only where the teacher lists it.
    """

    name: str
    problem: Callable[[Problem], Problem | None] = lambda problem: problem
    reading: Reading | None = None
    formula: Callable[[Node], Node] | None = None
    told_by: tuple[str, ...] = ()
    stated: Callable[[Problem], bool] = lambda problem: False

    def passes(self, problem: Problem, scheme: MarkingScheme) -> bool:
        """Whether it is accepted by itself: listed, or left open by the problem where any such is accepted.

        Who is asked back may have meant what the author wrote otherwise.
        """
        if self.name in scheme.accept:
            return True
        return ANY in scheme.accept and (scheme.asks or not self.stated(problem))


def _changed(problem: Problem, change: Callable[[LossSpec], LossSpec]) -> Problem | None:
    """The problem with each of its losses changed; None where that leaves all as they are."""
    losses = tuple(map(change, problem.losses))
    return problem._replace(loss=losses[0], more_losses=losses[1:]) if losses != problem.losses else None


def _squared(form: str) -> Callable[[Problem], Problem | None]:
    """A loss of squared errors in another form: halved, summed or averaged over the outputs."""

    def changed(problem: Problem) -> Problem | None:
        kind = next(kind for kind in kinds("losses") if (other := find("losses", kind)) and other.squared == form)
        row = problem.data[0] if problem.data else None

        def other_form(loss: LossSpec) -> LossSpec:
            rules = find("losses", loss.kind)
            outputs = len((row and row.values.get(loss.target, row.y)) or ())
            if not rules or rules.squared in (None, form):
                return loss
            # The mean of one output is its sum.
            return loss if outputs < 2 and "half" not in (rules.squared, form) else loss._replace(kind=kind)

        return _changed(problem, other_form)

    return changed


def _always(problem: Problem) -> bool:
    return True


def _says_reduction(problem: Problem) -> bool:
    return any(loss.says_reduction for loss in problem.losses)


def _reduction(reduction: str) -> Callable[[Problem], Problem | None]:
    """A batch averaged ("mean") or summed ("sum"), where there is a batch."""

    def changed(problem: Problem) -> Problem | None:
        batches = problem.train.order if problem.train else ()
        if all(len(batch) < 2 for batch in batches):
            return None
        return _changed(problem, lambda loss: loss._replace(reduction=reduction))

    return changed


def _option(name: str, value: Any, applies: Callable[[Problem], bool]) -> Callable[[Problem], Problem | None]:
    """Another value of a convention that a problem file can name, where the problem has what that is about."""

    def changed(problem: Problem) -> Problem | None:
        if problem.conventions.get(name) == value or not applies(problem):
            return None
        return problem._replace(conventions={**problem.conventions, name: value})

    return changed


def _open(name: str, key: str, value: Any, applies: Callable[[Problem], bool]) -> Convention:
    """Another value of a key of `conventions`, which a problem leaves open where it does not write the key."""
    return Convention(name, _option(key, value, applies), stated=lambda problem: key in problem.stated)


def _averages_batches(problem: Problem) -> bool:
    return problem.loss is not None and problem.loss.reduction == "mean" and _has_batches(problem)


def _by_gradients(problem: Problem) -> bool:
    return problem.conventions.get("mean") == "at_gradients" and _averages_batches(problem)


def _has_kink(problem: Problem) -> bool:
    layers = (find("layers", layer.kind) for layer in problem.network)
    return any(rules is not None and is_bent(rules) for rules in layers)


def _is_deep(problem: Problem) -> bool:
    return problem.train is not None and sum(bool(layer.parameters) for layer in problem.network) > 1


def _has_logarithm(problem: Problem) -> bool:
    return any(is_in_logarithms(loss.kind) for loss in problem.losses)


def _with_matrices(by_outputs: bool) -> Callable[[Problem], Problem | None]:
    """The problem itself, if it has weights of more than one number, and lays them out so."""

    def found(problem: Problem) -> Problem | None:
        has = any(len(elements(layer.parameters.get("W"))) > 1 for layer in problem.network)
        return problem if has and layout_of(problem).by_outputs == by_outputs else None

    return found


def _has_batches(problem: Problem) -> bool:
    return problem.train is not None and any(len(batch) > 1 for batch in problem.train.order)


def _with_batches(by_columns: bool) -> Callable[[Problem], Problem | None]:
    """The problem itself, if a step has several observations, and it lays them out so."""
    return lambda problem: problem if _has_batches(problem) and layout_of(problem).by_columns == by_columns else None


def _negated(answer: Answer, target: Target) -> Answer:
    """Gradients written as the direction of descent: each with the other sign."""
    if target.line.assignment.phase not in ("backward", "gradient") or answer.value is None:
        return answer
    return answer._replace(value=map_value(lambda number: number.negated(), answer.value))


def _weights_turned(answer: Answer, target: Target) -> Answer:
    """Weights and their gradients with their rows as columns."""
    return _transposed(answer, target, WEIGHTS)


def _batch_turned(answer: Answer, target: Target) -> Answer:
    """Values of a batch with their rows as columns."""
    return _transposed(answer, target, ("forward", "loss", "backward"))


def _transposed(answer: Answer, target: Target, phases: tuple[str, ...]) -> Answer:
    value, written = target.line.value, answer.value
    is_matrix = isinstance(value, tuple) and isinstance(value[0], tuple) and len(elements(value)) > 1
    if not is_matrix or target.entry or target.line.assignment.phase not in phases:
        return answer
    if not isinstance(written, tuple) or not all(isinstance(row, tuple) for row in written):
        return answer
    return answer._replace(value=tuple(zip(*written))) if len({len(row) for row in written}) == 1 else answer


WEIGHTS = ("gradient", "update")
CONVENTIONS = (
    Convention("loss_with_half", _squared("half"), told_by=("loss",), stated=_always),
    Convention("loss_without_half", _squared("sum"), told_by=("loss",), stated=_always),
    Convention("mean_over_outputs", _squared("mean"), told_by=("loss",), stated=_always),
    Convention("sum_over_batch", _reduction("sum"), told_by=("loss",), stated=_says_reduction),
    Convention("mean_over_batch", _reduction("mean"), told_by=("loss",), stated=_says_reduction),
    # Deltas without 1/m may as well be a slip, unless a gradient or a weight has it. The results are the same, so that
    # either form passes, as every layout does, whichever the author wrote.
    Convention("mean_at_gradients", _option("mean", "at_gradients", _averages_batches), told_by=WEIGHTS),
    Convention("mean_at_loss", _option("mean", "at_loss", _by_gradients), told_by=WEIGHTS),
    Convention("outputs_by_inputs", _with_matrices(False), _weights_turned, transpose),
    Convention("inputs_by_outputs", _with_matrices(True), _weights_turned, transpose),
    Convention("observations_in_columns", _with_batches(False), _batch_turned, transpose),
    Convention("observations_in_rows", _with_batches(True), _batch_turned, transpose),
    Convention("descent_direction", reading=_negated, formula=neg, told_by=("update",)),
    # Another order of work gives other weights: a mistake unless the teacher allows it.
    Convention("updates_while_going_back", _option("update_order", "during_backward", _is_deep), stated=_always),
    Convention("updates_after_going_back", _option("update_order", "after_backward", _is_deep), stated=_always),
    _open("relu_at_zero_one", "relu_at_zero", Fraction(1), _has_kink),
    _open("relu_at_zero_half", "relu_at_zero", Fraction(1, 2), _has_kink),
    _open("relu_at_zero_zero", "relu_at_zero", Fraction(0), _has_kink),
    _open("log_base_2", "log_base", Fraction(2), _has_logarithm)._replace(told_by=("loss",)),
    _open("log_base_10", "log_base", Fraction(10), _has_logarithm)._replace(told_by=("loss",)),
)
