"""The catalogue of texts: two languages, one set of keys, no key too many, no text outside it."""

import ast
import re
import string
from collections.abc import Iterator
from functools import cache

import pytest
from catalogue_cases import CODE_WORDS, DYNAMIC, PACKAGE, SOURCES
from sources import parsed

from backprop_cli.errors import Message
from backprop_cli.i18n import FORMS, INSIDE, LANGUAGES, catalogue, filled, text

SEVERITIES = {"error", "warning"}
KEY = re.compile(
    r"(fault|hint|board|check|verdict|mistake|convention|theme|list|command|kind|usage|schema)(\.[a-z0-9_]+)+"
)
PREFIX = re.compile(
    r"(fault|hint|board|check|verdict|mistake|convention|theme|list|command|kind|help|metavar|usage|schema)\.[a-z0-9_.]*"
)

SAID_BY = {"print", "fail", "fault", "Message", "Fault", "BackpropError", "OutputError", "FormulaError", "echo"}
SENTENCE = re.compile(r"[A-Za-z]{2,},? [A-Za-z]{2,}|[A-Za-z]{2,} [A-Za-z] [A-Za-z]{2,}")


def fields(template):
    """The placeholders of a template with what stands after their colons."""
    return [(name, spec) for _, name, spec, _ in string.Formatter().parse(template) if name is not None]


def placeholders(template):
    return {name for name, _ in fields(template)}


def wrong_forms(template, lang):
    """The counted words of a template that have not as many forms as the language."""
    return [spec for _, spec in fields(template) if spec and spec != INSIDE and len(spec.split("|")) != FORMS[lang]]


def english_words(template):
    """The English words of a Russian text, but for words of code and options."""
    parts = []
    for said, _, spec, _ in string.Formatter().parse(template):
        parts += [said, " ", spec if spec and spec != INSIDE else "", " "]
    said = re.sub(r"--[a-z][a-z-]*", " ", "".join(parts))
    return [word for word in re.findall(r"[A-Za-z][A-Za-z_]*", said) if word not in CODE_WORDS]


def calls(tree: ast.AST) -> Iterator[tuple[ast.Call, str]]:
    """The calls in a tree with the name that is called."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            yield node, name


def words(node):
    """The string literals under a node, an f-string's constant parts among them."""
    return [part.value for part in ast.walk(node) if isinstance(part, ast.Constant) and isinstance(part.value, str)]


def used_keys(source):
    """The keys that a source names: as they are, as help of help_text("…") or option(key="…")."""
    tree = parsed(source)
    pieces = {id(part) for node in ast.walk(tree) if isinstance(node, ast.JoinedStr) for part in node.values}
    constants = [node for node in ast.walk(tree) if isinstance(node, ast.Constant) and id(node) not in pieces]
    values = [node.value for node in constants]
    found = {value for value in values if isinstance(value, str) and KEY.fullmatch(value)}
    for node, name in calls(tree):
        named = [keyword.value for keyword in node.keywords if name == "option" and keyword.arg == "key"]
        named += node.args[:1] if name == "help_text" else []
        keys = [value.value for value in named if isinstance(value, ast.Constant) and isinstance(value.value, str)]
        found |= {f"help.{key}" for key in keys if "." not in key}
        found |= {value for value in words(node)[:1] if name == "text" and value in SEVERITIES}
    return found


def dynamic_prefixes(source):
    """What keys that the source puts together begin with."""
    joined = [node.values[0] for node in ast.walk(parsed(source)) if isinstance(node, ast.JoinedStr) and node.values]
    said = [part.value for part in joined if isinstance(part, ast.Constant)]
    return {value for value in said if isinstance(value, str) and PREFIX.fullmatch(value)}


@cache
def all_used_keys():
    named = {key for path in SOURCES for key in used_keys(path.read_text(encoding="utf-8"))}
    return named | SEVERITIES | {prefix + end for prefix, ends in DYNAMIC.items() for end in ends}


def inline_texts(source):
    """Sentences in English that are said where a key should stand."""
    found = []
    for node, name in calls(parsed(source)):
        said = [*node.args, *(keyword.value for keyword in node.keywords)] if name in SAID_BY else []
        said += [keyword.value for keyword in node.keywords if keyword.arg == "help"]
        found += [value for part in said for value in words(part) if SENTENCE.search(value)]
    return found


# The laws


def test_both_languages_have_the_same_keys():
    assert set(catalogue("en")) == set(catalogue("ru"))


def test_both_languages_have_the_same_files():
    stems = [{path.name for path in (PACKAGE / "i18n" / lang).glob("*.py")} for lang in LANGUAGES]
    assert stems[0] == stems[1]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_no_key_stands_in_two_files(lang):
    found = []
    for path in (PACKAGE / "i18n" / lang).glob("*.py"):
        tables = [node for node in ast.walk(parsed(path.read_text(encoding="utf-8"))) if isinstance(node, ast.Dict)]
        found += [key.value for table in tables for key in table.keys if isinstance(key, ast.Constant)]
    assert len(found) == len(set(found)) == len(catalogue(lang))


def test_a_text_has_the_same_placeholders_in_both_languages():
    english, russian = ({key: placeholders(said) for key, said in catalogue(lang).items()} for lang in ("en", "ru"))
    assert english == russian


def test_every_counted_word_has_the_forms_of_its_language():
    assert [text for lang in LANGUAGES for text in catalogue(lang).values() if wrong_forms(text, lang)] == []


def test_every_text_is_one_line_that_can_be_filled():
    for lang in LANGUAGES:
        for key, template in catalogue(lang).items():
            said = text(key, lang, **dict.fromkeys(placeholders(template), 2))
            assert said.strip()
            assert said.isprintable()


