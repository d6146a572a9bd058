"""Which numbers of a document may become others, in groups that are drawn together, and the document with them.

Weights, data, the values given in questions and at the inputs of a graph may; rates, options and what an optimiser
remembers stay. A 0 stays, for it decides which paths are open, unless all weights are 0.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction

from ..problem.data_trees import is_by_columns, one_row, spelled_out
from ..problem.model import Problem
from ..problem.parameter_keys import key_of
from ..problem.reader import Reader
from ..problem.yaml_tree import Mapping, Scalar, Tree
from ..problem.yaml_tree import Sequence as List
from ..records import NamedTuple
from ..rules import find
from .draws import Draws
from .literals import Literal, Sizes, literal

Path = tuple[str | int, ...]
Leaf = tuple[Path, str]  # where a number stands, and its text
MOST_SEEDS = 10_000


class Numbers(NamedTuple):
    """Numbers of about one size. from_zero: places that get a number although they are 0."""

    leaves: tuple[Leaf, ...]
    from_zero: frozenset[Path] = frozenset()
    at_most: Fraction | None = None

    def drawn(self, draws: Draws) -> dict[Path, str]:
        """Other numbers of the same kinds."""
        read = [(path, number) for path, text in self.leaves if (number := literal(text))]
        group = [number for _, number in read]
        sizes = Sizes(group, bool(self.from_zero) or any(item.units < 0 for item in group), self.at_most)
        found = {}
        for path, number in read:
            others = sizes.others(number) if number.units or path in self.from_zero else []
            if others:
                found[path] = str(others[draws.below(len(others), *path)])
        return found


class Labels(NamedTuple):
    """Texts of which each is one of a few (0 or 1, a class); those that were of two kinds stay so."""

    leaves: tuple[Leaf, ...]
    choices: tuple[str, ...]

    def drawn(self, draws: Draws) -> dict[Path, str]:
        """Other labels."""
        found = {path: self.choices[draws.below(len(self.choices), *path)] for path, _ in self.leaves}
        if len(set(found.values())) < min(2, len({text for _, text in self.leaves})):
            order = draws.order(len(self.leaves), *self.leaves[0][0])
            return {path: self.leaves[other][1] for (path, _), other in zip(self.leaves, order)}
        return found


class Distribution(NamedTuple):
    """Entries of one row that add up to 1, which change places: one-hot stays one-hot."""

    leaves: tuple[Leaf, ...]

    def drawn(self, draws: Draws) -> dict[Path, str]:
        """The entries in another order."""
        order = draws.order(len(self.leaves), *self.leaves[0][0])
        return {path: self.leaves[other][1] for (path, _), other in zip(self.leaves, order)}


Group = Numbers | Labels | Distribution


def groups(document: Tree, problem: Problem) -> Iterator[Group]:
    """What may change in the document of a problem."""
    if not isinstance(document, Mapping):
        return
    network, data = document.get("network"), document.get("data")
    if network is not None:
        yield from _weights(network)
    rows = _observations(data, problem) if data is not None else ()
    for name in dict.fromkeys(name for row in rows for name in row):
        leaves = [row[name] for row in rows if name in row]
        is_target = network is not None and name == "y"
        yield from _targets(leaves, _classes(problem)) if is_target else _inputs([one for row in leaves for one in row])
    for name, value in _pairs(document.get("at")):
        yield from _inputs(_leaves(value, ("at", name)))
    questions = document.get("questions")
    for number, question in enumerate(questions.items if isinstance(questions, List) else ()):
        given = question.get("given") if isinstance(question, Mapping) else None
        for name, value in _pairs(given):
            leaves = [tuple(_leaves(value, ("questions", number, "given", name)))]
            yield from _targets(leaves, 0) if name == "target" else _inputs(leaves[0])


def _observations(data: Tree, problem: Problem) -> list[dict[str, tuple[Leaf, ...]]]:
    """The numbers of each observation by their keys, also of those that stand in matrices."""
    spelled = one_row(data) if problem.graph else _spelled(data, problem)
    # Scalars of matrices stand elsewhere in the list that is spelled out: there they are told by what they are.
    places = {} if spelled is data else {id(scalar): path for path, scalar in _scalars(data, ("data",))}
    return [
        {
            name: tuple(
                (places.get(id(leaf), path), leaf.text) for path, leaf in _scalars(value, ("data", number, name))
            )
            for name, value in _pairs(row)
        }
        for number, row in enumerate(spelled.items if isinstance(spelled, List) else ())
    ]


def _spelled(data: Tree, problem: Problem) -> Tree:
    return spelled_out(Reader(), data, (problem.network, problem.losses), is_by_columns(problem.conventions)).tree


def _pairs(tree: Tree | None) -> Iterator[tuple[str, Tree]]:
    yield from ((key.text, value) for key, value in tree.pairs) if isinstance(tree, Mapping) else ()


def _leaves(tree: Tree, path: Path) -> Iterator[Leaf]:
    """The text of every scalar inside a tree with its path."""
    return ((place, scalar.text) for place, scalar in _scalars(tree, path))


def _scalars(tree: Tree, path: Path) -> Iterator[tuple[Path, Scalar]]:
    """Every scalar inside a tree with its path."""
    if isinstance(tree, Scalar):
        yield path, tree
    elif isinstance(tree, List):
        for number, item in enumerate(tree.items):
            yield from _scalars(item, (*path, number))
    else:
        for key, value in tree.pairs:
            yield from _scalars(value, (*path, key.text))


def _weights(network: Tree) -> Iterator[Group]:
    """The parameters of all layers as one group, and the seeds from which weights are drawn."""
    found: list[Leaf] = []
    matrices: set[Path] = set()
    for path, tree, dimensions in _parameters(network, ("network",)):
        if dimensions:
            leaves = list(_leaves(tree, path))
            found += leaves
            matrices |= {place for place, _ in leaves} if len(dimensions) > 1 else set()
        else:
            seeds = tuple((place, text) for place, text in _leaves(tree, path) if place[-1] == "seed")
            yield Labels(seeds, tuple(map(str, range(1, MOST_SEEDS))))
    read = [(path, number) for path, text in found if (number := literal(text))]
    all_zero = bool(read) and not any(number.units for _, number in read)
    yield Numbers(tuple(found), frozenset(matrices if all_zero else ()))


def _parameters(tree: Tree, path: Path) -> Iterator[tuple[Path, Tree, tuple[str, ...]]]:
    """Every parameter of the layers in a tree, however deep, with its dimensions; `init` has none."""
    if isinstance(tree, List):
        for number, item in enumerate(tree.items):
            yield from _parameters(item, (*path, number))
        return
    for kind, options in _pairs(tree):
        rules = find("layers", kind)
        if rules is None or not rules.parameters:
            yield from _parameters(options, (*path, kind))
            continue
        for edge, dimensions in rules.parameters.items():
            key = key_of(rules, edge)
            value = options.get(key) if isinstance(options, Mapping) else None
            if value is not None:
                yield (*path, kind, key), value, dimensions
        drawn = options.get("init") if isinstance(options, Mapping) else None
        if drawn is not None:
            yield (*path, kind, "init"), drawn, ()


def _inputs(leaves: Iterator[Leaf] | Sequence[Leaf]) -> Iterator[Group]:
    """Numbers that go in; a table of 0 and 1 only is a truth table, and stays."""
    found = tuple(leaves)
    values = {number.value for _, text in found if (number := literal(text))}
    if values != {0, 1} and values - {0}:
        yield Numbers(found)


def _targets(rows: Sequence[tuple[Leaf, ...]], classes: int) -> Iterator[Group]:
    """Targets: classes, rows that add up to 1, labels, or numbers; what lay between 0 and 1 does so again."""
    named = tuple(leaf for row in rows for leaf in row if leaf[0][-1] == "class")
    if named:
        yield Labels(named, tuple(map(str, range(1, classes + 1))))
    given = [row for row in rows if not any(leaf[0][-1] == "class" for leaf in row)]
    numbers = [[number for _, text in row if (number := literal(text))] for row in given]
    if given and all(len(row) > 1 and _adds_up(read, len(row)) for row, read in zip(given, numbers)):
        yield from map(Distribution, given)
        return
    leaves = tuple(leaf for row in given for leaf in row)
    values = {number.value for row in numbers for number in row}
    if not values:
        return
    if values <= {0, 1} or values == {-1, 1}:
        yield Labels(leaves, tuple(sorted({text for _, text in leaves} | ({"0", "1"} if len(values) == 1 else set()))))
    else:
        yield Numbers(leaves, at_most=Fraction(1) if all(0 <= value <= 1 for value in values) else None)


def _adds_up(row: list[Literal], count: int) -> bool:
    return len(row) == count and sum(number.value for number in row) == 1


def _classes(problem: Problem) -> int:
    """How many classes there are; of several losses with targets of their own, as many as each of them has."""
    rows = [problem.data[0].y, *problem.data[0].values.values()] if problem.data else []
    return min((len(row) for row in rows if row), default=0)


def changed(tree: Tree, new: dict[Path, str], path: Path = ()) -> Tree:
    """A tree with the texts at some paths replaced."""
    if isinstance(tree, Scalar):
        return tree._replace(text=new[path]) if path in new else tree
    if isinstance(tree, List):
        return tree._replace(items=tuple(changed(item, new, (*path, n)) for n, item in enumerate(tree.items)))
    return tree._replace(pairs=tuple((key, changed(value, new, (*path, key.text))) for key, value in tree.pairs))
