"""Reads the network and its loss, and checks that shapes fit from layer to layer."""

from __future__ import annotations

from fractions import Fraction
from functools import partial

from ..errors import Message
from ..expr.read.constants import between, parse_number
from ..rules import Rules, find
from ..typed import Any
from .arrays import array, array_schema, whole_number
from .fields import element, kind_hint, kind_of, list_of, mapping, name, one_of, one_or_more, positive
from .kind_options import kind_and_options, kinds_schema
from .layer_trees import LayerTree, trees_of_list
from .model import TARGET, LayerSpec, LossSpec
from .names import symbol_name
from .parameter_keys import parameter_fields, parameters_schema, read_parameters
from .reader import Read, Reader
from .schema import ONE_KEY, Field, Schema, SchemaBuilder, accepts, by_name, either, several
from .series import names_compared, series_fields
from .yaml_tree import Mapping, Scalar, Sequence, Tree


@accepts(lambda of: {**of(element), "minimum": 0, "maximum": 1})
def _relu_at_zero(reader: Reader, tree: Tree) -> Fraction | None:
    """A fraction from 0 to 1."""
    found = element(reader, tree)
    if found is None or (isinstance(found, Fraction) and between("0", "1")(found)):
        return found
    reader.fault("fault.relu_at_zero", tree, Message("hint.relu_at_zero"), found=kind_of(tree))
    return None


@accepts(lambda of: {**of(element), "exclusiveMinimum": 0, "not": {"enum": [1, "1"]}})
def _log_base(reader: Reader, tree: Tree) -> Fraction | None:
    """A fraction above 0 that is not 1."""
    found = element(reader, tree)
    if found is None or (isinstance(found, Fraction) and found > 0 and found != 1):
        return found
    reader.fault("fault.log_base", tree, None, found=kind_of(tree))
    return None


CONVENTIONS = {
    "weights": Field(one_of(("inputs_by_outputs", "outputs_by_inputs")), about="schema.conventions.weights"),
    "observations": Field(one_of(("rows", "columns")), about="schema.conventions.observations"),
    "mean": Field(one_of(("at_loss", "at_gradients")), about="schema.conventions.mean"),
    "relu_at_zero": Field(_relu_at_zero, about="schema.relu_at_zero"),
    "log_base": Field(_log_base, about="schema.log_base"),
    "update_order": Field(one_of(("after_backward", "during_backward")), about="schema.update_order"),
}


@accepts(lambda of: kinds_schema("losses", lambda rules: of.keys(_loss_fields(rules))), "loss")
def loss(reader: Reader, tree: Tree) -> LossSpec | None:
    """The loss, its options and its reduction."""
    found = kind_and_options(reader, tree, "losses")
    rules = found and _rules(reader, found[0], "losses")
    if not found or not rules:
        return None
    values = _values(reader, found[1], _loss_fields(rules), rules.kind)
    said: dict[str, Any] = {key: values.pop(key) for key in ("reduction", "of", "weight") if key in values}
    if isinstance(said.get("of"), str):
        said["of"] = (said["of"],)
    options = {**_defaults(rules), **values}
    said["target"] = TARGET if rules.has_targets else ""
    return LossSpec(rules.kind, options, mark=tree.mark, says_reduction="reduction" in said, **said)


_losses = list_of(loss, "hint.losses")


@accepts(lambda of: either(of(loss), of(_losses)))
def losses(reader: Reader, tree: Tree) -> tuple[LossSpec, ...] | None:
    """The loss, or a list of losses, as a tuple; the losses of a list of several are numbered."""
    if not isinstance(tree, Sequence):
        one = loss(reader, tree)
        return None if one is None else (one,)
    found = _losses(reader, tree)
    return found and tuple(spec._replace(number=number if found[1:] else 0) for number, spec in enumerate(found, 1))


def with_implied_loss(values: dict[str, Any]) -> dict[str, Any]:
    """The values of a document with the loss that its optimiser learns from, where it names none."""
    kind, *_ = values.get("train", {}).get("optimizer", ("",))
    rules = find("optimisers", kind)
    found = find("losses", rules.loss) if rules and rules.loss else None
    return {"loss": (LossSpec(found.kind, _defaults(found)),), **values} if found else values


