"""Questions for STACK: the right work scores, a mistake has its sentence, what follows is credited, as `check` has it."""

import math
from xml.etree import ElementTree
from xml.etree.ElementTree import ParseError

import pytest
from asked_numbers import letters, rounded, sentence
from examples import mostly_slow
from maxima_process import needs_maxima
from places import PROBLEMS
from stack_cases import followed
from stack_reader import failing, read_stack, results

from backprop_cli import BackpropError, Look, load, render, worksheet
from backprop_cli.checking.answers.number import read_number
from backprop_cli.checking.check import check_by_key
from backprop_cli.checking.judge.result import COLLAPSED, EARNING
from backprop_cli.views.platform import platform_parts

BUNDLED = sorted(path.stem for path in PROBLEMS.glob("*.yaml"))
LOOKS = {lang: Look(lang=lang, mark="," if lang == "ru" else ".") for lang in ("en", "ru")}
# Maxima works out every feedback variable anew for every answer, which takes seconds: one small problem in the fast run.
ONE_OF_ALL = mostly_slow(sorted(BUNDLED, key=lambda name: name != "logistic-unit"), len(BUNDLED))
MOST_ENTERED = 40  # ways to fill in a question of one problem, spread evenly over them all
GOOD = render(worksheet(load("ex3"), level="gradient"), "stack")


def asked_of(name, lang="en", level="all"):
    """The questions of a bundled problem as STACK has them, each with the part that it was made of."""
    for problem in load(name):
        sheet = worksheet([problem], level, points=20, lang=lang)
        parts = list(platform_parts(sheet, 1, None))
        if parts:
            questions = read_stack(render(sheet, "stack", look=LOOKS[lang]))
            assert [len(one.inputs) for one in questions] == [len(part.questions) for part in parts]
            yield from zip(questions, parts)


def near(value, other, thousandths=1):
    return math.isclose(value, other, rel_tol=thousandths * 1e-3, abs_tol=1e-12)


@pytest.mark.parametrize(("name", "lang"), mostly_slow([(name, lang) for name in BUNDLED for lang in LOOKS], 19))
def test_every_problem_is_read_with_all_that_the_import_wants(name, lang):
    for question, part in asked_of(name, lang):
        worth = sum(float(one.points) for one in part.questions)
        assert math.isclose(sum(tree.points for tree in question.trees.values()), worth, abs_tol=1e-5)
        wrong = {answer.mistake for one in part.questions for answer in one.answers[1:]}
        noted = {note.split("-", 1)[1] for _, expected in question.tests for *_, note in expected.values()}
        assert {"right"} < noted <= wrong | {"right", "missing"}
        assert question.may_be_empty == {*question.inputs}


# What a whole page tells `check`, and one line does not tell STACK: that all signs are those of another convention, and
# that digits which cancel may come from what was rounded before.
OTHERWISE = {
    ("dying-relu:2", "convention", "wrong_sign"),
    ("ex1:1", "follows", "collapsed"),
}


@needs_maxima
@pytest.mark.parametrize("name", ONE_OF_ALL)
def test_the_right_work_scores_and_the_tests_of_a_question_pass(name):
    for question, part in asked_of(name):
        numbers = [one.answers[0].value for one in part.questions]
        exact = dict(question.inputs)
        short = {name: repr(rounded(value)) for name, value in zip(question.inputs, numbers)}
        for found in results(question, [exact, {**exact, **short}]):
            assert {result.score for result in found.values()} == {1.0}, found
        assert list(failing(question)) == []


@needs_maxima
@pytest.mark.parametrize("name", ONE_OF_ALL)
def test_the_value_of_each_mistake_has_its_sentence(name):
    for question, part in asked_of(name):
        planted = [
            (place, mistake, value)
            for place, one in enumerate(part.questions, 1)
            for mistake, value in one.number.wrong
            if not 0 < abs(value) < 1e-12  # rounding alone, which nobody writes
        ]
        found = results(question, [({f"ans{place}": repr(value)}, (f"prt{place}",)) for place, _, value in planted])
        for (place, mistake, value), result in zip(planted, found):
            assert_told(part.questions[place - 1], mistake, value, result[f"prt{place}"])


def assert_told(asked, mistake, value, result):
    """The value has the sentence of its mistake, or of one that could be meant as well, or is nearly the right one."""
    right = asked.number.right
    meant = {name for name, given in asked.number.wrong if near(given, value, 2)}
    said = {sentence(name, "en") for name in meant}
    told = letters("".join(ElementTree.fromstring(f"<div>{result.said}</div>").itertext()))
    assert near(value, right) if result.score else told in said, (asked.identity, mistake, value, result)


