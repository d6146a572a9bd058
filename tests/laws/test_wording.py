"""Sentences that nobody stumbles over, in both languages, in the catalogue and in the bundled problems."""

import re

import pytest

from backprop_cli.__main__ import command_of
from backprop_cli.commands.argument_reader import parameters
from backprop_cli.commands.table import COMMANDS
from backprop_cli.i18n import LANGUAGES, catalogue, filled
from backprop_cli.problem.load import bundled, load

# What makes a sentence stumble, by what is wrong with it.
STUMBLES = {
    "a space too many": r"[^\s}]  |  [^\s{]",
    "a space before a sign": r"\s[,.;:!](?![\w.])",
}
STUMBLES_OF = {
    "en": {
        "is no …, for is not a …": r"\bis no\b(?! longer)",
        "known are …, for choose from: …": r"\bknown are\b",
        "there are LIST, for choose from: LIST": r"\bthere are \{known\}",
        "a derivative by, for with respect to": r"\bby (the (logit|probability)|itself)\b|\bderivatives? by\b",
        "a Germanism": r"\bleave (it )?away\b|\bstop\.$",
    },
    "ru": {
        "straight quotes": r"[\"']",
        "a name that the course does not use": r"\b(граф\w* из чисел|правил\w* цепочки|отброшенн\w*|рамк\w*)\b",
        "потери, for функция потерь": r"(?i)\bпотер(ь|и|ям|ями|ях|ю)\b",
    },
}
PUT_IN = dict.fromkeys(("place", "name", "entry", "written"), "1")
CODE = re.compile(r'\{\{.*\}\}|\[.*?\]|--[a-z]+ ".*?"|"\{\w+\}"|(?i:функци\w+ потерь)')


def stumbles(said, lang):
    """What a reader stumbles over in a text, apart from what is to be typed and from «функция потерь»."""
    said = CODE.sub("…", said)
    return [name for name, pattern in {**STUMBLES, **STUMBLES_OF[lang]}.items() if re.search(pattern, said)]


def default_faults(key, default):
    """The languages in which the help of an option does not name its default."""
    words = {",": ('","', "запятая")}.get(default, (str(default),) * 2)
    return [lang for lang, word in zip(LANGUAGES, words) if word not in catalogue(lang)[f"help.{key}"]]


def problem_texts():
    """The titles, sources and notes of the bundled problems."""
    for name in bundled():
        for problem in load(name):
            for said in (problem.title, problem.source, *problem.notes):
                yield problem.name, said


@pytest.mark.parametrize("lang", LANGUAGES)
def test_no_text_makes_a_reader_stumble(lang):
    found = {key: faults for key, said in catalogue(lang).items() if (faults := stumbles(said, lang))}
    assert found == {}


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_mistake_is_told_in_whole_sentences(lang):
    said = [text for key, text in catalogue(lang).items() if key.startswith("mistake.")]
    assert [text for text in said if not re.fullmatch(r"[A-ZА-Я].*\.", text)] == []


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_sentence_after_a_colon_begins_with_a_small_letter_but_for_a_name(lang):
    texts = catalogue(lang)
    outer = [key for key, said in texts.items() if key.startswith("check.") and ": {said" in said]
    assert {"check.or", "check.possibly", "check.in_entry", "check.other_line", "check.grader.entry"} <= set(outer)
    sentences = [said for key, said in texts.items() if key.startswith(("mistake.", "check.unexplained", "verdict."))]
    found = [filled(texts[key], lang, {"said": said, **PUT_IN}) for key in outer for said in sentences]
    assert [said for said in found if re.match(r"[^:]*: (?!ReLU)[A-ZА-ЯЁ]", said)] == []


def test_an_english_mistake_says_what_the_student_did():
    said = [text for key, text in catalogue("en").items() if key.startswith("mistake.")]
    assert [text for text in said if not text.startswith(("You ", "The ", "One "))] == []


@pytest.mark.parametrize("command", COMMANDS)
def test_the_help_of_an_option_names_its_default(command):
    for parameter in parameters(command_of(command)):
        if parameter.default not in (None, True, False):
            assert default_faults(parameter.declared.key, parameter.default) == [], parameter.name


@pytest.mark.parametrize(("name", "said"), list(problem_texts()))
def test_a_bundled_problem_speaks_both_languages(name, said):
    assert isinstance(said, dict)
    assert set(said) == set(LANGUAGES)
    assert [(lang, stumbles(said[lang], lang)) for lang in LANGUAGES if stumbles(said[lang], lang)] == []


@pytest.mark.parametrize(
    ("lang", "said", "found"),
    [
        ("en", "exp is no name for a node", "is no …, for is not a …"),
        ("en", "there is no layer {found}", "is no …, for is not a …"),
        ("en", "known are {known}", "known are …, for choose from: …"),
        ("en", "there is no format {found} here; there are {known}", "there are LIST, for choose from: LIST"),
        ("en", "the derivative by a node is the sum", "a derivative by, for with respect to"),
        ("en", "here it is asked by the logit", "a derivative by, for with respect to"),
        ("en", "write a  list", "a space too many"),
        ("en", "write a list , then a name", "a space before a sign"),
        ("en", "without a bias leave it away", "a Germanism"),
        ("en", "Say the version and stop.", "a Germanism"),
        ("ru", 'пишите "0,5"', "straight quotes"),
        ("ru", "Только для графа из чисел.", "a name that the course does not use"),
        ("ru", "Сложено то, что в правиле цепочки перемножается.", "a name that the course does not use"),
        ("ru", "потери", "потери, for функция потерь"),
        ("ru", "значение ; имя", "a space before a sign"),
    ],
)
def test_what_makes_a_reader_stumble_is_caught(lang, said, found):
    assert found in stumbles(said, lang)


@pytest.mark.parametrize(
    ("lang", "said"),
    [
        ("en", "the weights have changed; this is not a number: .inf"),
        ("en", "multiply by the learning rate"),
        ("ru", 'пишите points: {{dL/dW3: 2, "2:W3": 3}} или ["примечание"]'),
        ("ru", "функция потерь усреднена, а функции потерь различны"),
    ],
)
def test_what_reads_well_is_let_through(lang, said):
    assert stumbles(said, lang) == []


def test_a_default_that_its_help_does_not_name_is_caught():
    assert default_faults("digits", 6) == []
    assert default_faults("digits", 7) == ["en", "ru"]