def kind_with_options(family: str) -> Read:
    """A reader of a kind of "losses" or "optimisers", with its options: (kind, options)."""

    @accepts(lambda of: kinds_schema(family, lambda rules: of.keys(_option_fields(rules))))
    def read(reader: Reader, tree: Tree) -> tuple[str, dict[str, Any]] | None:
        found = kind_and_options(reader, tree, family)
        rules = found and _rules(reader, found[0], family)
        if not found or not rules:
            return None
        return rules.kind, {**_defaults(rules), **_values(reader, found[1], _option_fields(rules), rules.kind)}

    return read


def _rules(reader: Reader, kind: Scalar, family: str) -> Rules | None:
    rules = find(family, kind.text)
    if rules is None:
        reader.fault(f"fault.unknown_{family}", kind, partial(kind_hint, kind.text, family), found=kind.text)
    return rules


def _defaults(rules: Rules) -> dict[str, Any]:
    given = {name: parse_number(said) for name, said in rules.options.items() if said not in rules.options}
    given |= {name: given[said] for name, said in rules.options.items() if said in rules.options}
    return {**given, **{name: words[0] for name, words in rules.choices.items()}, **dict.fromkeys(rules.arrays)}


def _with_defaults(rules: Rules, values: dict[str, Any]) -> dict[str, Any]:
    """The options of a kind; one whose default is the name of another one is as that."""
    found = {**_defaults(rules), **values}
    return {
        name: found.get(rules.options.get(name, ""), value) if name not in values else value
        for name, value in found.items()
    }


def _reader_of(rules: Rules, option: str) -> Read:
    if option in rules.whole:
        return whole_number(rules.whole[option])
    return positive if option in rules.positive else _probability if option in rules.probable else element


def _option_fields(rules: Rules) -> dict[str, Field]:
    defaults = {name: None if said in rules.options else said for name, said in rules.options.items()}
    own = {name: _option(rules, name, _reader_of(rules, name), default) for name, default in defaults.items()}
    words = {name: _option(rules, name, one_of(words), words[0]) for name, words in rules.choices.items()}
    arrays = {name: _option(rules, name, _array) for name in rules.arrays}
    return {**own, **words, **arrays}


def _option(rules: Rules, name: str, read: Read, default: str | None = None) -> Field:
    """The key of an option. Where a family has its own meaning of a word, that is said of it."""
    return Field(read, False, f"schema.option.{rules.family}.{name}", default, f"schema.option.{name}")


@accepts(lambda of: array_schema(of, element, 2))
def _array(reader: Reader, tree: Tree) -> Any:
    """A row of numbers, or a list of rows."""
    return array(reader, tree, element, 2)


@accepts(lambda of: {**of(element), "minimum": 0, "exclusiveMaximum": 1})
def _probability(reader: Reader, tree: Tree) -> Fraction | None:
    """A number from 0 to below 1."""
    found = element(reader, tree)
    if found is None or (isinstance(found, Fraction) and 0 <= found < 1):
        return found
    reader.fault("fault.probability", tree, None, found=kind_of(tree))
    return None


def _loss_fields(rules: Rules) -> dict[str, Field]:
    return {
        **_option_fields(rules),
        "reduction": Field(one_of(("mean", "sum")), about="schema.reduction"),
        "of": Field(names_compared(rules) if rules.reads else name, about="schema.loss.of"),
        "weight": Field(positive, about="schema.loss.weight"),
    }


def _wiring_fields(rules: Rules) -> dict[str, Field]:
    """The keys of every layer: what it reads, and a name for what it puts out."""
    of = Field(_several if rules.several else _of, bool(rules.several), "schema.of")
    return {"of": of, "name": Field(_own_name, about="schema.layer.name")}


def _layer_fields(rules: Rules) -> dict[str, Field]:
    return {**_option_fields(rules), **parameter_fields(rules), **series_fields(rules), **_wiring_fields(rules)}


def fields_of(rules: Rules) -> dict[str, Field]:
    """The keys that a kind alone has in a file, beside those of all layers or losses; a function takes its name."""
    if rules.family == "losses":
        return _own(_loss_fields(rules), "of", "weight")
    return {} if rules.function else _own(_layer_fields(rules), "name", *(() if rules.several else ("of",)))


