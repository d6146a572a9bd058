"""Sheets for Canvas: the right value is right as Canvas keeps it, a mistake's is not, and the commonest are named."""

import io
import re
import zipfile
from decimal import Decimal
from xml.etree.ElementTree import ParseError

import pytest
from asked_numbers import letters, numbers_of, rounded, sentence
from canvas_reader import KEPT, as_kept, read_canvas
from examples import mostly_slow
from places import PROBLEMS

from backprop_cli import BackpropError, Look, SheetEntry, load, load_text, quiz_package, unasked, worksheet
from backprop_cli.commands import output
from backprop_cli.views.platform import half_unit

BUNDLED = sorted(path.stem for path in PROBLEMS.glob("*.yaml"))
LOOKS = {lang: Look(lang=lang, mark="," if lang == "ru" else ".") for lang in ("en", "ru")}
GOOD = quiz_package(worksheet(load("mazur-2-2-2"), level="final"))
SMALL = """
network: [{linear: {weights: [[%s]], bias: false}}]
data: [{x: [%s]}]
"""


def changed(pattern, new):
    """The good quiz with another text in its files."""
    stream, count = io.BytesIO(), 0
    with zipfile.ZipFile(io.BytesIO(GOOD)) as archive, zipfile.ZipFile(stream, "w") as written:
        for name in archive.namelist():
            said, found = re.subn(pattern, new, archive.read(name).decode())
            written.writestr(name, said)
            count += found
    assert count
    return stream.getvalue()


@pytest.mark.parametrize(("name", "lang"), mostly_slow([(name, lang) for name in BUNDLED for lang in LOOKS], 27))
def test_the_right_value_is_right_a_mistake_is_not_and_the_commonest_are_named(name, lang):
    for problem in load(name):
        sheet = worksheet([problem], points=20, lang=lang)
        if numbers := list(numbers_of(sheet)):
            asked = read_canvas(quiz_package(sheet))
            assert len(asked) == len(numbers)
            assert unasked(sheet, "canvas") or sum(question.worth for question in asked) == 20
            for question, number in zip(asked, numbers):
                assert_judged(question, number)
                assert_named(question, number, lang)


def in_unit(question, value):
    """A value in the unit in which it is asked for."""
    return Decimal(repr(value)).scaleb(-question.power)


def assert_judged(question, number):
    right = in_unit(question, number.right)
    typed = {right, right if number.right.is_integer() else in_unit(question, rounded(number.right))}
    assert all(map(question.takes, typed)), (question.title, typed, question.least, question.most)
    assert number.right == 0 or as_kept(right) != 0
    reach = in_unit(question, half_unit(number.right, 4)) + 2 * KEPT
    wrong = [value for _, given in number.wrong if abs((value := in_unit(question, given)) - right) > reach]
    assert not [value for value in wrong if question.takes(value)], (question.title, wrong)


def assert_named(question, number, lang):
    known = [sentence(mistake, lang) for mistake, _ in number.wrong]
    named = list(map(letters, question.mistakes))
    assert len(set(named)) == len(named) <= 3 and [known.index(one) for one in named] == sorted(map(known.index, named))
    far = [value for _, value in number.wrong if abs(value - number.right) > 3 * half_unit(number.right, 4)]
    assert bool(named) or not [value for value in far if half_unit(value, 4) < abs(value - number.right) / 3]


@pytest.mark.parametrize(
    ("weight", "x", "power", "least", "most"),
    [
        ("0.5", "0.5", 0, "0.2500", "0.2500"),
        ("3", "7", 0, "21", "21"),
        ("0", "0.5", 0, "-0.0001", "0.0001"),
        ("1/3", "1", 0, "0.3333", "0.3334"),
        ("-1/3", "1", 0, "-0.3334", "-0.3333"),
        ("0.0003", "1", 0, "0.0003", "0.0003"),
        ("0.00031", "1", -4, "3.0995", "3.1005"),
        ("-0.0000271828", "1", -5, "-2.7188", "-2.7178"),
        ("1e-30", "1", -30, "0.9995", "1.0005"),
        ("0.012355", "1", 0, "0.0123", "0.0124"),
        ("-0.0123", "1", 0, "-0.0123", "-0.0123"),
        ("1/300", "1", -3, "3.3328", "3.3338"),
        ("1e20", "1/3", 0, "33328333333333330000", "33338333333333330000"),
    ],
)
def test_a_range_is_what_canvas_keeps_of_it_and_a_small_number_has_a_unit(weight, x, power, least, most):
    problems = load_text(SMALL % (weight, x), "small.yaml", "small")
    *_, asked = read_canvas(quiz_package(worksheet(problems)))
    assert asked.power == power
    assert (asked.least, asked.most) == (Decimal(least), Decimal(most))


