"""A new problem written out: layers, small numbers, a loss with targets that fit it, training; commented if wanted."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from itertools import pairwise
from random import Random
from textwrap import wrap

from ..errors import Message, fail, plainly
from ..i18n import has
from ..records import NamedTuple
from ..rules import Rules, find, kinds
from .fields import kind_hint
from .model import INPUT
from .parameter_keys import MAX_SIZE, YAML_NAMES

# The schema beside the file is that of `backprop schema -o problem.schema.json`; yaml-language-server completes by it.
MODELINE = "# yaml-language-server: $schema=problem.schema.json"
NUMBERS = ("-0.5", "-0.4", "-0.3", "-0.2", "-0.1", "0.1", "0.2", "0.3", "0.4", "0.5")
INPUTS = ("-1", "0.5", "1", "2")
RATE, OBSERVATIONS, WIDTH, MOST_WEIGHTS = "0.5", 2, 88, 5000
Say = Callable[[Message], str]


class Comment(NamedTuple):
    """A comment on the line after it: the key that it is about, if any, what it says, and how far it is indented."""

    key: str
    said: Message
    indent: str = ""


class Skeleton(NamedTuple):
    """What a new problem is made of.

    widths: of the inputs, then of each layer with weights. layer: the kind with weights; activation: the kind after
    each of them, but that the last one has the one that the loss needs. loss, optimizer and schedule: kinds, None
    for none. seed: of the numbers.
    """

    widths: tuple[int, ...]
    layer: str
    activation: str | None = None
    loss: str | None = None
    optimizer: str | None = None
    seed: int = 1
    schedule: str | None = None


def widths_of(text: str) -> tuple[int, ...]:
    """The widths of a network, from 2-2-1. Raises BackpropError for another text, and for one that is too large."""
    found = tuple(map(int, text.split("-"))) if re.fullmatch(r"[0-9]{1,4}(-[0-9]{1,4})+", text) else ()
    if not found or not all(1 <= width <= MAX_SIZE for width in found):
        said = plainly(text) if text else Message("kind.nothing")
        raise fail("fault.widths", None, Message("hint.widths"), found=said)
    if sum(inputs * outputs for inputs, outputs in pairwise(found)) > MOST_WEIGHTS:
        raise fail("fault.large_network", None, None, found=plainly(text), limit=MOST_WEIGHTS)
    return found


def kind_of_family(family: str, kind: str) -> Rules:
    """The rules of a kind. Raises BackpropError where there is no such kind, with the one that was meant."""
    rules = find(family, kind)
    if rules is None:
        raise fail(f"fault.unknown_{family}", None, kind_hint(kind, family), found=plainly(kind))
    return rules


def weighted_kind() -> str:
    """The kind of the layers that have weights from every input to every output, and a bias."""
    shapes = [("inputs", "outputs"), ("outputs",)]
    return next(kind for kind in kinds("layers") if list(kind_of_family("layers", kind).parameters.values()) == shapes)


def output_kind(loss: str | None, activation: str | None) -> str | None:
    """The activation of the last layer: one that gives the probabilities which a loss needs, none before logits.

    None either where a direction is wanted, which a single output of log_softmax, always 0, does not have.
    """
    rules = find("losses", loss) if loss else None
    if rules and rules.directions:
        return None
    if rules is None or not (rules.logarithmic or rules.of_logarithms):
        return activation
    if rules.of_logarithms:
        return probability_kind("logarithms")
    if rules.extras:
        return None
    return probability_kind("row" if rules.distribution else "each")


def probability_kind(of: str) -> str:
    """The kind of the layer that puts out probabilities: of "each" output alone, of a "row", or its "logarithms"."""
    return next(kind for kind in kinds("layers") if kind_of_family("layers", kind).probabilities == of)


def skeleton_text(skeleton: Skeleton, say: Say | None = None) -> str:
    """The problem as YAML. say: a message in the language of the comments; without it there are none."""
    random = Random(skeleton.seed)
    lines = [*_title(skeleton), *_layers(skeleton, random), *_loss(skeleton), *_data(skeleton, random)]
    if skeleton.loss:
        lines += _training(skeleton)
    said = [MODELINE] if say else []
    said += [line for item in lines for line in _written(item, say)]
    return "".join(f"{line}\n" for line in said)


def _written(item: str | Comment, say: Say | None) -> Iterator[str]:
    """A line of the file, or the lines of a comment."""
    if isinstance(item, str):
        yield item
    elif say:
        start = f"{item.indent}# "
        text = f"{item.key}: {say(item.said)}" if item.key else say(item.said)
        yield from wrap(text, WIDTH, initial_indent=start, subsequent_indent=start, break_long_words=False)


def _title(skeleton: Skeleton) -> Iterator[str | Comment]:
    yield Comment("", Message("schema.new"))
    kinds_said = [kind for kind in (skeleton.activation, skeleton.loss) if kind]
    yield f"title: {' '.join(['-'.join(map(str, skeleton.widths)), *kinds_said])}"
    yield Comment("network", Message("schema.network"))
    for name in kind_of_family("layers", skeleton.layer).parameters:
        key = YAML_NAMES.get(name, name)
        if has(f"schema.parameter.{key}"):
            yield Comment(key, Message(f"schema.parameter.{key}"))


def _layers(skeleton: Skeleton, random: Random) -> Iterator[str]:
    yield "network:"
    pairs = list(pairwise(skeleton.widths))
    for number, (inputs, outputs) in enumerate(pairs, 1):
        sizes = {"inputs": inputs, "outputs": outputs}
        yield f"  - {skeleton.layer}:"
        for name, dimensions in kind_of_family("layers", skeleton.layer).parameters.items():
            shape = [sizes[dimension] for dimension in dimensions]
            yield f"      {YAML_NAMES.get(name, name)}: {_numbers(shape, random)}"
        last = number == len(pairs)
        after = output_kind(skeleton.loss, skeleton.activation) if last else skeleton.activation
        if after:
            yield f"  - {_with_options('layers', after)}"


def _numbers(shape: list[int], random: Random) -> str:
    """Numbers in brackets, drawn from those that are easy to reckon with."""
    items = (_numbers(shape[1:], random) if shape[1:] else random.choice(NUMBERS) for _ in range(shape[0]))
    return f"[{', '.join(items)}]"


def _with_options(family: str, kind: str) -> str:
    """A kind with its options at their defaults."""
    rules = kind_of_family(family, kind)
    options = {**rules.options, **{name: words[0] for name, words in rules.choices.items()}}
    options |= {"of": f"[{INPUT}, H1]"} if rules.several and family == "layers" else {}
    said = ", ".join(f"{name}: {default}" for name, default in options.items())
    return f"{kind}: {{{said}}}" if family == "layers" and said else f"{{{kind}: {{{said}}}}}" if said else kind


def _loss(skeleton: Skeleton) -> Iterator[str | Comment]:
    if skeleton.loss:
        yield Comment("loss", Message("schema.loss"))
        if has(f"losses.{skeleton.loss}"):
            yield Comment(skeleton.loss, Message(f"losses.{skeleton.loss}"))
        yield f"loss: {_with_options('losses', skeleton.loss)}"


def _data(skeleton: Skeleton, random: Random) -> Iterator[str | Comment]:
    rules = find("losses", skeleton.loss or "")
    for key in ("data", "x", "y") if rules and rules.has_targets else ("data", "x"):
        yield Comment(key, Message(f"schema.{key}"))
    yield "data:"
    for number in range(OBSERVATIONS):
        count = len(rules.reads) if rules else 0
        rows = [f"[{', '.join(random.choice(INPUTS) for _ in range(skeleton.widths[0]))}]" for _ in range(count or 1)]
        x = f"[{', '.join(rows)}]" if count else rows[0]
        yield f"  - {{x: {x}{_target(skeleton, number)}}}"


def _target(skeleton: Skeleton, number: int) -> str:
    """Targets that fit the loss: a class where they sum to 1, else its bounds in turn, or 0 and 1; or directions."""
    rules, outputs = find("losses", skeleton.loss or ""), skeleton.widths[-1]
    if rules is None or not rules.has_targets:
        return ""
    if rules.distribution:
        return f", y: {{class: {number % outputs + 1}}}"
    bounds = rules.targets or (("1", "2") if rules.directions else ("0", "1"))
    return f", y: [{', '.join(bounds[(number + place + 1) % 2] for place in range(outputs))}]"


def _training(skeleton: Skeleton) -> Iterator[str | Comment]:
    yield Comment("train", Message("schema.train"))
    yield "train:"
    rate = _with_options("schedules", skeleton.schedule) if skeleton.schedule else RATE
    values = {"lr": rate, "optimizer": skeleton.optimizer, "order": "[1, 2]", "epochs": "1"}
    for key, value in values.items():
        if value:
            yield Comment(key, Message(f"schema.{key}"), "  ")
            yield f"  {key}: {_with_options('optimisers', value) if key == 'optimizer' else value}"


def usual_activation() -> str:
    """The activation of a new problem for which none is named: the one whose every output is a probability."""
    return probability_kind("each")


def usual_loss(optimizer: str | None = None) -> str:
    """The loss of a new problem for which none is named: half the squared error, whose derivative has no factor.

    Of an optimiser that has a loss of its own, that.
    """
    rules = find("optimisers", optimizer) if optimizer else None
    if rules and rules.loss:
        return rules.loss
    return next(kind for kind in kinds("losses") if kind_of_family("losses", kind).squared == "half")


def example_of(family: str, kind: str) -> str:
    """A small problem with a kind of a family in it, as YAML.

    >>> print(example_of("layers", "relu"), end="")
    title: 2-2 relu
    network:
      - linear:
          weights: [[-0.3, 0.5], [-0.4, -0.1]]
          bias: [-0.4, 0.3]
      - relu
    data:
      - {x: [2, 2]}
      - {x: [2, 0.5]}
    """
    rules, layer = kind_of_family(family, kind), weighted_kind()
    if rules.example:
        return rules.example
    if rules.axes:
        from .array_example import array_example  # which only these kinds need

        return array_example(rules)
    if family == "layers":
        own = any("outputs" in dimensions for dimensions in rules.parameters.values())
        whole = Skeleton((2, 1), kind) if own else Skeleton((2, 2), layer, kind)
    elif family == "losses":
        whole = Skeleton((2, 2 if rules.distribution else 1), layer, loss=kind)
    else:
        rate, optimizer = (kind, None) if family == "schedules" else (None, kind)
        whole = Skeleton((2, 1), layer, loss=usual_loss(optimizer), optimizer=optimizer, schedule=rate)
    return skeleton_text(whole)
