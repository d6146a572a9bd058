"""The JSON Schemas: valid, said in two languages, taking what is right and refusing what they can see is wrong."""

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest
from bad_files import BAD, EXPECTED
from documents import blocks
from editor import seen
from examples import mostly_slow
from jsonschema import Draft202012Validator
from schema_cases import ANSWERS, PROBLEM, UNSEEN, built, keys_in, parts
from soon import soon

import backprop_cli.layers
from backprop_cli import rules
from backprop_cli.api.schemas import SCHEMAS
from backprop_cli.i18n import LANGUAGES
from backprop_cli.problem import network, questions, read, training
from backprop_cli.problem.load import bundled
from backprop_cli.problem.schema import Field, SchemaBuilder

TAKES = Draft202012Validator(PROBLEM).is_valid
TAKES_ANSWERS = Draft202012Validator(ANSWERS).is_valid


# The schemas themselves


@pytest.mark.parametrize("name", SCHEMAS)
@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_schema_is_a_schema(name, lang):
    schema = built(name, lang)
    Draft202012Validator.check_schema(schema)
    assert schema["$schema"] == Draft202012Validator.META_SCHEMA["$id"]
    assert schema["$id"] == f"urn:backprop:{name}:1"


@pytest.mark.parametrize("name", SCHEMAS)
def test_every_key_kind_and_option_is_described_in_both_languages(name):
    for lang, letters in (("en", "[A-Za-z]"), ("ru", "[а-яё]")):
        said = keys_in(built(name, lang))
        assert [key for key, schema in said if not re.search(letters, schema.get("description", ""))] == []
    assert len(keys_in(built("problem"))) >= 70


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_kind_that_may_stand_alone_is_described(lang):
    schema = built("problem", lang)
    kinds = [*schema["$defs"]["layer"]["anyOf"], *schema["$defs"]["loss"]["anyOf"]]
    kinds += schema["properties"]["train"]["properties"]["optimizer"]["anyOf"]
    alone = [kind for kind in kinds if "const" in kind]
    assert len(alone) >= 20
    assert all(kind["description"] for kind in alone)


def test_every_key_of_a_table_is_a_key_of_the_schema():
    known = {key for key, _ in keys_in(PROBLEM)}
    for table in (read.PROBLEM, training.TRAIN, training.OBSERVATION, questions.QUESTION, questions.GIVEN):
        assert set(table) <= known
    assert set(network.CONVENTIONS) <= known
    for family in ("layers", "losses", "optimisers"):
        assert {*rules.kinds(family)} <= known | {"function"}
        assert {name for kind in rules.kinds(family) for name in rules.find(family, kind).options} <= known


def test_no_key_takes_whatever_it_is_given():
    for schema in (PROBLEM, ANSWERS):
        assert [key for key, value in keys_in(schema) if not {"type", "anyOf", "enum", "$ref"} & value.keys()] == []


def test_a_reader_that_does_not_say_what_it_takes_is_caught():
    field = Field(lambda reader, tree: None, about="schema.title")
    assert SchemaBuilder().keys({"new": field})["properties"]["new"].keys() == {"description"}


def test_every_definition_of_a_problem_is_referred_to():
    said = json.dumps(PROBLEM)
    assert [name for name in PROBLEM["$defs"] if f'"#/$defs/{name}"' not in said] == []


def test_patterns_are_read_alike_by_python_and_javascript():
    patterns = [part["pattern"] for part in parts(PROBLEM) if "pattern" in part]
    assert patterns
    for pattern in patterns:
        assert pattern.isascii()
        plain = pattern.replace(r"\\", "")
        assert not re.search(r"\(\?[^:=!]|\\[AZzpP\"`#%&<>=!@~' ]", plain), pattern


def test_a_pattern_is_soon_done_with_whatever_is_written():
    pieces = ["1", "e", "e1", "exp", "tan", "√", "*", "**", " ", "(", ",", "a", "_", "'", "\t", "\n", "x ", "1e+"]
    with soon():
        for pattern in {part["pattern"] for part in parts(PROBLEM) if "pattern" in part}:
            for piece in pieces:
                re.search(pattern, piece * 400 + "\x00"), re.search(pattern, "1" + piece * 400 + "%")


def test_an_option_tells_its_default():
    schema = PROBLEM["$defs"]["layer"]["anyOf"][-1]["properties"]["leaky_relu"]
    assert schema["properties"]["slope"]["default"] == 0.01


# What the schema takes


@pytest.mark.parametrize("name", mostly_slow(bundled(), 3))
def test_every_bundled_problem_is_taken(name):
    found = seen(Path(bundled()[name]).read_bytes())
    assert found
    assert all(map(TAKES, found))


@pytest.mark.parametrize(("document", "body"), blocks("yaml"))
def test_every_problem_of_the_documents_is_taken(document, body):
    assert all(map(TAKES, seen(body.encode())))


@pytest.mark.parametrize("name", sorted(name.removesuffix(".yaml") for name in EXPECTED))
def test_a_bad_fixture_is_refused_unless_no_schema_can_see_its_fault(name):
    found = seen((BAD / f"{name}.yaml").read_bytes())
    refused = found is not None and not all(map(TAKES, found))
    assert refused != (name in UNSEEN)


def test_what_no_schema_can_see_has_a_fixture():
    assert {f"{name}.yaml" for name in UNSEEN} - set(EXPECTED) == set()


# Kinds


