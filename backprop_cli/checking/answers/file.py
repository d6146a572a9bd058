"""Answer files in any of their forms (plain lines, YAML, JSON, CSV, Markdown), read to answers; none is judged here."""

from __future__ import annotations

import re

from ...errors import BackpropError, plainly
from ...problem.answers import BLANK, AnswerDocument, answer_document
from ...problem.reader import Reader
from ...problem.yaml_tree import Mapping, Scalar, Sequence, Tree, decoded, read_documents
from ...typed import Any
from .answer import Answer, Answers
from .lines import are_lines, is_blank, read_lines
from .number import WrittenNumber
from .table import read_table
from .values import raw_text, read_value


def read_answers(data: str | bytes, source: str, functions: tuple[str, ...] = ()) -> tuple[Answers, ...]:
    """The answers of a file, one for each document.

    source: the name of the file, by whose ending it is read; without a known one, by its lines. functions: the
    names of unknown functions in formulas. Raises BackpropError with every fault where it is no answer file; a value
    that cannot be read is no fault, it is judged with the others.

    >>> from backprop_cli import check, load, read_answers
    >>> (answers,) = read_answers("step 1\\nL = 0.125\\nstep 2\\nL = 0.145\\n", "work.txt")
    >>> [(answer.step, answer.name, answer.raw) for answer in answers.items]
    [(1, 'L', 0.125), (2, 'L', 0.145)]
    >>> check(load("ex3")[0], answers).passed
    True
    """
    form = _format(data, source)
    if form == "yaml":
        trees, faults = read_documents(data, source)
        if faults:
            raise BackpropError(*faults)
        return tuple(answers_of(tree, functions) for tree in trees)
    if form == "lines":
        return read_lines(decoded(data, source), source, functions)
    return (read_table(decoded(data, source).splitlines(), form == "md", source, functions),)


def _format(data: str | bytes, source: str) -> str:
    """The form of an answer file, yaml, csv, md or lines: by its extension, else by its lines. JSON is YAML."""
    ending = source.rpartition(".")[2].lower()
    if ending in ("csv", "md"):
        return ending
    text = decoded(data, source)
    first = next((line.strip() for line in text.splitlines() if line.strip()), "")
    if ending in ("yaml", "yml", "json") and not is_blank(text):
        return "yaml"
    if first.startswith("|"):
        return "md"
    words = [word.strip().lower() for word in re.split("[,;\t]", first)]
    if "name" in words and len(words) > 1:
        return "csv"
    return "lines" if are_lines(text) or is_blank(text) else "yaml"


def answers_of(tree: Tree, functions: tuple[str, ...] = ()) -> Answers:
    """The answers of one document. Raises BackpropError with every fault that it has."""
    reader = Reader()
    found = answer_document(reader, tree)
    reader.finish()
    assert found is not None
    return with_values(found, functions)


def with_values(document: AnswerDocument, functions: tuple[str, ...] = ()) -> Answers:
    """The answers of a document, each with its value read."""
    items = (
        Answer(*item[:3], _value(item.value, functions), _raw(item.value), item.key.mark, item.assumed)
        for item in document.answers
    )
    return Answers(tuple(items), document.problem)


def _value(tree: Tree, functions: tuple[str, ...]) -> Any:
    """The entries of a value in their nesting, as WrittenNumber; None where nothing was written."""
    if isinstance(tree, Scalar):
        return read_value(tree.text, functions) if tree.text.strip() not in BLANK or not tree.plain else None
    if isinstance(tree, Sequence):
        items = tuple(_value(item, functions) for item in tree.items)
        if len(items) == 1 and isinstance(items[0], tuple) and isinstance(tree.items[0], Scalar):
            return items[0]  # [0.1 0.2] is one text for YAML
        blank = WrittenNumber("")
        return tuple(blank if item is None else item for item in items) if items and any(items) else None
    return WrittenNumber(", ".join(plainly(key.text) for key, _ in tree.pairs))


def _raw(tree: Tree) -> Any:
    """A value as JSON shows it, in lists: numbers as numbers, other texts as they are, null where nothing is."""
    if isinstance(tree, Sequence):
        return [_raw(item) for item in tree.items]
    if isinstance(tree, Mapping):
        return {key.text: _raw(value) for key, value in tree.pairs}
    return raw_text(tree.text) if tree.plain else tree.text or None
