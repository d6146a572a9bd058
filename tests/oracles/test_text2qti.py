"""A quiz of Canvas beside text2qti's: the same elements, with the same attributes and the same ranges, file by file."""

import io
import re
import zipfile
from decimal import Decimal
from xml.etree import ElementTree

import pytest
from canvas_reader import read_canvas

from backprop_cli import load, load_text, quiz_package, worksheet

pytest.importorskip("text2qti", reason="needs the extra `oracle`")

from text2qti.config import Config
from text2qti.qti import QTI
from text2qti.quiz import Quiz

IDENT = re.compile(r"(?:text2qti|backprop)_([a-z-]+(?:_[a-z-]+)*)_[0-9a-f]+")
RIGHTS = "{http://www.imsglobal.org/xsd/imsmd_v1p2}rights"  # whose a quiz is, is for its teacher to say
ZERO = "network: [{linear: {weights: [[0, 0.00002, 3, -1/3]], bias: false}}]\ndata: [{x: [1]}]"
SHEETS = [
    worksheet(load("ex3"), points=20, lang="ru"),
    worksheet(load("ex4"), level="gradient"),
    worksheet(load_text(ZERO, "zero.yaml", "zero")),
]


def by_text2qti(sheet):
    """A sheet as text2qti writes it, with placeholders for what is said, and the points, of which it knows halves only."""
    asked = read_canvas(quiz_package(sheet))
    words = [f"Quiz title: {sheet.title}\nshow correct answers: true\n"]
    for number, question in enumerate(asked, 1):
        is_whole = question.least == question.most == question.least.to_integral()
        ends = f"{question.least}" if is_whole else f"[{question.least}, {question.most}]"
        words.append(f"Title: {question.title}\n{number}. asked {number}\n... work\n- wrong\n= {ends}\n")
    quiz = Quiz("\n".join(words), config=Config())
    for question, written in zip(asked, quiz.questions_and_delims):
        written.points_possible = question.worth
    quiz.points_possible = sum(question.worth for question in asked)
    return QTI(quiz).zip_bytes()


def files_of(content):
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return [skeleton(ElementTree.fromstring(archive.read(name))) for name in archive.namelist() if name[-1] != "/"]


def skeleton(element):
    """An element: its name, its attributes, what it says, and the elements in it; identifiers without what is random."""
    attributes = {name: IDENT.sub(r"\1", text) for name, text in element.items() if not name.endswith("schemaLocation")}
    inside = [skeleton(child) for child in element if child.tag != RIGHTS]
    return element.tag, attributes, said(element), inside


def said(element):
    text = IDENT.sub(r"\1", (element.text or "").strip())
    if element.get("texttype") or element.tag.endswith(("}string", "}dateTime")):
        return bool(text)
    return Decimal(text) if re.fullmatch(r"-?[0-9]+(\.[0-9]+)?", text) else text


@pytest.mark.parametrize("sheet", SHEETS, ids=["ex3", "ex4", "zero"])
def test_the_files_have_the_elements_that_text2qti_writes(sheet):
    ours, theirs = files_of(quiz_package(sheet)), files_of(by_text2qti(sheet))
    assert len(ours) == len(theirs) == 3
    assert [one == other for one, other in zip(ours, theirs)] == [True] * 3
