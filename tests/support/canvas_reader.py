"""A reader of quizzes as Canvas imports them and judges answers to them; what it would stumble over is an error.

After gems/plugins/qti_exporter, take_quiz.js and quizzes/quiz_question/numerical_question.rb of Canvas.
"""

import io
import re
import zipfile
from decimal import ROUND_HALF_UP, Decimal
from typing import NamedTuple
from xml.etree import ElementTree

NUMBER = r"-?[0-9]+(?:\.[0-9]{1,4})?"  # what its fields keep
QTI, PACKAGE = "{http://www.imsglobal.org/xsd/ims_qtiasiv1p2}", "{http://www.imsglobal.org/xsd/imsccv1p1/imscp_v1p1}"
QUIZ = "{http://canvas.instructure.com/xsd/cccv1p0}"
KEPT = Decimal("0.0001")
FEEDBACK = ("general_fb", "general_incorrect_fb")


class AskedInCanvas(NamedTuple):
    """A number that is asked for: from where to where an answer is right, what is said of it, and what it is worth."""

    identity: str
    title: str
    worth: Decimal
    least: Decimal
    most: Decimal
    text: str
    said: dict[str, ElementTree.Element]

    @property
    def power(self):
        """The power of ten of the unit in which it is asked for."""
        found = re.search(r"(?:units of|единицах) 10([−-]?[0-9]+)", self.text)
        return int(found[1].replace("−", "-")) if found else 0

    @property
    def mistakes(self):
        """The sentences that whoever is wrong reads in a list."""
        return ["".join(item.itertext()) for item in self.said["general_incorrect_fb"].iter("li")]

    def takes(self, entered):
        """Whether it is right, after the page has written it with four decimals."""
        return self.least <= as_kept(entered) <= self.most


def as_kept(entered):
    """A number as `toFixed(4)` writes it."""
    return Decimal(entered).quantize(KEPT, ROUND_HALF_UP)


def read_canvas(content):
    """The numbers that a quiz asks for, in their order; ValueError with the rule that it breaks."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        files = {name: ElementTree.fromstring(archive.read(name)) for name in archive.namelist()}
    manifest = files.pop("imsmanifest.xml")
    if {file.get("href") for file in manifest.iter(f"{PACKAGE}file")} != set(files):
        raise ValueError("manifest")
    kinds = {root.tag: root for root in files.values()}
    questions, settings = kinds[f"{QTI}questestinterop"], kinds[f"{QUIZ}quiz"]
    found = [_asked(item) for item in questions.iter(f"{QTI}item")]
    if len({asked.identity for asked in found}) < len(found):
        raise ValueError("identity")
    if sum(asked.worth for asked in found) != Decimal(settings.findtext(f"{QUIZ}points_possible", "")):
        raise ValueError("points")
    if settings.findtext(f"{QUIZ}available") != "false":
        raise ValueError("seen before the teacher has seen it")
    return found


def _asked(item):
    pairs = item.iter(f"{QTI}qtimetadatafield")
    fields = {pair.findtext(f"{QTI}fieldlabel"): pair.findtext(f"{QTI}fieldentry") for pair in pairs}
    if fields["question_type"] != "numerical_question":
        raise ValueError("kind of question")
    said = {feedback.get("ident"): _html(feedback) for feedback in item.iter(f"{QTI}itemfeedback")}
    shown = [condition.get("linkrefid") for condition in item.iter(f"{QTI}displayfeedback")]
    if (*said,) != FEEDBACK or (*shown,) != FEEDBACK:
        raise ValueError("feedback")
    text = "".join(_html(item.find(f"{QTI}presentation")).itertext())
    least, most = _ends(item)
    return AskedInCanvas(
        item.get("ident"), item.get("title"), Decimal(fields["points_possible"]), least, most, text, said
    )


def _ends(item):
    """From where to where an answer is right. A number that is near to 0 and not 0 would be kept as 0."""
    (right,) = (one for one in item.iter(f"{QTI}respcondition") if one.find(f"{QTI}setvar") is not None)
    texts = {one.tag.removeprefix(QTI): one.text for one in right.iter() if one.get("respident")}
    if not all(re.fullmatch(NUMBER, text or "") for text in texts.values()):
        raise ValueError("not a number that is kept")
    least, most = (Decimal(texts[end]) for end in ("vargte", "varlte"))
    if least > most or Decimal(texts.get("varequal", least)) not in (least, most):
        raise ValueError("range")
    if min(abs(least), abs(most)) < KEPT:
        raise ValueError("too near to 0")
    return least, most


def _html(element):
    """HTML that a browser need not mend: it is well-formed."""
    (text,) = element.iter(f"{QTI}mattext")
    if text.get("texttype") != "text/html" or len(text):
        raise ValueError("not html")
    return ElementTree.fromstring(f"<div>{text.text}</div>")