def test_the_unit_is_said_in_both_languages():
    problems = load_text(SMALL % ("0.000031", "1"), "small.yaml", "small")
    said = {lang: read_canvas(quiz_package(worksheet(problems, lang=lang), look=LOOKS[lang]))[0].text for lang in LOOKS}
    assert "Enter the result in units of 10−5: for 2.5·10−5, enter 2.5." in said["en"]
    assert "Введите результат в единицах 10−5: если получилось 2,5·10−5, введите 2,5." in said["ru"]


def test_the_same_sheet_gives_the_same_bytes_whenever_it_is_made(monkeypatch):
    import time

    monkeypatch.setattr(time, "time", lambda: 2e9)
    assert quiz_package(worksheet(load("mazur-2-2-2"), level="final")) == GOOD
    with zipfile.ZipFile(io.BytesIO(GOOD)) as archive:
        assert {entry.date_time for entry in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert b"<imsmd:dateTime>1980-01-01<" in archive.read("imsmanifest.xml")


def test_a_question_keeps_its_identity_when_others_come_after_it():
    few, more = (read_canvas(quiz_package(worksheet(load("ex3") + load(name)))) for name in ("ex4", "momentum"))
    assert few[0].identity == more[0].identity and few[-1].identity != more[-1].identity


@pytest.mark.parametrize(
    ("rule", "pattern", "new"),
    [
        ("manifest", 'file href="[^"]*/assessment_meta', 'file href="settings'),
        ("identity", 'item ident="[^"]*', 'item ident="one'),
        ("points", "<points_possible>[0-9]+", "<points_possible>99"),
        ("seen before", "<available>false", "<available>true"),
        ("kind of question", "numerical_question", "essay_question"),
        ("feedback", 'linkrefid="general_fb"', 'linkrefid="other_fb"'),
        ("not a number that is kept", r"(<vargte[^>]*>[0-9]+)\.", r"\1,"),
        ("not a number that is kept", r"(<vargte[^>]*>[0-9]+)\.", r"\1.0000"),
        ("range", r"(<varlte[^>]*>)", r"\g<1>-"),
        ("range", r"<varlte([^>]*)>[^<]*</varlte>", r"<varlte\1>9</varlte><varequal\1>7</varequal>"),
        ("too near to 0", r"(<vargte[^>]*>)[^<]*", r"\g<1>0"),
        ("not html", 'texttype="text/html"', 'texttype="text/plain"'),
    ],
)
def test_the_reader_refuses_what_canvas_would_not_take(rule, pattern, new):
    with pytest.raises(ValueError, match=rule):
        read_canvas(changed(pattern, new))


def test_the_reader_refuses_html_that_is_not_well_formed():
    with pytest.raises(ParseError):
        read_canvas(changed("&lt;/h3&gt;", "&lt;/h2&gt;"))


def test_a_title_with_signs_of_markup_stays_one():
    package = quiz_package(worksheet(load("ex3"), "final", title='1/2 & "<b>"'))
    with zipfile.ZipFile(io.BytesIO(package)) as archive:
        assert all("1/2 &amp;" in archive.read(name).decode() for name in archive.namelist())
    assert read_canvas(package)


def test_in_ascii_the_files_are_ascii():
    sheet = worksheet(load("ex3"), "final", lang="ru")
    package = quiz_package(sheet, look=LOOKS["ru"]._replace(ascii=True))
    with zipfile.ZipFile(io.BytesIO(package)) as archive:
        assert all(archive.read(name).isascii() for name in archive.namelist())
    assert [asked.title for asked in read_canvas(package)] == [
        asked.title for asked in read_canvas(quiz_package(sheet))
    ]


@pytest.mark.parametrize(
    "sheet",
    [
        worksheet(load("ex5")),
        worksheet(load("ex3"), solutions=True),
        worksheet(load("ex3"))._replace(cloze=True),
        worksheet([SheetEntry(load("ex3")[0], erroneous="auto")]),
    ],
)
def test_a_sheet_that_canvas_cannot_have_is_refused(sheet):
    with pytest.raises(BackpropError):
        quiz_package(sheet)


def test_the_command_writes_the_file_to_a_name_or_a_pipe(backprop, tmp_path):
    command = ("worksheet", "mazur-2-2-2", "--level", "final")
    assert backprop(*command, "-o", "quiz.zip").stdout == b""
    piped = backprop(*command, "-f", "canvas")
    assert piped.returncode == 0 and piped.stdout == (tmp_path / "quiz.zip").read_bytes() == GOOD


def test_what_is_no_number_is_named_on_standard_error(backprop):
    done = backprop("worksheet", "ex5", "ex3", "-o", "quiz.zip")
    assert done.returncode == 0 and "ex5:1:L" in done.err


@pytest.mark.parametrize(("lang", "said"), [("en", "canvas is a file, not text"), ("ru", "canvas — файл, а не текст")])
def test_a_terminal_is_not_filled_with_bytes(backprop, monkeypatch, lang, said):
    monkeypatch.setattr(output, "is_terminal", lambda options: options.output is None)
    done = backprop("worksheet", "ex3", "-f", "canvas", "--lang", lang)
    assert (done.returncode, done.out) == (2, "") and said in done.err and "-o quiz.zip" in done.err
