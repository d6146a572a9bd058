"""JSON and JSON lines, written record by record, so that a long solution takes the memory of one record."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from fractions import Fraction

from ..errors import Message
from ..evaluate.algebras import DECIMAL
from ..evaluate.evaluate import Value, constant
from ..evaluate.put_in import PutInTexts, Recent
from ..evaluate.substitute import PutIn
from ..expr.node import Node
from ..expr.write.style import CANONICAL, Style
from ..expr.write.text import text
from ..i18n import text as said
from ..tolerances import MOST_TEMPLATES
from ..typed import Any
from ..views.derivation import DERIVATION_FORMAT
from ..views.records import LineRecord, Record
from ..views.report import Table
from ..views.solution_records import SolutionRecords

FORMAT = "backprop/1"
MOST_KEPT = 4096  # texts of formulas
FLOATS = ("before", "gradient", "value", "terms")  # keys of a line whose values are floats, in nested tuples
EXACT = ("exact", "final_exact", "gradient_exact")  # keys whose values are written as text, without rounding


def document(problems: Iterable[SolutionRecords]) -> Iterator[str]:
    """Solutions as one object in pieces, one record a line."""
    dump = Dump()
    yield f'{{"format": {dump(FORMAT)},\n "problems": ['
    for index, solved in enumerate(problems):
        yield ("," if index else "") + "\n  {" + dump.members(solved.header)
        if solved.trace is not None:
            yield from _listed("trace", solved.trace, dump)
        final = solved.final()
        if final is not None:
            yield ",\n   " + dump.members(final)
        yield from _listed("questions", solved.questions, dump)
        yield "}"
    yield "]}\n"


def derivations(problems: Iterable[dict[str, Any]]) -> Iterator[str]:
    """Derivations as one object in pieces, one line of a derivation a line."""
    dump = Dump()
    yield f'{{"format": {dump(DERIVATION_FORMAT)},\n "problems": ['
    for index, found in enumerate(problems):
        lines = found.pop("derivation")
        yield ("," if index else "") + "\n  {" + dump.members(found)
        yield from _listed("derivation", lines, dump)
        yield "}"
    yield "]}\n"


def _listed(key: str, records: Iterable[Record | LineRecord], dump: Dump) -> Iterator[str]:
    yield f',\n   "{key}": ['
    yield from _one_a_line(records, dump)
    yield "]"


def _one_a_line(records: Iterable[Record | LineRecord], dump: Dump) -> Iterator[str]:
    for index, item in enumerate(records):
        yield (",\n    " if index else "\n    ") + dump(item)


def rows(problems: Iterable[SolutionRecords]) -> Iterator[tuple[Record, Record | LineRecord]]:
    """The rows of every trace, of the final weights if they are asked for, and of the questions.

    Before each stand the names of its problem and its question.
    """
    for found in problems:
        named = {"problem": found.header["name"]}
        for record in found.trace or ():
            yield named, record
        for row in found.final_rows():
            yield named, row
        for question in found.questions:
            for row in question["rows"]:
                yield {**named, "question": question["id"]}, row


def jsonl(problems: Iterable[SolutionRecords]) -> Iterator[str]:
    """One object a row, with the same keys as in JSON and the name of its problem."""
    dump = Dump()
    yield from (dump(record, named) + "\n" for named, record in rows(problems))


def checked(records: list[dict[str, Any]], lang: str) -> Iterator[str]:
    """Judged answers of one problem as an object; of several, one object with a list of them under `problems`."""
    dump = Dump(lang)
    pieces = []
    for record in records:
        answers = record.pop("answers")
        pieces.append(f'{{{dump.members(record)},\n "answers": [' + "".join(_one_a_line(answers, dump)) + "]}")
    if len(pieces) == 1:
        yield pieces[0] + "\n"
    else:
        yield f'{{"format": {dump(records[0]["format"])},\n "problems": [\n' + ",\n".join(pieces) + "]}\n"


def checked_object(record: dict[str, Any], lang: str) -> dict[str, Any]:
    """Judged answers as plain data: messages as texts, formulas as they are written."""
    found: dict[str, Any] = Dump(lang).plain(record)
    return found


def listing(tables: Iterable[Table]) -> Iterator[str]:
    """Tables as one list of objects."""
    yield json.dumps(table_rows(tables), ensure_ascii=False, indent=1) + "\n"


def table_rows(tables: Iterable[Table]) -> list[dict[str, Any]]:
    """The rows of tables as objects; a column is named by the last word of the key of its head, `list.name` name."""
    dump = Dump()
    found = []
    for table in tables:
        keys = [head.key.rpartition(".")[2] if isinstance(head, Message) else str(head) for head in table.heads]
        found += [{key: dump.said(cell) for key, cell in zip(keys, row)} for row in table.rows]
    return found


SHORT = "%.6g"  # floats inside a substitution
_quoted = json.JSONEncoder(ensure_ascii=False).encode
PLAIN = {str, int, float, bool, type(None)}  # what JSON has as it is: most values of a record


class Dump:
    """Writes records as JSON: floats in full, formulas in canonical text, exact values as strings.

    lang: the language of messages. style: the signs of formulas.
    """

    def __init__(self, lang: str = "en", style: Style = CANONICAL) -> None:
        self.lang, self.style = lang, style
        self.substitutions = style._replace(number=_short_number)
        self.put_in = PutInTexts(self.substitutions, SHORT)
        self._formulas: dict[Node, str] = {}  # those of the lines, which are the same in every step
        self._heads: dict[int, tuple[Record, str]] = {}
        self._numbers = Recent(_floats)

    def __call__(self, value: Any, named: Record | None = None) -> str:
        """A value as JSON; named: members that stand before those of a record."""
        if isinstance(value, LineRecord):
            return self._line(value, named)
        return json.dumps(self.plain({**named, **value} if named else value), ensure_ascii=False, allow_nan=False)

    def _line(self, record: LineRecord, named: Record | None) -> str:
        """The record of a line, of which the head is written once for all steps."""
        step, observations, head, rest = record
        numbered = f'"step": {step}, "observations": {list(observations)}'
        before = f"{self._once(named)}, {numbered}" if named else numbered
        members = [f'"{key}": {self._member(key, value)}' for key, value in rest.items()]
        return f"{{{', '.join([before, self._once(head), *members])}}}"

    def _once(self, record: Record) -> str:
        """The members of a record that comes again and again."""
        found = self._heads.get(id(record))
        if found is None:
            if len(self._heads) >= MOST_TEMPLATES:
                self._heads.clear()
            found = self._heads[id(record)] = record, self.members(record)
        return found[1]

    def _member(self, key: str, value: Any) -> str:
        """What changes from step to step: the numbers of the program are floats throughout."""
        if type(value) is PutIn:
            return _quoted(self.put_in.text(*value))
        if key in FLOATS and not isinstance(value, list) and value is not None:
            written: str = self._numbers(value)
            return written
        return self(self.plain(value, key))

    def members(self, record: Record) -> str:
        """The members of an object without its braces, so that others can be written after them."""
        return self(record)[1:-1]

    def said(self, cell: Any) -> Any:
        """A cell of a table: a message as text, a formula in canonical text, anything else as it is."""
        if isinstance(cell, Message):
            return said(cell.key, self.lang, **{name: _in_words(value) for name, value in cell.values.items()})
        return text(cell, CANONICAL) if isinstance(cell, Node) else cell

    def plain(self, value: Any, key: str = "") -> Any:
        """A value as JSON has it; `key`, the key that it stands under, says how numbers and formulas are written."""
        if type(value) in PLAIN:
            return value
        if isinstance(value, Message):
            return self.said(value)
        if isinstance(value, PutIn):
            return self.put_in.text(*value)
        if isinstance(value, dict):
            is_exact = key in EXACT
            return {
                name: item if type(item) in PLAIN else self.plain(item, key if is_exact else name)
                for name, item in value.items()
            }
        if isinstance(value, (list, tuple)):
            return [item if type(item) in PLAIN else self.plain(item, key) for item in value]
        if not isinstance(value, (Fraction, Node)):
            return value
        if key in EXACT and isinstance(value, Fraction):
            return str(value)
        if key == "formula" and isinstance(value, Node):
            if value not in self._formulas:
                if len(self._formulas) >= MOST_KEPT:
                    self._formulas.clear()
                self._formulas[value] = text(value, self.style)
            return self._formulas[value]
        if key in (*EXACT, "full") and isinstance(value, Node):
            return text(value, self.style)
        if key == "substitution" and isinstance(value, Node):
            return text(value, self.substitutions)
        return constant(value, DECIMAL)


def _floats(value: Value) -> str:
    """Floats in nested tuples, as json.dumps writes them."""
    return repr(value).replace(",)", "]").replace("(", "[").replace(")", "]")


def _in_words(value: Any) -> Any:
    """A value of a message, with formulas in canonical text and floats as a page has them."""
    if isinstance(value, Message):
        return Message(value.key, {name: _in_words(inside) for name, inside in value.values.items()})
    if isinstance(value, (tuple, list)):
        return [_in_words(item) for item in value]
    if isinstance(value, float):
        return _short_number(value)
    return text(value, CANONICAL) if isinstance(value, Node) else value


def _short_number(value: Any) -> str:
    """A number inside a substitution: an exact one as it is, a float in six significant digits."""
    return str(value) if isinstance(value, Fraction) else SHORT % value