@needs_maxima
@pytest.mark.parametrize("name", ONE_OF_ALL)
def test_what_follows_is_credited_as_check_does_and_a_collapsed_line_is_not(name):
    for question, part in asked_of(name):
        texts = list(followed(part))
        texts = texts[:: 1 + len(texts) // MOST_ENTERED]
        found = results(question, [{f"ans{n + 1}": entered for n, entered in one.items()} for one in texts])
        for entered, trees in zip(texts, found):
            asked = [(part.questions[n].item.answer, text, trees[f"prt{n + 1}"]) for n, text in entered.items()]
            right = [part.questions[n].number.right for n in entered]
            answers = tuple(answer._replace(value=read_number(text)) for answer, text, _ in asked)
            verdicts = {one.answer.name: one.verdict for one in check_by_key(part.lines.key, answers).answers}
            for (answer, text, result), number in zip(asked, right):
                if near(float(text), number, 2):
                    continue  # as near as rounding may lead: by `check` it claims more digits than it has right
                verdict, note = verdicts[answer.name], result.note.split("-", 1)[1]
                if (question.identity, verdict, note) in OTHERWISE:
                    continue
                assert (result.score == 1) == (verdict in EARNING), (question.identity, answer.name, verdict, note)
                # What cancels leaves dust of the digits entered, where `check` has an interval: no marks, another sentence.
                assert (note == COLLAPSED) == (verdict == COLLAPSED) or not float(text)


@needs_maxima
def test_what_is_entered_may_be_blank_or_no_number_and_later_trees_go_on():
    question, part = next(asked_of("ex4-regression"))
    last = len(part.questions)
    name, tree = f"ans{last}", f"prt{last}"
    right = {name: question.inputs[name]}
    blank, nonsense, unreal = results(question, [right, {**right, "ans1": "x"}, {**right, "ans1": "sqrt(-2)"}])
    for found in (blank, nonsense, unreal):
        assert found[tree].score == 1
        assert found["prt1"][:3] == (0, question.penalty, "prt1-missing")


@needs_maxima
def test_an_answer_may_be_a_fraction_or_a_formula():
    question, part = next(asked_of("ex3"))
    place = next(n for n, one in enumerate(part.questions, 1) if one.number.right == 0.0625)
    written = [{f"ans{place}": said} for said in ("1/16", "2^(-4)", "0.0625", "exp(0)/16", "6.25e-2")]
    assert [one[f"prt{place}"].note for one in results(question, written)] == [f"prt{place}-right"] * len(written)


RULES = [
    ("no category", 'type="category"', 'type="description"'),
    ("another type", 'type="stack"', 'type="numerical"'),
    ("version", "2026010500", "2025010500"),
    ("version", "<isbroken>0", "<isbroken>1"),
    ("no name", "<name><text>step 1</text></name>", "<name><text></text></name>"),
    ("placeholders", "[[validation:ans1]]", ""),
    ("placeholders", "[[feedback:prt1]]", "[[feedback:prt2]]"),
    ("placeholders", "<table>", "[[reveal]]<table>"),
    ("placeholders", "<table>", "{@x@}<table>"),
    ("names of input", "<name>ans2</name>\n<type>", "<name>ans1</name>\n<type>"),
    ("names of prt", "<prt>\n<name>prt2</name>", "<prt>\n<name>prt1</name>"),
    ("input", "<type>numerical", "<type>algebraic"),
    ("input", "<forbidfloat>0", "<forbidfloat>1"),
    ("validation", "<mustverify>0", "<mustverify>1"),
    ("next node", "<falsenextnode>1<", "<falsenextnode>0<"),
    ("next node", "<falsenextnode>1<", "<falsenextnode>99<"),
    ("notes", "<trueanswernote>prt1-right<", "<trueanswernote>prt1-missing<"),
    ("answer test", "<answertest>AlgEquiv", "<answertest>ATAlgEquiv"),
    ("test", "<expected>\n<name>prt1</name>", "<expected>\n<name>prt99</name>"),
    ("test", "<testinput><name>ans1</name><value></value></testinput>", ""),
    ("markup outside CDATA", "<![CDATA[right]]>", "<b>right</b>"),
    *(
        (f"no {part}", f"<{part}>0</{part}>", "")
        for part in ("assumereal", "syntaxattribute", "requirelowestterms", "showvalidation")
    ),
    ("no questiondescription", 'questiondescription format="html"><text></text>', 'questiondescription format="html">'),
    ("no options", "<options>allowempty</options>", ""),
    ("no feedbackstyle", "<feedbackstyle>2</feedbackstyle>", ""),
    ("no description", "<description>right</description>", ""),
    ("no truepenalty", "<truepenalty>0</truepenalty>", ""),
]


@pytest.mark.parametrize(("rule", "old", "new"), RULES)
def test_the_reader_refuses_what_stack_would_not_take(rule, old, new):
    assert old in GOOD
    with pytest.raises(ValueError, match=rule):
        read_stack(GOOD.replace(old, new))


def test_the_reader_refuses_html_that_is_not_well_formed():
    with pytest.raises(ParseError):
        read_stack(GOOD.replace("</h3>", "</h2>"))


@needs_maxima
def test_a_question_that_would_fail_in_stack_is_found():
    """A right answer with a penalty, a note of another node, a formula that is wrong, and inputs that may not be blank."""
    spoilt = {
        "a penalty": ("<expectedpenalty>0<", "<expectedpenalty><"),
        "a note": ("<expectedanswernote>prt1-right", "<expectedanswernote>prt1-missing"),
        "a formula": ("abs(x-y)<=reach".replace("<", "&lt;"), "abs(x+y)<=reach".replace("<", "&lt;")),
        "blanks": ("<options>allowempty", "<options>"),
    }
    assert not list(failing(read_stack(GOOD)[0]))
    for old, new in spoilt.values():
        assert old in GOOD
        assert list(failing(read_stack(GOOD.replace(old, new))[0]))


@needs_maxima
@pytest.mark.parametrize(
    ("old", "new"), [("bpnear(", "bpclose("), ("blank:", "system:"), ("isright:if", "isright:iff")]
)
def test_maxima_that_stack_does_not_know_is_refused(old, new):
    question = read_stack(GOOD)[0]
    with pytest.raises(ValueError, match=r"unknown to STACK|variables|Maxima"):
        results(read_stack(GOOD.replace(old, new, 1))[0], [question.inputs])


def test_an_exercise_without_numbers_is_refused():
    with pytest.raises(BackpropError):
        render(worksheet(load("ex5")), "stack")