def _own(fields: dict[str, Field], *common: str) -> dict[str, Field]:
    return {key: field for key, field in fields.items() if key not in common}


def _layer_schema(of: SchemaBuilder, rules: Rules) -> Schema:
    if rules.function:
        return either(of(_function_name), {**by_name(of.keys(_wiring_fields(rules)), of(symbol_name)), **ONE_KEY})
    whole = {**of.keys(_layer_fields(rules)), **parameters_schema(rules)}
    return either(of(_reader_of(rules, rules.alone)), whole) if rules.alone else whole


def _values(reader: Reader, tree: Tree | None, fields: dict[str, Field], what: str) -> dict[str, Any]:
    if tree is None:
        return {}
    return mapping(reader, tree, fields, what) or {}


_of = one_or_more(name, "hint.of")


@accepts(lambda of: {**several(of(name)), "minItems": 2})
def _several(reader: Reader, tree: Tree) -> tuple[str, ...] | None:
    """The names of the values that a layer joins."""
    found: tuple[str, ...] | None = _of(reader, tree)
    if found and len(found) < 2:
        reader.fault("fault.joins_one", tree, Message("hint.of"))
    return found


@accepts(lambda of: of(symbol_name))
def _own_name(reader: Reader, tree: Tree) -> str | None:
    """A name for what a layer puts out."""
    return _symbol(reader, tree, "fault.value_name", "hint.value_name")


def _symbol(reader: Reader, tree: Tree, fault: str, hint: str) -> str | None:
    """A text that can be a symbol's name; the fault otherwise."""
    if isinstance(tree, Scalar) and symbol_name(tree.text):
        return tree.text
    reader.fault(fault, tree, Message(hint), found=kind_of(tree))
    return None


def _spelled(reader: Reader, item: LayerTree) -> LayerSpec | None:
    """The layer at the end of `residual` or `branches`."""
    from .joined import joined  # which chains do without

    return joined(reader, item)


def _any_layer_schema(of: SchemaBuilder) -> Schema:
    from .joined import spellings_schema

    return kinds_schema("layers", partial(_layer_schema, of), spellings_schema(of))


@accepts(_any_layer_schema, "layer")
def _layer(reader: Reader, tree: Tree) -> LayerSpec | None:
    found = kind_and_options(reader, tree, "layers")
    rules = found and _rules(reader, found[0], "layers")
    if not found or not rules:
        return None
    before = len(reader.faults)
    options = found[1]
    if rules.function:
        # `function: f`, or `function: {f: {of: skip}}`
        is_long = isinstance(options, Mapping) and len(options.pairs) == 1
        called, keys = options.pairs[0] if isinstance(options, Mapping) and is_long else (options, None)
        values = _values(reader, keys, _wiring_fields(rules), rules.kind)
        values[rules.function] = _function_name(reader, called) if called else rules.function
    else:
        if rules.alone and isinstance(options, Scalar):
            options = Mapping(((Scalar(rules.alone, True, options.mark), options),), True, options.mark)
        values = _values(reader, options, _layer_fields(rules), rules.kind)
        if rules.several and options is None:
            reader.fault("fault.joins_one", tree, Message("hint.of"))
    said: dict[str, Any] = {key: values.pop(key) for key in ("of", "name") if key in values}
    parameters = read_parameters(reader, rules, values, tree) if len(reader.faults) == before else None
    if len(reader.faults) > before or parameters is None:
        return None
    return LayerSpec(rules.kind, _with_defaults(rules, values), parameters, mark=tree.mark, **said)


@accepts(lambda of: of(symbol_name))
def _function_name(reader: Reader, tree: Tree) -> str | None:
    """The name of an unknown function."""
    return _symbol(reader, tree, "fault.expected_function", "hint.function")


@accepts(lambda of: several(of(_layer)))
def network(reader: Reader, tree: Tree) -> tuple[LayerSpec, ...] | None:
    """The layers as they are written; `completed` gives values to the parameters that have none."""
    if not isinstance(tree, Sequence) or not tree.items:
        reader.fault("fault.expected_network", tree, Message("hint.network"), found=kind_of(tree))
        return None
    layers = [_spelled(reader, item) if item.spelling else _layer(reader, item.tree) for item in trees_of_list(tree)]
    return None if any(layer is None for layer in layers) else tuple(layer for layer in layers if layer)
