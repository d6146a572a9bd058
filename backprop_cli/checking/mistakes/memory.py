"""Misconceptions about optimisers that remember, and about what decay, clipping and penalties make of a gradient."""

from __future__ import annotations

from collections.abc import Iterator

from ...expr.node import Node, as_node, elementwise, number
from ...expr.traverse import parts
from ...program.slopes import norm as norm_of
from ...rules import Rules, edges_of
from .rewriting import COMMON, Misconception, RewriteContext
from .traits import has_memory

STEP, NEW = ("update",), ("out",)


def _output(context: RewriteContext) -> str:
    return context.line.origin.output if context.line.origin else ""


def _remembers(context: RewriteContext) -> bool:
    """Whether the line gives what an optimiser remembers of one parameter."""
    rules, output = context.rules, _output(context)
    return rules is not None and output in rules.state and output not in rules.shared


def without_old(context: RewriteContext) -> Node | None:
    """They left out the old value: v is the new gradient alone."""
    return context.rewired(**{_output(context): number(0)}) if _remembers(context) else None


def swapped_shares(context: RewriteContext) -> Iterator[Node]:
    """They swapped β and 1 − β."""
    if context.rules and context.line.origin and _remembers(context):
        for name in context.rules.options.keys() & set(edges_of(context.line.origin.rule)):
            yield context.rewired(**{name: 1 - context.edges[name]})


def without_share(right: Node, context: RewriteContext) -> Iterator[Node]:
    """They left out a share, the β before the old value or the 1 − β before the new one."""
    for part, put in parts(right) if _remembers(context) else ():
        if part.op == "mul" and part.args[0].op == "number":
            yield put(part.args[1])


def other_form(context: RewriteContext) -> Iterator[Node]:
    """They used another form of the optimiser: v = β·v + (1 − β)·g for v = β·v + g."""
    for name, words in context.rules.choices.items() if context.rules and _remembers(context) else ():
        yield from (context.rewired(**{name: word}) for word in words if word != context.edges[name])


def not_squared(right: Node, context: RewriteContext) -> Iterator[Node]:
    """They remembered the gradient where its square belongs, or squared what is before it as well."""
    for part, put in parts(right) if _remembers(context) else ():
        if part.op == "power" and part.args[1].op == "number":
            yield put(part.args[0])
        if part.op == "mul" and part.args[1].op == "power" and part.args[0].op == "number":
            yield put((part.args[0] * part.args[1].args[0]) ** 2)


def other_constant(context: RewriteContext) -> Iterator[Node]:
    """They took another constant of the optimiser: β₂ for β₁."""
    rules, origin = context.rules, context.line.origin
    if rules is None or origin is None or _output(context) == "out":
        return
    shares = {name for rule in rules.extras.values() for name in edges_of(rule) if name in rules.options}
    for name in edges_of(origin.rule):
        for other in sorted(shares - {name}) if name in shares else ():
            yield context.rewired(**{name: context.edges[other]})


def other_sign(d: Node, context: RewriteContext) -> Node | None:
    """They subtracted the gradient from what is remembered."""
    return context.rewired(d=-d) if _remembers(context) else None


def rate_inside(d: Node, lr: Node, context: RewriteContext) -> Node | None:
    """They multiplied by the learning rate in what is remembered, where the update does so."""
    return context.rewired(d=lr * d) if _remembers(context) else None


def _corrected(rules: Rules) -> dict[str, str]:
    """The lines that correct what is remembered, each with what it corrects: m_hat of m."""
    plain = {name: rule for name, rule in rules.extras.items() if name not in rules.state}
    kept = set(rules.state) - set(rules.shared)
    return {name: found for name, rule in plain.items() for found in edges_of(rule) if found in kept}


def not_corrected(context: RewriteContext) -> Iterator[Node]:
    """They left out the correction of the start at 0: m for m̂."""
    edges, corrected = context.edges, _corrected(context.rules) if context.rules else {}
    if _output(context) in corrected:
        yield edges[corrected[_output(context)]]
    elif corrected and _output(context) == "out":
        yield context.rewired(**{name: edges[of] for name, of in corrected.items()})


def counted_from_zero(context: RewriteContext) -> Iterator[Node]:
    """They counted the steps from 0: the first step is t = 0."""
    rules, output = context.rules, _output(context)
    if rules and output in rules.shared:
        yield context.edges[output]
    elif rules and output in _corrected(rules):
        yield context.rewired(**{name: context.edges[name] - 1 for name in rules.shared})


def first_power(context: RewriteContext) -> Node | None:
    """They divided by 1 − β in every step, not by 1 − βᵗ."""
    rules = context.rules
    is_corrected = rules is not None and _output(context) in _corrected(rules)
    return context.rewired(**dict.fromkeys(rules.shared, number(1))) if rules and is_corrected else None


def counted_from_one(k: Node, context: RewriteContext) -> Node:
    """They counted the steps that are done with the present one: the rate of the next step."""
    return context.rewired(k=k + 1)


def inside_root(right: Node) -> Iterator[Node]:
    """They put ε under the root."""
    for part, put in parts(right):
        if part.op == "add" and part.args[0].op == "sqrt" and len(part.args) == 2:
            yield put(elementwise("sqrt", part.args[0].args[0] + part.args[1]))


