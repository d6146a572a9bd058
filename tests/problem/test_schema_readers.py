"""The schema and the readers that it is derived from are of one mind."""

import json

import pytest
from editor import flow, resolved
from examples import examples
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator
from schema_cases import PROBLEM, keys_in, parts
from schema_examples import Examples

from backprop_cli.formats.schema import spoken
from backprop_cli.problem import fields, graph, names, read
from backprop_cli.problem.reader import Reader
from backprop_cli.problem.schema import SchemaBuilder
from backprop_cli.problem.yaml_tree import documents


def of(reader):
    """What the schema of a single reader takes."""
    draft = SchemaBuilder()
    schema = spoken({"allOf": [draft(reader)], "$defs": draft.named}, "en")
    return Draft202012Validator(schema).is_valid


def faults(document, table=read.PROBLEM):
    """The faults that the keys of a document have each on its own."""
    reader = Reader()
    fields.mapping(reader, documents(document, "t")[0], table, "problem")
    return [fault.message.key for fault, _ in reader.faults]


@pytest.fixture(scope="module")
def groups():
    return Examples(PROBLEM).groups()


@pytest.mark.slow
def test_there_is_an_example_of_every_key(groups):
    said = json.dumps(groups)
    assert [key for key, _ in keys_in(PROBLEM) if f'"{key}": ' not in said] == []


@pytest.mark.slow
def test_whatever_stands_in_the_schema_is_taken_by_the_readers(groups):
    wrong = [group[0] for group in groups if not any(faults(flow(document)) == [] for document in group)]
    assert wrong == []


def test_a_key_that_no_reader_knows_is_caught():
    keys = {"network": {"enum": [["relu"]]}, "colour": {"type": "string"}}
    schema = {"type": "object", "required": ["network"], "properties": keys, "$defs": {}}
    *_, group = Examples(schema).groups()
    assert [faults(flow(document)) for document in group] == [["fault.unknown_key"]] * len(group) != []


def test_a_key_too_many_is_refused_in_every_mapping_of_the_schema():
    for part in parts(PROBLEM):
        if "properties" in part and "propertyNames" not in part:
            assert part["additionalProperties"] is False


NUMBERS = ["0.1", ".5", "1.", "1e-3", "1E3", "-1/2", "−1/2", "-½", "-(1/2)", "-sqrt(1/4)", "√4", "√(4)", "ln 2", "2²"]
NUMBERS += ["exp(-1)", "max(1, 2)", "σ(0)", "ReLU(-1)", "tg(0)", "2·3", "2×3", "6÷3", "2⋅3", " +0.10 ", "1/3 - 1", "-0"]
SIGNS = [sign for sign in map(chr, range(0x20, 0x2300)) if sign.isprintable() and (sign in "½²³" or not sign.isalnum())]


def accepted(reader, text):
    """Whether a reader takes a text in quotes."""
    collected = Reader()
    found = reader(collected, documents(json.dumps(text, ensure_ascii=False), "t")[0])
    return found is not None and not collected.faults


@pytest.mark.parametrize("said", NUMBERS)
def test_a_number_is_taken_however_it_is_written(said):
    assert accepted(fields.element, said)
    assert of(fields.element)(said)
    assert of(fields.element)(resolved(said))


@pytest.mark.slow
@pytest.mark.parametrize(
    ("reader", "forms"),
    [
        (fields.element, ("1{}1", "{}1", "1{}", "{}(4)", "max(1{}2)", "[1 {} 0]", "{}1 > 0]", "[1 > 0{}")),
        (graph.formula, ("x{}x", "{}x", "x{}", "{}(x)", "max(x{}y)", "[x {} 0]", "{}x > 0]", "[x > 0{}")),
    ],
)
def test_no_sign_that_stands_in_a_formula_is_missing(reader, forms):
    takes, taken = of(reader), 0
    for sign in SIGNS:
        for said in (form.format(sign) for form in forms):
            taken += accepted(reader, said)
            assert takes(said) or not accepted(reader, said), said
    assert taken >= 15


READERS = (fields.text, fields.name, fields.element, fields.positive, fields.unknown, graph.formula)
PIECES = st.sampled_from(
    [*"0123456789.eE+-*/^(),½²√·− '′_", "exp", "max", "ln ", "a", "я", "y", "%", "\t", "\x1b", "é"]
)


@examples(300)
@given(st.lists(PIECES, max_size=8).map("".join))
def test_what_a_reader_takes_its_schema_takes(said):
    for reader in READERS:
        if accepted(reader, said):
            assert of(reader)(said) and of(reader)(resolved(said)), (reader, said)


@examples(300)
@given(st.text(max_size=6))
def test_what_can_be_a_name_is_one_in_the_schema(said):
    for test in (names.is_name, names.symbol_name):
        assert of(test)(said) or not test(said)


def test_a_whole_number_may_stand_in_quotes():
    assert accepted(fields.integer(1, 30), "12")
    takes = of(fields.integer(1, 30))
    assert takes("12") and takes(12)
    assert not (takes(31) or takes(0) or takes(1.5) or takes("x") or takes(True))
