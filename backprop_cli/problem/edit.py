"""Changes to a document before it is read (`--set`), and documents written back as YAML."""

from __future__ import annotations

import re
from collections.abc import Mapping as Map
from math import prod

from ..errors import BackpropError, Mark, Source, fail, plainly
from ..evaluate.evaluate import elements, value_shape
from ..expr.axes import nested
from ..rules import find
from ..typed import Any
from .fields import did_you_mean
from .layer_trees import kind_of_layer, layer_trees, options_tree
from .parameter_keys import key_of
from .parameters import has_axes, parameter_tree
from .set_path import is_like_a_parameter, keys_of_path, parameters_in
from .yaml_tree import Mapping, Scalar, Sequence, Tree, documents, inside

MAX_PATH = 12
ADDED = ("train", "conventions", "names", "at")


def set_value(document: Tree, path: str, value: str, origin: str) -> Tree:
    """The document with the value at a path replaced, or with a key added.

    path: as `keys_of_path` reads it: train.lr, data.2.x, network[1].linear.bias[1], W1[1,2]; lists count from 1.
    Raises BackpropError where the path leads nowhere or the value is no YAML.
    """
    here = Mark(Source(origin, f"{path}={value}"), 0, 0)
    keys, parameter = keys_of_path(document, path)
    if len(keys) > MAX_PATH or not all(keys):
        raise fail("fault.set_path", here, found=plainly(path))
    new, *more = documents(value, origin) if _has_content(value) else [Scalar("", False, here)]
    if more:
        raise fail("fault.set_value", here, found=plainly(value))
    _check_name(document, keys, here)
    if parameter:
        document = _without_init(document, parameter.layer, parameter.edge)
    return _replaced(document, keys, new, here)


def _check_name(document: Tree, keys: list[str], here: Mark) -> None:
    """Raises BackpropError for the name of a parameter that a network does not have."""
    known = [parameter.name for parameter in parameters_in(document)]
    if known and is_like_a_parameter(keys[0]):
        raise fail("fault.set_key", here, did_you_mean(keys[0], known), found=plainly(keys[0]))


def _has_content(value: str) -> bool:
    """Whether a value holds more than blanks and a comment."""
    return any(line.strip() and not line.lstrip().startswith("#") for line in value.splitlines())


def _replaced(tree: Tree, keys: list[str], new: Tree, here: Mark) -> Tree:
    if not keys:
        return new
    key, *rest = keys
    if isinstance(tree, Sequence):
        if not re.fullmatch("[0-9]{1,9}", key) or not 1 <= int(key) <= len(tree.items):
            raise fail("fault.set_item", here, found=plainly(key), count=len(tree.items))
        items = list(tree.items)
        items[int(key) - 1] = _replaced(items[int(key) - 1], rest, new, here)
        return tree._replace(items=tuple(items))
    if isinstance(tree, Scalar):
        if not tree.text or not rest:
            raise fail("fault.set_inside", here, found=plainly(key), value=plainly(tree.text))
        tree = Mapping(((tree, Mapping((), True, tree.mark)),), True, tree.mark)
    old = tree.get(key)
    if old is None:
        if rest and key not in ADDED:
            raise _unknown(key, tree, here)
        child = Mapping((), True, here) if rest else new
        added = _replaced(child, rest, new, here) if rest else new
        return tree._replace(pairs=(*tree.pairs, (Scalar(key, True, here), added)))
    pairs = tuple((name, _replaced(node, rest, new, here) if name.text == key else node) for name, node in tree.pairs)
    return tree._replace(pairs=pairs)


def _unknown(key: str, tree: Mapping, here: Mark) -> BackpropError:
    known = [name.text for name, _ in tree.pairs]
    return fail("fault.set_key", here, did_you_mean(key, known), found=plainly(key))


def with_weights(
    document: Tree, numbers: Map[tuple[int, str], Any], done: int, state: Map[str, Any] | None = None
) -> Tree:
    """The document with new weights and the number of steps that are done, as `train.done`.

    numbers: by layer (from 1) and parameter (W, b), as nested tuples of texts. state: what the optimiser remembers, by
    name. A problem without `train` takes no steps, so nothing is counted there.
    """
    conventions = document.get("conventions") if isinstance(document, Mapping) else None
    layout = conventions.get("weights") if isinstance(conventions, Mapping) else None
    turn = isinstance(layout, Scalar) and layout.text == "outputs_by_inputs"
    for (layer, parameter), value in numbers.items():
        document = _without_init(document, layer, parameter)
        old = parameter_tree(document, layer, parameter)
        if old is None:
            continue
        is_turned = turn and not has_axes(_kind(document, layer))
        laid = _laid(value, is_turned) if len(value_shape(value)) < 3 else _as_deep(value, old)
        keys = [*_options_path(document, layer), _key(document, layer, parameter)]
        new = _tree(laid, old.mark)
        if isinstance(laid, str):
            new = Mapping(((Scalar("shared", True, old.mark), new),), True, old.mark)
        document = _replaced(document, keys, new, old.mark)
    return _with_done(document, done, {name: _laid(value, turn) for name, value in (state or {}).items()})


