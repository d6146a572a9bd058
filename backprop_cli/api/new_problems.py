"""Problem files as text: a new problem, and one that is there with changes in it."""

from __future__ import annotations

from ..errors import fail
from ..i18n import text
from ..problem.array_files import moved
from ..problem.document_text import text_of
from ..problem.model import Problem
from ..problem.skeleton import (
    Skeleton,
    kind_of_family,
    skeleton_text,
    usual_activation,
    usual_loss,
    weighted_kind,
    widths_of,
)


def problem_text(*problems: Problem, folder: str | None = None) -> str:
    """The file of problems as text, with the changes that were made when they were loaded.

    Comments and layout stay as they are in the file wherever nothing was changed; the text loads as these problems.
    folder: where the text will stand, as it names its files of numbers from there; "" is the working directory, None
    leaves their names as they are.

    >>> from backprop_cli import load_text, problem_text
    >>> text = "expression: x*y   # a product\\nat: {x: 2}  # y is free\\n"
    >>> print(problem_text(*load_text(text, "product.yaml", "product", [("x", "1/3", "--set")])), end="")
    expression: x*y   # a product
    at: {x: 1/3}  # y is free
    """
    documents = (problem.document for problem in problems)
    return "---\n".join(text_of(one if folder is None else moved(one, folder)) for one in documents)


def new_problem(
    widths: str,
    activation: str | None = None,
    loss: str | None = None,
    optimizer: str | None = None,
    seed: int = 1,
    lang: str | None = "en",
) -> str:
    """A new problem as the text of a file, which loads and can be solved: small numbers, and targets that fit the loss.

    widths: of the inputs and of each layer, 2-2-1. activation: the kind after each layer with weights; the last one
    has what the loss needs: nothing before logits, else probabilities. loss, optimizer: their kinds. seed: of the
    numbers. lang: the language of the comments; None: no comments. Raises BackpropError for other widths, and for
    kinds that there are not.

    >>> from backprop_cli import load_text, new_problem, solve
    >>> text = new_problem("2-1", lang=None)
    >>> text.splitlines()[:4]
    ['title: 2-1 sigmoid half_squared_error', 'network:', '  - linear:', '      weights: [[-0.3], [0.5]]']
    >>> solve(load_text(text, "new.yaml", "new")[0]).final["b1"]
    (-0.39620176844449323,)
    """
    shape = widths_of(widths)
    found = activation or usual_activation(), loss or usual_loss(optimizer)
    rules = kind_of_family("layers", found[0])
    if not rules.is_activation:
        raise fail("fault.not_activation" if rules.parameters else "fault.join_as_activation", found=found[0])
    kind_of_family("losses", found[1])
    if optimizer:
        kind_of_family("optimisers", optimizer)
    whole = Skeleton(shape, weighted_kind(), *found, optimizer, seed)
    return skeleton_text(whole, (lambda said: text(said.key, lang, **said.values)) if lang else None)
