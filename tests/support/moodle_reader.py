"""A reader of Moodle XML as Moodle's own importer and question types read it; what they would stumble over is an error.

After question/format/xml/format.php and question/type/{numerical,multianswer} of Moodle.
"""

import re
from html import unescape
from typing import NamedTuple
from xml.etree import ElementTree

ALLOWED = {
    100,
    90,
    83.33333,
    80,
    75,
    70,
    66.66667,
    60,
    50,
    40,
    33.33333,
    30,
    25,
    20,
    16.66667,
    14.28571,
    12.5,
    11.11111,
}
ALLOWED |= {10, 5}
FRACTIONS = {0.0, *map(float, ALLOWED), *(-float(fraction) for fraction in ALLOWED)}
EPSILON = 1e-14  # ten to the minus `precision`, which PHP has as 14
NUMBER = r"-?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][-+]?[0-9]+)?"
# A field ends at the first brace, and an alternative at the first tilde, that no backslash precedes.
FIELD = re.compile(r"\{([0-9]*):(?:NUMERICAL|NM):((?:[^}\\]|\\.)*)\}")
ALTERNATIVE = re.compile(r"(=|%-?[0-9]+(?:[.,][0-9]*)?%)?([^~#]+)(?:#((?:[^~\\]|\\.)*))?(?:~|$)")


class Known(NamedTuple):
    """An answer that is looked for; `value` is None for any other."""

    value: float | None
    tolerance: float
    fraction: float
    said: str

    def holds(self, entered):
        if self.value is None:
            return True
        reach = self.tolerance + EPSILON * max(abs(self.tolerance), abs(self.value), EPSILON)
        return self.value - reach <= entered <= self.value + reach


class Asked(NamedTuple):
    """A number that is asked for, its answers in their order, and what it is worth."""

    identity: str
    answers: list[Known]
    worth: float
    text: str = ""

    def taken(self, entered):
        """The first answer that holds what was entered."""
        return next(known for known in self.answers if known.holds(entered))


def read_moodle(written):
    """The numbers that a file asks for, in their order; ValueError with the rule that it breaks."""
    root = ElementTree.fromstring(written)
    found, seen = [], set()
    if root.tag != "quiz" or len(root) == 0 or root[0].get("type") != "category":
        raise ValueError("no category")
    for question in root:
        kind = question.get("type")
        if kind == "category":
            if not _text(question, "category").startswith("$course$/top/"):
                raise ValueError("category outside the course")
            continue
        identity = question.findtext("idnumber", "")
        if identity and (identity in seen or len(identity) > 100):
            raise ValueError("idnumber")
        seen.add(identity)
        if not _text(question, "name") or not [tag for tag in question.iter("tag") if _text(tag, ".")]:
            raise ValueError("no name or no tag")
        read = {"numerical": _numerical, "cloze": _cloze}[kind]
        found += read(question, identity, _html(question, "questiontext"))
    return found


def _numerical(question, identity, text):
    answers = [
        _known(_text(one, "."), one.findtext("tolerance"), float(one.get("fraction")), _html(one, "feedback"))
        for one in question.iter("answer")
    ]
    if question.findtext("showunits") != "3":
        raise ValueError("units")
    return [Asked(identity, _checked(answers), float(question.findtext("defaultgrade")), text)]


def _cloze(question, identity, text):
    fields = list(FIELD.finditer(text))
    if len(fields) != text.count(":NUMERICAL:") or not fields:
        raise ValueError("field that is not read")
    return [Asked(identity, _checked(list(_alternatives(field[2]))), float(field[1] or 1), text) for field in fields]


def _alternatives(written):
    for mark, answer, said in ALTERNATIVE.findall(written):
        value, _, tolerance = answer.partition(":")
        fraction = 100 if mark == "=" else float(mark.strip("%") or 0)
        yield _known(value, tolerance or "0", fraction, unescape(said))


def _known(text, tolerance, fraction, said):
    if text == "*":
        return Known(None, 0.0, fraction, said)
    if not re.fullmatch(NUMBER, text) or not re.fullmatch(NUMBER, tolerance or "") or float(tolerance) < 0:
        raise ValueError("not a number")
    return Known(float(text), float(tolerance), fraction, said)


def _checked(answers):
    """The answers, if each of them can be reached."""
    if answers[0].fraction != 100 or [known for known in answers if known.value is None] != answers[-1:]:
        raise ValueError("order of answers")
    if any(known.fraction not in FRACTIONS for known in answers):
        raise ValueError("fraction")
    for place, known in enumerate(answers[:-1]):
        ends = (known.value - known.tolerance, known.value + known.tolerance)
        if any(earlier.holds(end) for earlier in answers[:place] for end in (*ends, known.value)):
            raise ValueError("interval meets an earlier one")
    return answers


def _text(element, path):
    text = element.find(path).find("text")
    if len(text):
        raise ValueError("markup outside CDATA")
    return text.text or ""


def _html(element, path):
    """HTML that a browser need not mend: it is well-formed."""
    if element.find(path).get("format") != "html":
        raise ValueError("not html")
    text = _text(element, path)
    ElementTree.fromstring(f"<div>{text}</div>")
    return text
