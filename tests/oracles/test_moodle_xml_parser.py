"""Fill-in questions for Moodle as moodle-xml-parser reads them: field for field what our own reader reads."""

import pytest
from examples import mostly_slow
from moodle_reader import read_moodle
from places import PROBLEMS

from backprop_cli import load, render, worksheet

parser = pytest.importorskip("moodle_xml_parser.parser", reason="needs the extra `oracle`")

BUNDLED = sorted(path.stem for path in PROBLEMS.glob("*.yaml"))
NUMERIC = [name for name in BUNDLED if not all(problem.symbolic for problem in load(name))]
STAR = (None, 0.0)


def number_of(answer):
    """The value and the tolerance of an answer, VALUE:TOLERANCE; of any other answer, *."""
    value, _, tolerance = answer.partition(":")
    return STAR if value == "*" else (float(value), float(tolerance))


@pytest.mark.parametrize(("name", "lang"), mostly_slow([(name, lang) for name in NUMERIC for lang in ("en", "ru")], 17))
def test_every_field_is_read_as_it_is_meant(name, lang, capsys):
    sheet = worksheet(load(name), points=20, lang=lang)._replace(cloze=True)
    written = render(sheet, "moodle")
    fields = [gap for question in parser.parse_string(written)["cloze"] for gap in question.gaps]
    asked = read_moodle(written)
    assert capsys.readouterr().out == "" and len(fields) == len(asked) > 0
    assert {field.sub_type for field in fields} == {"NUMERICAL"}
    assert [field.sub_grade for field in fields] == [question.worth for question in asked]
    for field, question in zip(fields, asked):
        read = [(*number_of(option.answer), option.score, option.feedback) for option in field.options]
        assert read == [tuple(known) for known in question.answers]
