"""The keys of a layer's parameters, and their readers: numbers, names, one shared number, sizes, or numbers to draw."""

from __future__ import annotations

from ..errors import Message
from ..records import NamedTuple
from ..rules import Rules
from ..typed import Any
from .arrays import array, array_schema
from .drawn_numbers import DrawnParameter
from .fields import element, integer, keys_of, kind_of, list_of, mapping, matrix, name, positive, text, unknown
from .layer_trees import options_tree
from .names import symbol_name
from .reader import Read, Reader
from .schema import ONE_KEY, Field, Schema, accepts, either, several, where
from .yaml_tree import Mapping, Scalar, Sequence, Tree, inside

YAML_NAMES = {"W": "weights", "b": "bias"}
MAX_SIZE, MAX_SEED = 1000, 10**10
Size = int | str


def key_of(rules: Rules, parameter: str) -> str:
    """What a file calls a parameter of a layer: weights and bias, or what its kind calls them."""
    return rules.keys.get(parameter) or YAML_NAMES.get(parameter, parameter)


class NamedParameter(NamedTuple):
    """A parameter without numbers; name: its own, None for the usual one (W2)."""

    name: str | None = None


class SharedParameter(NamedTuple):
    """One number that all entries of a vector share."""

    value: Any


class FiledParameter(NamedTuple):
    """Numbers of an npz file. file: its name, at its place; array: the one meant, None: that of the parameter."""

    file: Scalar
    array: str | None


ZEROS = DrawnParameter("zeros", 0, {})


def parameter_fields(rules: Rules) -> dict[str, Field]:
    """The keys of a layer for its parameters: one for each, one for each of their sizes, and `init`."""
    fields: dict[str, Field] = {}
    for parameter, dimensions in rules.parameters.items():
        key = key_of(rules, parameter)
        fields[key] = Field(_reader(rules, len(dimensions)), about=_about(rules, key, dimensions))
        fields |= {name: Field(integer(1, MAX_SIZE), about=f"schema.size.{name}") for name in dimensions}
    matrices = any(len(dimensions) > 1 for dimensions in rules.parameters.values())
    return {**fields, "init": Field(_init, about="schema.init")} if matrices and not rules.carried else fields


def _about(rules: Rules, key: str, dimensions: tuple[str, ...]) -> str:
    """What is said of a parameter; of those of a recurrent layer, whose gates have many, by what they multiply."""
    return f"schema.over_time.{'_'.join(dimensions)}" if rules.carried else f"schema.parameter.{key}"


def parameters_schema(rules: Rules) -> Schema:
    """The schema of keys that go together: a matrix needs numbers, `init` or sizes, and not both of the first two.

    One that is a line where it is left out needs none of them; of its sizes it needs all or none.
    """
    said: list[Schema] = []
    for parameter, dimensions in rules.parameters.items():
        if len(dimensions) > 1:
            key = key_of(rules, parameter)
            ways = ((key,), dimensions) if rules.carried else ((key,), ("init",), dimensions)
            needed = {"anyOf": [{"required": list(dict.fromkeys(keys))} for keys in ways]}
            together = [where({name: {}}, {"required": list(dimensions)}) for name in dimensions]
            said += together if parameter in rules.extras else [needed]
            said += [] if rules.carried else [where({"init": {}}, {"properties": {key: False}})]
    return {"allOf": said} if said else {}


@accepts(lambda of: of(text))
def file_name(reader: Reader, tree: Tree) -> Scalar | None:
    """The name of a file, kept with its place."""
    return tree if text(reader, tree) is not None and isinstance(tree, Scalar) else None


_filed = keys_of(
    {"file": Field(file_name, True, "schema.weights_file"), "array": Field(name, about="schema.array")},
    "weights",
    lambda found, _: FiledParameter(found["file"], found.get("array")),
)


@accepts(lambda of: either(several(several(of(unknown))), of(symbol_name), of(_filed)), "weights")
def _weights(reader: Reader, tree: Tree) -> Any:
    """Rows of numbers, a name, or `{file: w.npz}`."""
    if isinstance(tree, Mapping):
        return _filed(reader, tree)
    if isinstance(tree, Scalar) and symbol_name(tree.text):
        return NamedParameter(tree.text)
    return matrix(reader, tree, unknown)


_entries = list_of(unknown, "hint.bias")
_shared = keys_of(
    {"shared": Field(unknown, True, "schema.shared")}, "bias", lambda found, _: SharedParameter(found["shared"])
)


