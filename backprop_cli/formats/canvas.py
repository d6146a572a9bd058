"""A sheet as a quiz of Canvas: a zip of QTI 1.2 with a numerical question for each number.

Canvas rounds to four decimals what a student types, so ranges are written so, and small numbers are asked in a power of
ten. It has no feedback for a wrong number: the commonest mistakes are named to whoever is wrong. Source: the items of
text2qti, and of Canvas its qti_exporter and take_quiz.js.
"""

from __future__ import annotations

import hashlib
import io
import zipfile
from collections.abc import Iterator
from decimal import ROUND_HALF_DOWN, ROUND_HALF_UP, Decimal
from fractions import Fraction
from xml.sax.saxutils import escape

from ..errors import Message, fail
from ..expr.node import Node, intern, number
from ..records import NamedTuple
from ..views.platform import KnownAnswer, NumberQuestion
from ..views.submission import shared_out
from ..views.worksheet import Worksheet
from .canvas_xml import ASSESSMENT, EXACT, ITEM, MANIFEST, META, RANGE
from .look import Look
from .platform_markup import PartMarkup, decimal_point, written_parts

FINEST = Decimal("0.0001")  # what Canvas keeps of a typed number
SMALLEST = Decimal("0.01")  # with fewer than two digits among four decimals, a power of ten is asked for
MOST_NAMED = 3  # mistakes that are named to whoever is wrong
MADE = (1980, 1, 1, 0, 0, 0)  # the date of all, so that the same sheet gives the same bytes


class _Asked(NamedTuple):
    question: NumberQuestion
    markup: PartMarkup


def canvas(sheet: Worksheet, look: Look) -> bytes:
    """A sheet as a zip; the same sheet gives the same bytes. Raises BackpropError where it asks for no number."""
    parts = [part for place in range(1, len(sheet.exercises) + 1) for part in written_parts(sheet, place, look)]
    asked = [_Asked(question, part) for part in parts for question in part.part.questions]
    if not asked:
        raise fail("fault.no_number_asked")
    cents = shared_out([item.question.points * 100 for item in asked])
    items = "".join(_item(item, points, place) for place, (item, points) in enumerate(zip(asked, cents)))
    title = escape(sheet.title, {'"': "&quot;"})
    ident = _hash(title + items)
    values = {"ident": ident, "title": title, "points": _points(sum(cents)), "items": items}
    folder = f"backprop_assessment_{ident}"
    files = {
        "imsmanifest.xml": MANIFEST,
        f"{folder}/assessment_meta.xml": META,
        f"{folder}/{folder}.xml": ASSESSMENT,
    }
    return _zipped(((name, text.format(**values)) for name, text in files.items()), "ascii" if look.ascii else "utf-8")


def _zipped(files: Iterator[tuple[str, str]], encoding: str) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for name, text in files:
            entry = zipfile.ZipInfo(name, MADE)
            entry.compress_type, entry.create_system = zipfile.ZIP_DEFLATED, 3  # not that of the machine
            archive.writestr(entry, text.encode(encoding, "xmlcharrefreplace"))
    return stream.getvalue()


def _item(asked: _Asked, cents: int, place: int) -> str:
    question, markup = asked
    right, *wrong = question.answers
    power = _power(right.value)
    unit = markup.sentence(Message("board.platform.unit", {"unit": _unit(power)})) if power else ""
    text = f"{markup.head}<p>{markup.writer.say(question.name)} = ?</p>\n{unit}{markup.digits}"
    named = dict.fromkeys(map(markup.said, wrong))
    hints = "".join(f"<li>{said}</li>" for said in list(named)[:MOST_NAMED])
    common = markup.sentence(Message("board.platform.mistakes")) + f"<ul>{hints}</ul>" if hints else ""
    return ITEM.format(
        ident=_hash(f"{place}:{question.identity}:{text}"),
        title=escape(markup.title(question), {'"': "&quot;"}),
        points=_points(cents),
        text=escape(text),
        condition=_condition(right, power),
        work=escape(markup.work(question)),
        wrong=escape(common or markup.sentence(Message("check.unexplained"))),
    )


def _condition(right: KnownAnswer, power: int) -> str:
    """What is right: an integer exactly, else from one number of four decimals to another; 0 to the last of them."""
    if right.tolerance == 0 and right.value:
        return EXACT.format(exact=decimal_point(right.value))
    size, reach = (Decimal(repr(part)).scaleb(-power) for part in (abs(right.value), right.tolerance))
    if not size:
        return RANGE.format(least=-FINEST, most=FINEST)
    # Half of the last decimal is not quite right, unless a number that is rounded right ends with it.
    inwards = (ROUND_HALF_UP, ROUND_HALF_DOWN)
    ways = inwards[::-1] if size % (2 * reach) == reach else inwards
    least, most = (_four(size + part, way) for part, way in zip((-reach, reach), ways))
    least, most = (least, most) if right.value > 0 else (-most, -least)
    return RANGE.format(least=f"{least:f}", most=f"{most:f}")


def _four(end: Decimal, way: str) -> Decimal:
    """The end of a range in four decimals; one with more digits than a float has is left as it is."""
    return end.quantize(FINEST, way) if end.adjusted() < 18 else end


def _power(value: float) -> int:
    """The power of ten in which a number is asked for; 0 where four decimals say enough of it."""
    size = abs(Decimal(repr(value)))
    is_kept = not size or size >= SMALLEST or (size >= FINEST and size == size.quantize(FINEST))
    return 0 if is_kept else size.adjusted()


def _unit(power: int) -> Node:
    """A power of ten as it is written, and not the number that it is."""
    return intern("power", (number(10), number(power)), None, ())


def _points(cents: int) -> str:
    return decimal_point(float(Fraction(cents, 100)))


def _hash(text: str) -> str:
    """An identifier that says what it stands for: the same question has the same one when it is imported again."""
    return hashlib.blake2b(text.encode(), digest_size=16).hexdigest()