def without_root(right: Node) -> Iterator[Node]:
    """They left out the root."""
    yield from (put(part.args[0]) for part, put in parts(right) if part.op == "sqrt")


def without_division(right: Node) -> Iterator[Node]:
    """They left out the division by the root."""
    yield from (put(part.args[0]) for part, put in parts(right) if part.op == "div")


def multiplied(right: Node) -> Iterator[Node]:
    """They multiplied where one divides."""
    yield from (put(part.args[0] * part.args[1]) for part, put in parts(right) if part.op == "div")


def velocity_alone(w: Node, d: Node, lr: Node, context: RewriteContext) -> Iterator[Node]:
    """They took the step along what is remembered, and left out the gradient beside it."""
    kept = context.rules.state.keys() - set(context.rules.shared) if context.rules else ()
    read = edges_of(context.line.origin.rule) if context.line.origin else ()
    yield from (w - lr * context.edges[name] for name in read if name in kept and "d" in read)


def plain_descent(w: Node, d: Node, lr: Node) -> Node:
    """They took the step of plain gradient descent."""
    return w - lr * d


def decayed_bias(w: Node, d: Node, context: RewriteContext) -> Iterator[Node]:
    """They let the bias decay as well."""
    train = context.problem.train
    if train and len(w.shape) < 2:
        if train.weight_decay:
            yield context.rewired(d=d + as_node(train.weight_decay) * w)
        if option := train.optimizer_options.get("weight_decay"):
            yield context.rewired(weight_decay=as_node(option))


def penalised_bias(right: Node, b: Node, context: RewriteContext) -> Iterator[Node]:
    """They put the bias into the penalty."""
    train = context.problem.train
    if train and b.op == "symbol":
        terms = [as_node(train.l2) * b] if train.l2 else []
        terms += [as_node(train.l1) * elementwise("sign", b)] if train.l1 else []
        yield from (right + term for term in terms)


def without_penalty(right: Node, rest: Node) -> Node:
    """They left out the penalty on the weights."""
    return right.args[0]


def doubled_penalty(right: Node, rest: Node) -> Node:
    """They took a factor 2 into the derivative of the penalty, which its ½ cancels."""
    return right.args[0] + 2 * rest


def halved_penalty(right: Node, rest: Node) -> Node:
    """They kept the ½ of the penalty in its derivative."""
    return right.args[0] + rest / 2


def without_decay(d: Node, weight_decay: Node) -> Node:
    """They left out the decay of the weight."""
    return d


def not_clipped(d: Node, limit: Node) -> Node:
    """They took the gradient as it is, unclipped."""
    return d


def by_its_own_norm(d: Node, norm: Node, limit: Node, context: RewriteContext) -> Node:
    """They clipped each gradient by its own norm."""
    return context.rewired(norm=norm_of(d))


MISTAKES = (
    Misconception("old_value_left_out", STEP, without_old, (), has_memory, COMMON),
    Misconception("shares_swapped", STEP, swapped_shares, (), has_memory, COMMON),
    Misconception("share_forgotten", STEP, without_share, (), has_memory, COMMON),
    Misconception("other_form", STEP, other_form, (), has_memory, COMMON),
    Misconception("gradient_not_squared", STEP, not_squared, (), has_memory, COMMON),
    Misconception("other_constant", STEP, other_constant, (), has_memory),
    Misconception("bias_correction_forgotten", STEP, not_corrected, (), has_memory, COMMON),
    Misconception("power_forgotten", STEP, first_power, (), has_memory, COMMON),
    Misconception("steps_from_zero", STEP, counted_from_zero, (), has_memory, COMMON),
    Misconception("steps_from_one", STEP, counted_from_one, ("rate",), None, COMMON),
    Misconception("epsilon_under_root", STEP, inside_root, NEW),
    Misconception("root_forgotten", STEP, without_root, ("out", "norm"), None, COMMON),
    Misconception("division_forgotten", STEP, without_division, NEW, has_memory),
    Misconception("multiplied_for_divided", STEP, multiplied, (), has_memory),
    Misconception("velocity_alone", STEP, velocity_alone, NEW, has_memory, COMMON),
    Misconception("plain_descent", STEP, plain_descent, NEW, None, COMMON),
    Misconception("velocity_sign", STEP, other_sign, (), has_memory, COMMON),
    Misconception("rate_in_velocity", STEP, rate_inside, (), has_memory),
    Misconception("bias_decayed", STEP, decayed_bias, rank=COMMON),
    Misconception("bias_penalised", ("gradient",), penalised_bias, ("b",), rank=COMMON),
    Misconception("penalty_forgotten", ("loss", "gradient"), without_penalty, rank=COMMON),
    Misconception("penalty_doubled", ("gradient",), doubled_penalty),
    Misconception("penalty_halved", ("gradient",), halved_penalty),
    Misconception("decay_forgotten", STEP, without_decay, ("g",), rank=COMMON),
    Misconception("not_clipped", STEP, not_clipped, ("c",), rank=COMMON),
    Misconception("clipped_one_by_one", STEP, by_its_own_norm, ("c",)),
)