def with_values(document: Tree, numbers: Map[str, Any], done: int, state: Map[str, Any]) -> Tree:
    """The document of a graph with new values under `at`, as nested tuples of texts, and the steps that are done."""
    for name, value in numbers.items():
        old = inside(document, "at", name)
        document = _replaced(document, ["at", name], _tree(value, old.mark), old.mark)
    return _with_done(document, done, state)


def _with_done(document: Tree, done: int, state: Map[str, Any]) -> Tree:
    if inside(document, "train") is document:
        return document
    place = document.mark
    document = _replaced(document, ["train", "done"], Scalar(str(done), True, place), place)
    if not state:
        return document
    pairs = ((Scalar(name, True, place), _tree(value, place)) for name, value in state.items())
    return _replaced(document, ["train", "state"], Mapping(tuple(pairs), True, place), place)


def _laid(value: Any, turn: bool) -> Any:
    """A matrix as the file has it, with a row for each output if it is turned; anything else as it is."""
    return tuple(zip(*value)) if turn and isinstance(value, tuple) and isinstance(value[0], tuple) else value


def _as_deep(value: Any, old: Tree) -> Any:
    """A value of more axes than a matrix, nested as the file has it: axes of a single item may be left out there."""
    shape, deep = value_shape(value), 0
    while isinstance(old, Sequence):
        old, deep = old.items[0], deep + 1
    left_out = len(shape) - deep if deep else 0
    return nested(iter(elements(value)), (prod(shape[: left_out + 1]), *shape[left_out + 1 :]))


def _key(document: Tree, layer: int, parameter: str) -> str:
    rules = find("layers", _kind(document, layer))
    return key_of(rules, parameter) if rules else parameter


def _kind(document: Tree, layer: int) -> str:
    return kind_of_layer(layer_trees(document)[layer - 1].tree)


def _without_init(document: Tree, layer: int, parameter: str) -> Tree:
    """The document with a key for the matrix in place of `init`, which said how to draw it."""
    path = _options_path(document, layer)
    drawn = options_tree(layer_trees(document)[layer - 1].tree)
    if not isinstance(drawn, Mapping) or drawn.get("init") is None:
        return document
    key = Scalar(_key(document, layer, parameter), True, drawn.mark)
    pairs = [(key, value) if name.text == "init" else (name, value) for name, value in drawn.pairs]
    return _replaced(document, path, drawn._replace(pairs=tuple(pairs)), drawn.mark)


def _options_path(document: Tree, layer: int) -> list[str]:
    """The keys that lead to the options of a layer, counted from 1."""
    found = layer_trees(document)[layer - 1]
    return [*found.path, kind_of_layer(found.tree)]


def _tree(value: Any, mark: Mark) -> Tree:
    if isinstance(value, tuple):
        return Sequence(tuple(_tree(item, mark) for item in value), True, mark)
    return Scalar(value, True, mark)


def to_yaml(document: Tree) -> str:
    """A document as YAML text. Keys, their order, quotes and flow style stay as they were; comments are lost.

    >>> from backprop_cli import load_text, to_yaml
    >>> (problem,) = load_text("expression: x*y   # a product\\nat: {x: '2'}", "product.yaml", "product")
    >>> print(to_yaml(problem.document), end="")
    expression: x*y
    at: {x: "2"}
    """
    import yaml

    class Untagged(yaml.SafeDumper):
        """A YAML writer that puts in quotes what cannot stand plain, and never writes a tag."""

        def process_tag(self) -> None:
            # As the base class does, but for the tag itself.
            if isinstance(self.event, yaml.ScalarEvent) and self.style is None:
                self.style = self.choose_scalar_style()
            self.prepared_tag = None

    said: str = yaml.serialize(_node(document), allow_unicode=True, width=2**31, Dumper=Untagged)
    return said


def _node(tree: Tree) -> Any:
    import yaml

    if isinstance(tree, Scalar):
        tag = _plain_tag(tree.text) if tree.plain else "tag:yaml.org,2002:str"
        return yaml.ScalarNode(tag, tree.text, style=None if tree.plain else '"')
    if isinstance(tree, Sequence):
        return yaml.SequenceNode("tag:yaml.org,2002:seq", [_node(item) for item in tree.items], flow_style=tree.flow)
    pairs = [(_node(key), _node(value)) for key, value in tree.pairs]
    return yaml.MappingNode("tag:yaml.org,2002:map", pairs, flow_style=tree.flow)


def _plain_tag(text: str) -> str:
    """The tag that YAML 1.1 gives a text without quotes: 1 is an int, no is a bool."""
    import yaml

    loader: Any = yaml.SafeLoader("")
    resolved: str = loader.resolve(yaml.ScalarNode, text, (True, False))
    return resolved