@accepts(lambda of: either(of(_entries), {"enum": [True, False, 0]}, of(symbol_name), of(_shared), of(_filed)), "bias")
def _bias(reader: Reader, tree: Tree) -> Any:
    """A vector, a name, `{shared: number}`, `{file: w.npz}`; 0 for zeros, `false` for no bias.

    `true` is a row of zeros beside weights with numbers, and a vector without numbers beside others.
    """
    if isinstance(tree, Scalar) and tree.text == "0":
        return ZEROS
    if isinstance(tree, Mapping) and tree.get("file") is not None:
        return _filed(reader, tree)
    if isinstance(tree, Scalar) and tree.text in ("true", "false"):
        return NamedParameter() if tree.text == "true" else False
    if isinstance(tree, Scalar) and symbol_name(tree.text):
        return NamedParameter(tree.text)
    return _shared(reader, tree) if isinstance(tree, Mapping) else _entries(reader, tree)


_SEED = {
    "seed": Field(integer(0, MAX_SEED), True, "schema.seed"),
    "digits": Field(integer(1, 15), about="schema.digits"),
}
_INITS: dict[str, dict[str, Field]] = {
    "he": {},
    "xavier": {},
    "lecun": {},
    "normal": {"std": Field(positive, True, "schema.std")},
    "uniform": {"bound": Field(positive, True, "schema.bound")},
}


def _way(kind: str) -> Read:
    """A reader of the options of one way of drawing numbers."""
    return keys_of({**_SEED, **_INITS[kind]}, kind, lambda found, _: DrawnParameter(kind, found.pop("seed"), found))


_WAYS = {kind: Field(_way(kind), about=f"schema.init.{kind}") for kind in _INITS}


@accepts(lambda of: {**of.keys(_WAYS), **ONE_KEY}, "init")
def _init(reader: Reader, tree: Tree) -> DrawnParameter | None:
    if isinstance(tree, Scalar):
        reader.fault("fault.expected_mapping", tree, Message("hint.init"), what="init", found=kind_of(tree))
        return None
    found = mapping(reader, tree, _WAYS, "init")
    if not found or len(found) > 1:
        if found is not None and isinstance(tree, Mapping) and len(tree.pairs) != 1:
            reader.fault("fault.expected_init", tree, Message("hint.init"), found=kind_of(tree))
        return None
    drawn: DrawnParameter = next(iter(found.values()))
    return drawn


def _reader(rules: Rules, dimensions: int) -> Read:
    """The reader of a parameter with so many axes."""
    if dimensions < 3:
        return _weights if dimensions == 2 else _bias_or_number if rules.axes else _bias

    @accepts(lambda of: either(array_schema(of, unknown, dimensions), of(symbol_name), of(_filed)))
    def read(reader: Reader, tree: Tree) -> Any:
        if isinstance(tree, Sequence):
            return array(reader, tree, unknown, dimensions)
        return _weights(reader, tree)

    return read


@accepts(lambda of: either(of(_bias), of(element)))
def _bias_or_number(reader: Reader, tree: Tree) -> Any:
    """A bias as everywhere, or the number of a single output."""
    is_number = isinstance(tree, Scalar) and tree.text not in ("0", "true", "false") and not symbol_name(tree.text)
    if not is_number:
        return _bias(reader, tree)
    found = element(reader, tree)
    return None if found is None else (found,)


def read_parameters(reader: Reader, rules: Rules, values: dict[str, Any], tree: Tree) -> dict[str, Any] | None:
    """Takes a layer's parameters out of its values, as they are written; None after a fault."""
    drawn = values.pop("init", None)
    sizes = {name: values.pop(name) for dims in rules.parameters.values() for name in dims if name in values}
    found: dict[str, Any] = {"sizes": sizes} if sizes else {}
    for parameter, dimensions in rules.parameters.items():
        key = key_of(rules, parameter)
        given = values.pop(key, None)
        if len(dimensions) > 1 and given is not None and drawn:
            reader.fault("fault.init_and_weights", inside(options_tree(tree), "init"), Message("hint.init"), key=key)
            return None
        if len(dimensions) > 1 and given is None and (sizes or drawn or parameter not in rules.extras):
            if not drawn and not set(dimensions) - {"inputs" if rules.axes else ""} <= set(sizes):
                reader.fault("fault.missing_weights", tree, Message("hint.weights"), kind=rules.kind, name=key)
                return None
            given = drawn or NamedParameter()
        elif isinstance(given, NamedParameter) and (drawn or (given.name is None and _has_numbers(found))):
            given = ZEROS
        if given is not None and given is not False:
            found[parameter] = given
    return found


def _has_numbers(found: dict[str, Any]) -> bool:
    """Whether a layer's weights are numbers."""
    return any(type(value) in (tuple, FiledParameter) for value in found.values())
