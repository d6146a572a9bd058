"""Answer files in YAML, JSON, CSV or as a Markdown table, read to answers with their numbers; none is judged here."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any, NamedTuple

from ...errors import BackpropError, Fault, Mark, Message, fail, plainly
from ...expr.names import entry_of
from ...problem.answers import BLANK, NUMBER, AnswerDocument, answer_document
from ...problem.reader import Reader
from ...problem.yaml_tree import Mapping, Scalar, Sequence, Tree, decoded, read_documents
from .number import WrittenNumber, read_number
from .spreadsheet import unguarded

FINAL = "final"
MAX_ENTRIES = 20_000


class Answer(NamedTuple):
    """One name with the value that somebody wrote for it.

    step: the number of the step; None for the final weights and for questions. question: the id of the question. name:
    as it was written; "" for a question whose parts have no names. value: a WrittenNumber or nested tuples of them;
    None where nothing was written. raw: the value as JSON shows it. mark: the place in the file.
    """

    step: int | None
    question: str | None
    name: str
    value: Any
    raw: Any = None
    mark: Mark | None = None

    @property
    def place(self) -> str:
        """The number of the step, the id of the question, or final."""
        return self.question if self.question is not None else FINAL if self.step is None else str(self.step)


def identity_of(answer: Answer) -> tuple[int | None, str | None, str, Mark | None]:
    """Step, question, name and mark, which tell one answer from another; two rows of a table have no mark."""
    return answer.step, answer.question, answer.name, answer.mark


class Answers(NamedTuple):
    """One document of answers in the order of the file; problem: the name of the problem it answers, if it says so."""

    items: tuple[Answer, ...]
    problem: str | None = None


def answers_for(documents: Iterable[Answers], name: str) -> Answers | None:
    """The first document that names this problem, or none; None where all name others."""
    return next((item for item in documents if item.problem in (None, name)), None)


def read_answers(data: str | bytes, source: str, functions: tuple[str, ...] = ()) -> tuple[Answers, ...]:
    """The answers of a file, one for each document.

    source: the name of the file, by whose ending it is read; without a known one, by its first line. functions: the
    names of unknown functions in formulas. Raises BackpropError with every fault where it is no answer file; a value
    that cannot be read is no fault, it is judged with the others.

    >>> from backprop_cli import check, load, read_answers
    >>> (answers,) = read_answers("step,name,value\\n1,L,0.125\\n2,L,0.145\\n", "work.csv")
    >>> [(answer.step, answer.name, answer.raw) for answer in answers.items], float(check(load("ex3")[0], answers))
    ([(1, 'L', 0.125), (2, 'L', 0.145)], 1.0)
    """
    form = _format(data, source)
    if form == "yaml":
        trees, faults = read_documents(data, source)
        if faults:
            raise BackpropError(*faults)
        return tuple(answers_of(tree, functions) for tree in trees)
    lines = decoded(data, source).splitlines()
    return (_table(_markdown(lines) if form == "md" else _csv(lines), functions),)


def _format(data: str | bytes, source: str) -> str:
    """The format of an answer file, yaml, csv or md: by its extension, else by its first line. JSON is YAML."""
    ending = source.rpartition(".")[2].lower()
    if ending in ("csv", "md", "yaml", "yml", "json"):
        return {"csv": "csv", "md": "md"}.get(ending, "yaml")
    text = decoded(data, source)
    first = next((line.strip() for line in text.splitlines() if line.strip()), "")
    if first.startswith("|"):
        return "md"
    words = [word.strip().lower() for word in re.split("[,;\t]", first)]
    return "csv" if "name" in words and len(words) > 1 else "yaml"


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
        Answer(item.step, item.question, item.name, _value(item.value, functions), _raw(item.value), item.key.mark)
        for item in document.answers
    )
    return Answers(tuple(items), document.problem)


def _value(tree: Tree, functions: tuple[str, ...]) -> Any:
    """The entries of a value in their nesting, as WrittenNumber; None where nothing was written."""
    if isinstance(tree, Scalar):
        return read_value(tree.text, functions) if tree.text.strip() not in BLANK or not tree.plain else None
    if isinstance(tree, Sequence):
        items = tuple(_value(item, functions) for item in tree.items)
        blank = WrittenNumber("")
        return tuple(blank if item is None else item for item in items) if items and any(items) else None
    return WrittenNumber(", ".join(plainly(key.text) for key, _ in tree.pairs))


def read_value(text: str, functions: tuple[str, ...] = ()) -> Any:
    """A value from its text: a number, a formula, a row as (1; −0,5), or rows as [[1, 2], [3, 4]].

    Gives a WrittenNumber, a tuple of them or a tuple of rows; None for a blank text. Raises nothing.
    """
    text = text.strip()
    if not text:
        return None
    inner = text[1:-1]
    if (text[0], text[-1]) in (("(", ")"), ("[", "]")) and not set("()[]") & set(inner) and re.search("[;,]", inner):
        marks = ";" if ";" in inner else ","
        parts = [read_number(part, functions) for part in inner.split(marks)]
        if all(part.is_number for part in parts):
            return tuple(parts)
    if text.startswith("[[") and text.endswith("]]"):
        lines = re.split(r"\]\s*[,;]?\s*\[", text[2:-2])
        rows = [read_value(f"[{row}]", functions) for row in lines]
        if all(isinstance(row, tuple) for row in rows):
            return tuple(rows)
        return tuple((read_number(row, functions),) for row in lines)
    return read_number(text, functions)


def _raw(tree: Tree) -> Any:
    """A value as JSON shows it, in lists: numbers as numbers, other texts as they are, null where nothing is."""
    if isinstance(tree, Sequence):
        return [_raw(item) for item in tree.items]
    if isinstance(tree, Mapping):
        return {key.text: _raw(value) for key, value in tree.pairs}
    return raw_text(tree.text) if tree.plain else tree.text or None


def raw_text(text: str) -> Any:
    """A text as JSON shows it: the number that it is, else itself; None for a blank."""
    if text.strip() in BLANK:
        return None
    try:
        found = float(text)
    except ValueError:
        return text
    if not text.strip().isascii() or found - found != 0 or "_" in text:
        return text
    return int(text) if NUMBER.fullmatch(text.strip()) and len(text) < 16 else found


def _csv(lines: list[str]) -> list[dict[str, str]]:
    import csv

    first = next((line for line in lines if line.strip()), "")
    delimiter = max(";\t,", key=first.count)
    return _rows([unguarded(cell) for cell in row] for row in csv.reader(lines, delimiter=delimiter))


def _markdown(lines: list[str]) -> list[dict[str, str]]:
    cells = (
        [cell.strip().strip("`").replace("\\|", "|") for cell in re.split(r"(?<!\\)\|", line.strip().strip("|"))]
        for line in lines
        if line.strip().startswith("|")
    )
    return _rows(row for row in cells if not all(re.fullmatch(":?-+:?", cell) for cell in row))


def _rows(rows: Iterable[list[str]]) -> list[dict[str, str]]:
    """Rows of cells by the names of their columns, which stand in the first row.

    Raises BackpropError for too many rows, and where the columns name and value are missing.
    """
    named: list[dict[str, str]] = []
    head: list[str] | None = None
    for row in rows:
        if not any(cell.strip() for cell in row):
            continue
        if head is None:
            head = [cell.strip().lower() for cell in row]
        else:
            named.append(dict(zip(head, (cell.strip() for cell in row))))
        if len(named) > MAX_ENTRIES:
            raise fail("fault.many_answers", limit=MAX_ENTRIES)
    if head is None or "name" not in head or not {"value", "answer"} & set(head):
        raise fail("fault.answer_columns", None, Message("hint.answer_columns"), found=plainly(", ".join(head or [])))
    return named


def _table(rows: Iterable[dict[str, str]], functions: tuple[str, ...]) -> Answers:
    """Answers from rows with the columns step (a number, or final) or question, name and value.

    The rows may be those that `solve -f csv` writes: they have a phase, and one entry each; rows without a value are
    left out. Raises BackpropError for a step that is no number.
    """
    found, problem, faults = [], None, []
    for row in rows:
        text = row.get("value", row.get("answer", ""))
        if row.get("phase") == "compare" or (row.get("phase") and not text):
            continue
        name = row.get("name", "")  # a row may be shorter than the head
        if row.get("row") and row.get("column") and not name.endswith("]"):
            name = entry_of(name, row["row"], row["column"])
        step, question = row.get("step", ""), row.get("question") or None
        problem = row.get("problem") or problem
        if step and step.lower() != FINAL and not (step.isascii() and step.isdigit()):
            faults.append(Fault(Message("fault.answer_step", {"found": plainly(step)}), None, Message("hint.answers")))
            continue
        number = int(step) if step.isdigit() and not question else None if step or question else 1
        value = None if text in BLANK else read_value(text, functions)
        found.append(Answer(number, question, name, value, raw_text(text)))
    if faults:
        raise BackpropError(*faults)
    return Answers(tuple(found), problem)
