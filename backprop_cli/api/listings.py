"""Lists of what there is: the bundled problems, and the kinds of layers, losses and optimisers."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from ..errors import Message
from ..problem.load import bundled, load
from ..problem.model import Problem
from ..typed import Any
from ..views.report import Block, Table
from .choices import known_word

FAMILIES = ("layers", "losses", "optimisers", "schedules")


class Listing:
    """A list of things: iterate over it for its rows as dictionaries, in English; `render` writes it as a table.

    >>> from backprop_cli import kinds
    >>> listing = kinds("losses")
    >>> len(listing), [row["kind"] for row in listing][:3]
    (16, ['cosine', 'cross_entropy', 'cross_entropy_with_logits'])
    """

    def __init__(self, blocks: Iterable[Block]) -> None:
        self.blocks = tuple(blocks)

    def __iter__(self) -> Iterator[dict[str, Any]]:
        from ..formats.json import table_rows

        return iter(table_rows(block for block in self.blocks if isinstance(block, Table)))

    def __len__(self) -> int:
        return sum(len(block.rows) for block in self.blocks if isinstance(block, Table))

    def __repr__(self) -> str:
        return f"<Listing of {len(self)}>"


def problems(lang: str = "en") -> Listing:
    """The problems that come with the package: name, network, loss and title. lang: the language of the titles.

    >>> from backprop_cli import load, problems
    >>> next(row for row in problems() if row["name"] == "ex3")
    {'name': 'ex3', 'network': '1-1-1-1', 'loss': 'half_squared_error', 'title': 'Backpropagation by hand'}
    """
    from ..views.catalogue import problem_table

    return Listing(problem_table((problem for name in bundled() for problem in load(name, tests=False)), lang=lang))


def validate(*problems: str | Problem) -> Listing:
    """Problems, or the names of problem files, each with its network and loss; nothing is solved.

    Raises BackpropError with every fault of the first file that holds no problem.

    >>> from backprop_cli import validate
    >>> list(validate("ex3"))
    [{'name': 'ex3', 'network': '1-1-1-1', 'loss': 'half_squared_error', 'state': 'valid'}]
    """
    from ..views.catalogue import problem_table

    found = [one for item in problems for one in (load(item) if isinstance(item, str) else (item,))]
    return Listing(problem_table(found, Message("list.valid")))


def mistakes() -> Listing:
    """The mistakes and the conventions that `check` names and `explain` explains: name, theme and sentence.

    >>> from backprop_cli import mistakes
    >>> next(row["about"] for row in mistakes() if row["name"] == "wrong_sign")
    'The sign is wrong.'
    """
    from ..views.catalogue import mistake_table

    return Listing(mistake_table())


def kinds(family: str, kind: str | None = None) -> Listing:
    """The kinds of "layers", "losses", "optimisers" or "schedules" with their formulas.

    Of one kind, every formula and option. Raises BackpropError where there is no such family or kind.

    >>> from backprop_cli import kinds
    >>> [row["formula"] for row in kinds("layers", "sigmoid")]
    ['σ(x)', 'd ⊙ out ⊙ (1 - out)']
    """
    from ..views.catalogue import kind_report

    known_word(family, FAMILIES)
    return Listing(kind_report(family, kind))