def test_a_russian_text_has_no_english_words():
    assert {key: words for key, said in catalogue("ru").items() if (words := english_words(said))} == {}


def test_every_word_of_code_in_the_allow_list_is_needed():
    said = " ".join(catalogue("ru").values())
    assert {word for word in CODE_WORDS if not re.search(rf"(?<![A-Za-z_]){word}(?![A-Za-z_])", said)} == set()


def test_every_key_that_the_source_names_exists():
    assert all_used_keys() - set(catalogue("en")) == set()


def test_every_key_is_used_somewhere():
    assert set(catalogue("en")) - all_used_keys() == set()


def test_every_key_that_is_put_together_is_known_here():
    found = {prefix for path in SOURCES for prefix in dynamic_prefixes(path.read_text(encoding="utf-8"))}
    assert found - set(DYNAMIC) == set()


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_no_text_for_people_stands_outside_the_catalogue(path):
    assert inline_texts(path.read_text(encoding="utf-8")) == []


# Counted words


@pytest.mark.parametrize(
    ("count", "russian", "english"),
    [
        (0, "шагов", "steps"),
        (1, "шаг", "step"),
        (2, "шага", "steps"),
        (5, "шагов", "steps"),
        (11, "шагов", "steps"),
        (14, "шагов", "steps"),
        (21, "шаг", "steps"),
        (22, "шага", "steps"),
        (25, "шагов", "steps"),
        (101, "шаг", "steps"),
        (111, "шагов", "steps"),
        (112, "шагов", "steps"),
        (-1, "шаг", "step"),
        ("0,5", "шага", "steps"),
        ("1/2", "шага", "steps"),
    ],
)
def test_a_counted_word_has_the_form_that_goes_with_its_number(count, russian, english):
    values = {"count": str(count)}
    assert filled("{count} {count:шаг|шага|шагов}", "ru", values) == f"{count} {russian}"
    assert filled("{count} {count:step|steps}", "en", values) == f"{count} {english}"


def test_a_number_in_a_text_is_left_as_it_is():
    assert text("fault.not_constant", "ru", found=0.5).startswith("0.5 ")


def test_a_message_inside_a_text_is_said_in_the_same_language():
    values = {"found": Message("kind.list")}
    assert text("fault.expected_number", "en", **values) == "expected a number, found a list"
    assert text("fault.expected_number", "ru", **values) == "ожидалось число, найдено: список"


def test_a_list_inside_a_text_has_commas():
    parts = [Message("board.loss"), Message("board.layer", {"number": 2, "kind": "relu"})]
    assert text("board.joined", "ru", parts=parts) == "функция потерь, слой 2 (relu)"


def test_braces_in_a_value_are_left_alone():
    assert text("fault.set_key", "ru", found="{count:a|b}") == "неизвестный ключ {count:a|b}"


def test_a_value_may_be_called_key_or_lang():
    assert "weights" in text("fault.init_and_weights", "ru", key="weights")


def test_a_language_that_is_not_there_is_english():
    assert text("board.layer", "la", number=1, kind="relu") == "layer 1 (relu)"


# Bad fixtures: each check sees what it is there for


def test_a_placeholder_that_differs_is_caught():
    assert placeholders("{count} of {limit}") != placeholders("{count} из {предел}")


def test_a_counted_word_with_too_few_forms_is_caught():
    assert wrong_forms("{count:шаг|шагов}", "ru") == ["шаг|шагов"]
    assert wrong_forms("{count:шаг|шага|шагов}", "ru") == []
    assert wrong_forms("{count:step|step|steps}", "en") == ["step|step|steps"]


@pytest.mark.parametrize(
    ("said", "found"),
    [
        ("ожидалось number, найдено: {found}", ["number"]),
        ("нажмите {name:key|ключа|ключей}", ["key"]),
        ("пишите {{layers: [1]}}", ["layers"]),
        ("предел поднимает --max-steps, а {limit} — число", []),
        ("напишите {{linear: {{weights: [[1]]}}}}", []),
    ],
)
def test_an_english_word_in_a_russian_text_is_caught(said, found):
    assert english_words(said) == found


def test_keys_are_seen_however_they_are_named():
    source = """
fail("fault.nothing", mark, Message("hint.nothing"))
key = "board.a" if x else "board.b"
option("--x", key="nothing")
help_text("version", lang)
remark("command.none", output)
text("error")
f"fault.unknown_{family}"
startswith("board.")
"""
    keys = {"fault.nothing", "hint.nothing", "board.a", "board.b", "help.nothing", "help.version", "command.none"}
    assert used_keys(source) == {*keys, "error"}
    assert dynamic_prefixes(source) == {"fault.unknown_"}


@pytest.mark.parametrize(
    "source",
    [
        'print("no such file")',
        'print(f"the layer {name} is unknown", file=sys.stderr)',
        'raise fail("this is wrong")',
        'raise fail("fault.x", reason="no such file")',
        'Fault(Message("weights have rows"))',
        'Message("fault.x", {"what": "the weights"})',
        'errors.Fault("too many " + "rows arrive")',
        'reader.fault("a row is missing", tree)',
        'typer.Option("--lr", help="another learning rate")',
    ],
)
def test_a_text_outside_the_catalogue_is_caught(source):
    assert inline_texts(source) != []


@pytest.mark.parametrize(
    "source",
    [
        'print(text("command.usage_hint"), file=sys.stderr)',
        'print(f"backprop {__version__}")',
        'raise fail("fault.no_file", None, did_you_mean(name, known), name=plainly(name))',
        'raise ValueError("for programmers, not users")',
    ],
)
def test_what_is_no_text_for_people_is_let_through(source):
    assert inline_texts(source) == []
