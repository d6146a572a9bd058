"""Sheets for Moodle: the right value earns everything, and what a misconception gives is told its own sentence."""

import math
from fractions import Fraction
from xml.etree import ElementTree
from xml.etree.ElementTree import ParseError

import pytest
from asked_numbers import letters, numbers_of, rounded, sentence
from examples import mostly_slow
from moodle_reader import read_moodle
from places import PROBLEMS

from backprop_cli import BackpropError, Look, load, render, unasked, worksheet
from backprop_cli.views.platform import half_unit

BUNDLED = sorted(path.stem for path in PROBLEMS.glob("*.yaml"))
LOOKS = {lang: Look(lang=lang, mark="," if lang == "ru" else ".") for lang in ("en", "ru")}
SAME = 1e-9  # a difference of floats that is none
GOOD = render(worksheet(load("ex3"), level="final"), "moodle")


CASES = mostly_slow([(name, lang, cloze) for name in BUNDLED for lang in LOOKS for cloze in (False, True)], 75)


@pytest.mark.parametrize(("name", "lang", "cloze"), CASES)
def test_the_right_value_is_right_and_each_mistake_is_told(name, lang, cloze):
    for problem in load(name):
        sheet = worksheet([problem], points=20, lang=lang)._replace(cloze=cloze)
        numbers = list(numbers_of(sheet))
        if not numbers:
            continue
        asked = read_moodle(render(sheet, "moodle", look=LOOKS[lang]))
        assert len(asked) == len(numbers)
        for question, number in zip(asked, numbers):
            assert {question.taken(value).fraction for value in (number.right, entered(number.right))} == {100}
            assert_told(question, number, lang)


def entered(value, digits=4):
    """A value as a student enters it: an integer as it is, another number rounded."""
    return value if value.is_integer() else rounded(value, digits)


def assert_told(question, number, lang):
    """Each mistake's value, whole or rounded, has its own sentence; or it could be taken for an earlier answer's."""
    kept = [number.right]
    for mistake, value in number.wrong:
        if any(abs(value - other) <= half_unit(value, 4) + half_unit(other, 4) + SAME * abs(value) for other in kept):
            continue
        kept.append(value)
        for known in (question.taken(value), question.taken(entered(value))):
            said = "".join(ElementTree.fromstring(f"<div>{known.said}</div>").itertext())
            assert (known.fraction, letters(said)) == (0, sentence(mistake, lang)), (question.identity, mistake, value)
    assert len(question.answers) == len(kept) + 1


@pytest.mark.parametrize("name", mostly_slow(BUNDLED, 13))
def test_points_are_shared_out_without_loss(name):
    for problem in load(name):
        sheet = worksheet([problem], points=20)
        if not problem.symbolic and not unasked(sheet, "moodle"):
            worth = [question.worth for question in read_moodle(render(sheet, "moodle"))]
            assert math.isclose(sum(worth), 20, abs_tol=1e-5)


@pytest.mark.parametrize(
    ("rule", "old", "new"),
    [
        ("no category", 'type="category"', 'type="description"'),
        ("category outside the course", "$course$/top/", "top/"),
        ("idnumber", "ex3:final:b1", "ex3:final:W1"),
        ("no name or no tag", "<tag><text>ex3</text></tag><tag><text>update</text></tag>", ""),
        ("units", "<showunits>3</showunits>", "<showunits>0</showunits>"),
        ("not a number", "<tolerance>0.0000", "<tolerance>-0.0000"),
        ("not a number", "<text>-0.", "<text>-0,"),
        ("order of answers", 'fraction="100"', 'fraction="0"'),
        ("order of answers", "<text>*</text>", "<text>7</text>"),
        ("fraction", 'fraction="0"', 'fraction="15"'),
        ("interval meets an earlier one", "<tolerance>0.0", "<tolerance>9.0"),
        ("markup outside CDATA", "<![CDATA[right]]>", "<b>right</b>"),
        ("not html", '<feedback format="html">', '<feedback format="plain_text">'),
    ],
)
def test_the_reader_refuses_what_moodle_would_not_take(rule, old, new):
    assert old in GOOD
    with pytest.raises(ValueError, match=rule):
        read_moodle(GOOD.replace(old, new))


def test_the_reader_refuses_html_that_is_not_well_formed_and_fields_that_do_not_end():
    with pytest.raises(ParseError):
        read_moodle(GOOD.replace("</h3>", "</h2>"))
    cloze = render(worksheet(load("ex3"), level="final")._replace(cloze=True), "moodle")
    with pytest.raises(ValueError, match="field that is not read"):
        read_moodle(cloze.replace("}</td>", "</td>", 1))


def test_a_question_has_its_place_in_an_answer_file_and_the_digits_asked_for():
    sheet = worksheet(load("ex3"))
    asked = {item.identity: item for item in read_moodle(render(sheet, "moodle", look=Look(digits=3)))}
    assert asked["ex3:1:dL/dW3"].answers[0][:3] == (0.0625, 0.00005, 100)
    assert asked["ex3:1:H1"].answers[0][:2] == (0, 0)


def test_a_title_with_a_slash_or_a_sign_of_markup_stays_one_category():
    written = render(worksheet(load("ex3"), "final", title="1/2 & <b>"), "moodle")
    assert "$course$/top/1//2 &amp; &lt;b&gt;/" in written
    assert read_moodle(written)


def test_what_is_no_number_is_said_to_be_left_out():
    sheet = worksheet(load("ex5"))
    assert "ex5:1:L" in unasked(sheet, "moodle")
    assert unasked(sheet, "md") == ()
    with pytest.raises(BackpropError):
        render(sheet, "moodle")


@pytest.mark.parametrize(
    ("sheet", "format"),
    [
        (worksheet(load("ex3"), solutions=True), "moodle"),
        (worksheet(load("ex3"))._replace(cloze=True), "md"),
    ],
)
def test_a_sheet_that_a_format_cannot_have_is_refused(sheet, format):
    with pytest.raises(BackpropError):
        unasked(sheet, format)


def test_the_weights_of_a_fill_in_question_are_the_points_in_small_integers():
    problem = load("ex4-regression")[0]._replace(points={"L": Fraction(2)})
    sheet = worksheet([problem], level="gradient")._replace(cloze=True)
    assert {question.worth for question in read_moodle(render(sheet, "moodle"))} > {1.0}
