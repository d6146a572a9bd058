"""Answer files: YAML, JSON, CSV or a Markdown table to answers by place and name; nothing is judged here."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

from ...errors import BackpropError, Fault, Mark, Message, fail, plainly
from ...expr.names import entry_of
from ...problem.fields import did_you_mean, kind_of, name
from ...problem.reader import Reader
from ...problem.yaml_tree import Mapping, Scalar, Sequence, Tree, decoded, read_documents
from .number import Written, written

FINAL = "final"
MAX_ENTRIES = 20_000
_BLANK = ("", "~", "null", "Null", "NULL", "?", "…", "...")
_NUMBER = re.compile(r"[+-]?\d+")


class Answer(NamedTuple):
    """One name with the value that somebody gave it.

    step: its number; None for the final weights and for questions. question: its id. name: as it was written.
    value: a nesting of Written; None where nothing was written. raw: the value as it was given. mark: where.
    """

    step: int | None
    question: str | None
    name: str
    value: Any
    raw: Any = None
    mark: Mark | None = None


def key_of(given: Answer) -> tuple[int | None, str | None, str, Mark | None]:
    """What tells one answer of a file from the others."""
    return given.step, given.question, given.name, given.mark


class Answers(NamedTuple):
    """One document of answers: which problem it answers, if it says so, and what is given."""

    given: tuple[Answer, ...]
    problem: str | None = None


def of_problem(documents: Iterable[Answers], name: str) -> Answers | None:
    """The first document of answers that is, or may be, about a problem of a name."""
    return next((item for item in documents if item.problem in (None, name)), None)


def read_answers(data: str | bytes, source: str, functions: tuple[str, ...] = ()) -> tuple[Answers, ...]:
    """The answers of a text, one for each document. Raises BackpropError with the faults where it is no answer file.

    functions: the names of unknown functions. A value that cannot be read is no fault: it is judged with the others.
    """
    shape = _shape(data, source)
    if shape == "yaml":
        trees, faults = read_documents(data, source)
        if faults:
            raise BackpropError(*faults)
        return tuple(answers_of(tree, functions) for tree in trees)
    lines = decoded(data, source).splitlines()
    return (_table(_markdown(lines) if shape == "md" else _csv(lines), functions),)


def _shape(data: str | bytes, source: str) -> str:
    """What an answer file is: by its extension, else by its first line."""
    ending = source.rpartition(".")[2].lower()
    if ending in ("csv", "md", "yaml", "yml", "json"):
        return {"csv": "csv", "md": "md"}.get(ending, "yaml")
    text = decoded(data, source)
    first = next((line.strip() for line in text.splitlines() if line.strip()), "")
    if first.startswith("|"):
        return "md"
    words = [word.strip().lower() for word in re.split("[,;\t]", first)]
    return "csv" if "name" in words and len(words) > 1 else "yaml"


KEYS = ("answers", "questions", "final", "problem")


def answers_of(tree: Tree, functions: tuple[str, ...] = ()) -> Answers:
    """The answers of one document. Raises BackpropError with every fault that it has."""
    reader = Reader()
    problem, found = None, []
    if not isinstance(tree, Mapping):
        reader.fault("fault.expected_mapping", tree, Message("hint.answers"), what="answers", found=kind_of(tree))
    for key, value in tree.pairs if isinstance(tree, Mapping) else ():
        if key.text == "problem":
            problem = name(reader, value)
        elif key.text == "answers":
            found += list(_steps(reader, value, functions))
        elif key.text == "final":
            found += list(_names(reader, value, (None, None), functions))
        elif key.text == "questions":
            found += list(_questions(reader, value, functions))
        else:
            reader.fault("fault.unknown_key", key, did_you_mean(key.text, KEYS), found=key.text, what="answers")
    if isinstance(tree, Mapping) and not any(key.text in KEYS[:3] for key, _ in tree.pairs):
        reader.fault("fault.no_answers", tree, Message("hint.answers"))
    reader.finish()
    return Answers(tuple(found), problem)


def _steps(reader: Reader, tree: Tree, functions: tuple[str, ...]) -> Iterator[Answer]:
    items = tree.items if isinstance(tree, Sequence) else (tree,)
    for item in items:
        if not isinstance(item, Mapping):
            if isinstance(item, Scalar) and item.text in _BLANK:
                continue
            reader.fault("fault.expected_mapping", item, Message("hint.answers"), what="answers", found=kind_of(item))
            continue
        step = item.get("step")
        number = _step_number(step) if step is not None else 1 if len(items) == 1 else None
        if number is None:
            place = step if step is not None else item
            reader.fault("fault.answer_step", place, Message("hint.answers"), found=kind_of(place))
            continue
        yield from _names(reader, item, (number, None), functions)


def _step_number(tree: Tree) -> int | None:
    text = tree.text.strip() if isinstance(tree, Scalar) else ""
    return int(text) if text.isascii() and text.isdigit() and 0 < len(text) <= 9 else None


Place = tuple["int | None", "str | None"]


def _names(reader: Reader, tree: Tree, place: Place, functions: tuple[str, ...]) -> Iterator[Answer]:
    if isinstance(tree, Scalar) and tree.text in _BLANK:
        return
    if not isinstance(tree, Mapping):
        reader.fault("fault.expected_mapping", tree, Message("hint.answers"), what="answers", found=kind_of(tree))
        return
    before = ""
    for key, value in tree.pairs:
        if key.text == "step" and place[0] is not None:
            continue
        if _NUMBER.fullmatch(key.text) and isinstance(value, Scalar) and not value.text and before:
            hint = Message("hint.quote_comma", {"mended": f"{before},{key.text}"})
            reader.fault("fault.comma_in_braces", key, hint, found=key.text)
            continue
        before = value.text if isinstance(value, Scalar) else ""
        yield Answer(*place, key.text, _value(value, functions), _raw(value), key.mark)


def _questions(reader: Reader, tree: Tree, functions: tuple[str, ...]) -> Iterator[Answer]:
    if not isinstance(tree, Mapping):
        reader.fault("fault.expected_mapping", tree, Message("hint.answers"), what="questions", found=kind_of(tree))
        return
    for key, value in tree.pairs:
        if isinstance(value, Mapping):
            yield from _names(reader, value, (None, key.text), functions)
        else:
            yield Answer(None, key.text, "", _value(value, functions), _raw(value), key.mark)


def _value(tree: Tree, functions: tuple[str, ...]) -> Any:
    """The entries of a value as they were written, in their nesting; None where nothing is."""
    if isinstance(tree, Scalar):
        return value_of(tree.text, functions) if tree.text.strip() not in _BLANK or not tree.plain else None
    if isinstance(tree, Sequence):
        items = tuple(_value(item, functions) for item in tree.items)
        blank = Written("")
        return tuple(blank if item is None else item for item in items) if items and any(items) else None
    return Written(str(kind_of(tree).values.get("keys", "")))


def value_of(text: str, functions: tuple[str, ...] = ()) -> Any:
    """A value from its text: a number, a formula, a row as (1; −0,5), or rows as [[1, 2], [3, 4]]."""
    text = text.strip()
    if not text:
        return None
    inner = text[1:-1]
    if (text[0], text[-1]) in (("(", ")"), ("[", "]")) and not set("()[]") & set(inner) and re.search("[;,]", inner):
        marks = ";" if ";" in inner else ","
        parts = [written(part, functions) for part in inner.split(marks)]
        if all(part.is_number for part in parts):
            return tuple(parts)
    if text.startswith("[[") and text.endswith("]]"):
        said = re.split(r"\]\s*[,;]?\s*\[", text[2:-2])
        rows = [value_of(f"[{row}]", functions) for row in said]
        if all(isinstance(row, tuple) for row in rows):
            return tuple(rows)
        return tuple((written(row, functions),) for row in said)
    return written(text, functions)


def _raw(tree: Tree) -> Any:
    """A value as JSON shows it: numbers as numbers, other texts as they are."""
    if isinstance(tree, Sequence):
        return [_raw(item) for item in tree.items]
    if isinstance(tree, Mapping):
        return {key.text: _raw(value) for key, value in tree.pairs}
    return raw_text(tree.text) if tree.plain else tree.text or None


def raw_text(text: str) -> Any:
    """A text as the number that it is in JSON; else itself, and null where there is nothing."""
    if text.strip() in _BLANK:
        return None
    try:
        found = float(text)
    except ValueError:
        return text
    if not text.strip().isascii() or found - found != 0 or "_" in text:
        return text
    return int(text) if _NUMBER.fullmatch(text.strip()) and len(text) < 16 else found


def _csv(lines: list[str]) -> list[dict[str, str]]:
    import csv

    first = next((line for line in lines if line.strip()), "")
    delimiter = max(";\t,", key=first.count)
    return _rows(csv.reader(lines, delimiter=delimiter))


def _markdown(lines: list[str]) -> list[dict[str, str]]:
    cells = (
        [cell.strip().strip("`").replace("\\|", "|") for cell in re.split(r"(?<!\\)\|", line.strip().strip("|"))]
        for line in lines
        if line.strip().startswith("|")
    )
    return _rows(row for row in cells if not all(re.fullmatch(":?-+:?", cell) for cell in row))


def _rows(rows: Iterable[list[str]]) -> list[dict[str, str]]:
    """Rows by the names of their columns, which stand in the first."""
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
    """Answers from rows with the columns step (a number, or final), name and value, or question.

    Of the rows that `solve -f csv` writes, with their phases, those that are no values are left out.
    """
    found, problem, faults = [], None, []
    for row in rows:
        said = row.get("value", row.get("answer", ""))
        if row.get("phase") == "compare" or (row.get("phase") and not said):
            continue
        called = row["name"]
        if row.get("row") and row.get("column") and not called.endswith("]"):
            called = entry_of(called, row["row"], row["column"])
        step, question = row.get("step", ""), row.get("question") or None
        problem = row.get("problem") or problem
        if step and step.lower() != FINAL and not (step.isascii() and step.isdigit()):
            faults.append(Fault(Message("fault.answer_step", {"found": plainly(step)}), None, Message("hint.answers")))
            continue
        number = int(step) if step.isdigit() and not question else None if step or question else 1
        value = None if said in _BLANK else value_of(said, functions)
        found.append(Answer(number, question, called, value, raw_text(said)))
    if faults:
        raise BackpropError(*faults)
    return Answers(tuple(found), problem)