MADE_UP = '''"""x times V and a steepness: nobody needs it."""

from backprop_cli.expr.node import Node

options = {"steepness": "2"}
positive = ("steepness",)
parameters = {"V": ("inputs", "outputs")}


def out(x: Node, V: Node, steepness: Node) -> Node:
    return x @ V * steepness
'''


def test_a_layer_is_one_file_and_the_schema_has_it(tmp_path, monkeypatch):
    (tmp_path / "made_up.py").write_text(MADE_UP)
    monkeypatch.setattr(backprop_cli.layers, "__path__", [*backprop_cli.layers.__path__, str(tmp_path)])
    rules.find.cache_clear()
    schema = built("problem")
    sys.modules.pop("backprop_cli.layers.made_up", None)
    rules.find.cache_clear()
    takes = Draft202012Validator(schema).is_valid
    found = schema["$defs"]["layer"]["anyOf"][-1]["properties"]["made_up"]
    assert found["description"] == "x times V and a steepness: nobody needs it."
    assert found["properties"]["steepness"]["default"] == 2
    assert takes({"network": [{"made_up": {"V": [[1]], "steepness": 3}}]})
    assert not takes({"network": [{"made_up": {"V": [[1]], "steepness": -3}}]})
    assert not takes({"network": ["made_up"]})
    assert not TAKES({"network": [{"made_up": {"V": [[1]]}}]})


# Answers


CONTRACT = """
answers:
  - {step: 1, y_hat: 0.5, dL/dW3: 1/16, W3: -1/16}
  - {step: 2, L: 0.145, "W1[1,1]": 0, W1: [[1, 2], [3, 1/4]]}
questions: {а: [2, -1], ж: {loss: 1, derivative: 2, backward: [2]}}
final: {W3: 0.00446}
problem: ex4-regression
"""


def test_the_answers_of_the_contract_are_taken():
    assert all(map(TAKES_ANSWERS, seen(CONTRACT.encode())))


@pytest.mark.parametrize(
    "said",
    [
        "{}",
        "[]",
        "answers: []",
        "answers: {step: 1}",
        "answers: [{y_hat: 1}]",
        "answers: [{step: 0, y_hat: 1}]",
        "answers: [{step: 1, L: 0,145}]",
        "answers: [{step: 1, L: 0, 145: 0}]",
        "final: {W3: 0,145: 1}",
        "answers: [{step: 1, W1: [[[[[1]]]]]}]",
        "answers: [{step: 1, W1: {a: 1}}]",
        "final: [1]",
        "questions: {a: {b: {c: 1}}}",
        "problem: [ex3]",
        "answer: [{step: 1}]",
    ],
)
def test_other_answers_are_refused(said):
    assert [TAKES_ANSWERS(document) for document in seen(said.encode())] == [False]


def test_the_tests_of_a_problem_hold_answers():
    schema = {"$defs": {"answers": ANSWERS}, "$ref": f"{ANSWERS['$id']}#/$defs/tests"}
    takes = Draft202012Validator(schema).is_valid
    (answers,) = seen(CONTRACT.encode())
    assert takes([{"answers": answers, "score": 0.75, "first_error": "2:dL/dW3", "mistake": None}])
    assert not takes([{"answers": {"answers": []}}])
    assert not takes([{"answers": answers, "score": 2}])


# The command


@pytest.mark.parametrize("name", SCHEMAS)
def test_the_command_prints_a_schema(backprop, name, tmp_path):
    done = backprop("schema", name)
    assert (done.returncode, done.err) == (0, "")
    assert json.loads(done.out) == built(name)
    assert done.out.startswith('{\n "$schema"')
    assert backprop("schema", name, "-o", tmp_path / "s.json").out == ""
    assert (tmp_path / "s.json").read_text(encoding="utf-8") == done.out


def test_a_schema_speaks_russian_only_where_it_is_asked_to(backprop):
    assert json.loads(backprop("schema", "problem", "--lang", "ru").out) == built("problem", "ru")
    assert json.loads(backprop("schema", "problem", BACKPROP_LANG="ru").out) == built("problem")


@pytest.mark.parametrize("more", [("--ascii",), ()])
def test_a_schema_is_whole_where_not_every_sign_can_be_written(backprop, more):
    done = backprop("schema", "problem", *more, PYTHONIOENCODING="" if more else "latin-1")
    assert done.out.isascii()
    assert json.loads(done.out) == built("problem")


@pytest.mark.parametrize(
    ("word", "said"), [("problme", "did you mean problem?"), ("", "choose from: problem, answers")]
)
def test_a_wrong_word_is_an_error(backprop, word, said):
    done = backprop("schema", word)
    assert (done.returncode, done.out) == (2, "")
    assert said in done.err


def test_without_a_word_it_is_the_schema_of_problems(backprop):
    assert json.loads(backprop("schema").out) == built("problem")


def test_solving_puts_no_schema_together():
    code = """
import sys
called = set()
def note(frame, event, arg):
    if event == "call" and frame.f_code.co_filename.endswith("schema.py") and "i18n" not in frame.f_code.co_filename:
        called.add(frame.f_code.co_name)
sys.setprofile(note)
from backprop_cli import load, solve
for problem in load("ex4"):
    list(solve(problem).trace())
sys.setprofile(None)
print(*sorted(called))
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60)
    assert done.stdout.split() == ["<module>", "Field", "SchemaBuilder", "accepts", "marked"]
