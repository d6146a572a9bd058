"""JSON in the contract's form, written record by record."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from fractions import Fraction
from typing import Any

from ..errors import Message
from ..evaluate.algebras import DECIMAL
from ..evaluate.evaluate import constant
from ..expr.node import Node
from ..expr.write.style import CANONICAL
from ..expr.write.text import text
from ..i18n import text as said
from ..views.derivation import DERIVATION_FORMAT
from ..views.report import Table
from ..views.selection import Records

FORMAT = "backprop/1"


def document(problems: Iterable[Records]) -> Iterator[str]:
    """The whole object in pieces, one record a line."""
    dump = Dump()
    yield f'{{"format": {json.dumps(FORMAT)},\n "problems": ['
    for index, solved in enumerate(problems):
        yield ("," if index else "") + "\n  {" + ", ".join(f"{dump(k)}: {dump(v)}" for k, v in solved.header.items())
        if solved.trace is not None:
            yield ',\n   "trace": ['
            yield from _listed(solved.trace, dump)
            yield "]"
        final = solved.final()
        if final is not None:
            yield ",\n   " + ", ".join(f"{dump(key)}: {dump(value)}" for key, value in final.items())
        yield ',\n   "questions": ['
        yield from _listed(solved.questions, dump)
        yield "]}"
    yield "]}\n"


def derivations(problems: Iterable[dict[str, Any]]) -> Iterator[str]:
    """Derivations as one object, one line of them a record."""
    dump = Dump()
    yield f'{{"format": {json.dumps(DERIVATION_FORMAT)},\n "problems": ['
    for index, found in enumerate(problems):
        lines = found.pop("derivation")
        yield ("," if index else "") + "\n  {" + ", ".join(f"{dump(k)}: {dump(v)}" for k, v in found.items())
        yield ',\n   "derivation": ['
        yield from _listed(lines, dump)
        yield "]}"
    yield "]}\n"


def checked(records: list[dict[str, Any]], lang: str) -> Iterator[str]:
    """Judged answers: the contract's object; of several problems, a list of them under `problems`."""
    dump = Dump(lang)
    pieces = []
    for record in records:
        answers = record.pop("answers")
        head = ", ".join(f"{dump(key)}: {dump(value)}" for key, value in record.items())
        pieces.append(f'{{{head},\n "answers": [' + "".join(_listed(answers, dump)) + "]}")
    if len(pieces) == 1:
        yield pieces[0] + "\n"
    else:
        yield f'{{"format": {dump(records[0]["format"])},\n "problems": [\n' + ",\n".join(pieces) + "]}\n"


def checked_object(record: dict[str, Any], lang: str) -> dict[str, Any]:
    """Judged answers as plain data: messages as texts, formulas as they are written."""
    found: dict[str, Any] = Dump(lang).plain(record)
    return found


def _listed(records: Iterable[dict[str, Any]], dump: Dump) -> Iterator[str]:
    for index, item in enumerate(records):
        yield (",\n    " if index else "\n    ") + dump(item)


def listing(tables: Iterable[Table]) -> Iterator[str]:
    """Tables as one list of objects."""
    yield json.dumps(table_rows(tables), ensure_ascii=False, indent=1) + "\n"


def table_rows(tables: Iterable[Table]) -> list[dict[str, Any]]:
    """The rows of tables as dictionaries, a column's name being the last word of its head's key."""
    dump = Dump()
    found = []
    for table in tables:
        keys = [head.key.rpartition(".")[2] if isinstance(head, Message) else str(head) for head in table.heads]
        found += [{key: dump.said(cell) for key, cell in zip(keys, row)} for row in table.rows]
    return found


class Dump:
    """Records as JSON: floats in full, formulas in canonical text, exact values as strings."""

    style = CANONICAL._replace(number=lambda value: short_number(value))

    def __init__(self, lang: str = "en") -> None:
        self.lang = lang

    def __call__(self, value: Any) -> str:
        return json.dumps(self.plain(value), ensure_ascii=False, allow_nan=False)

    def said(self, cell: Any) -> Any:
        """A table's cell: a text, a message in English, or a formula."""
        if isinstance(cell, Message):
            return said(cell.key, self.lang, **cell.values)
        return text(cell, CANONICAL) if isinstance(cell, Node) else cell

    def plain(self, value: Any, key: str = "") -> Any:
        if isinstance(value, Message):
            return self.said(value)
        if isinstance(value, dict):
            return {name: self.plain(item, name) for name, item in value.items()}
        if isinstance(value, (list, tuple)):
            return [self.plain(item, key) for item in value]
        if key in ("exact", "final_exact", "gradient_exact") and isinstance(value, (Fraction, Node)):
            return text(value, CANONICAL) if isinstance(value, Node) else str(value)
        if key == "substitution" and isinstance(value, Node):
            return text(value, self.style)
        if isinstance(value, Node) and key in ("formula", "full"):
            return text(value, CANONICAL)
        return constant(value, DECIMAL) if isinstance(value, (Fraction, Node)) else value


def short_number(value: Any, digits: int = 6) -> str:
    """A number inside a substitution: an exact one as it is, a float to so many significant digits."""
    if isinstance(value, Fraction):
        return str(value)
    return f"{value:.{digits}g}"
