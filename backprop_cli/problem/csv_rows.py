"""Rows of a table of CSV, and what is wrong with a text that is none, in words of our own."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator

from ..errors import BackpropError, Mark, Message, Source, fail, plainly
from ..typed import Any

_DELIMITERS = ",;\t"
_LINE = re.compile(r"[^\r\n]*(?:\r\n?|\n)|[^\r\n]+")
# What Python says of a text that is no CSV, and our own words for it.
_REASONS = {
    "unexpected end of data": "fault.csv.quote",
    "expected after": "fault.csv.after_quote",
    "field larger than": "fault.csv.cell",
}


class CsvRows:
    """The rows of a text, read one by one; what separates its cells is what its first line has most of.

    Raises BackpropError, at the line, where a quote is not closed or stands wrong.
    """

    def __init__(self, source: Source) -> None:
        self.source = source
        head = source.text.split("\n", 1)[0]
        delimiter = max(_DELIMITERS, key=head.count)
        self._rows: Any = csv.reader(_lines(source.text), delimiter=delimiter, strict=True)

    @property
    def line(self) -> int:
        """The number of the line, from 1, up to which rows were read."""
        return int(self._rows.line_num)

    def __iter__(self) -> Iterator[list[str]]:
        started = self.line
        try:
            for row in self._rows:
                yield row
                started = self.line
        except csv.Error as error:
            raise self._fault(error, started) from None

    def _fault(self, error: csv.Error, line: int) -> BackpropError:
        key = next((key for said, key in _REASONS.items() if said in str(error)), None)
        problem = Message(key) if key else plainly(error)
        return fail("fault.csv", Mark(self.source, line, 0), None, problem=problem)


def _lines(text: str) -> Iterator[str]:
    """The lines of a text with their ends, one by one: StringIO takes four bytes for every character."""
    return (found[0] for found in _LINE.finditer(text))
