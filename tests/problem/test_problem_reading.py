"""Problem files: every fault at its exact place, and every fault of a file."""

import re
from functools import cache
from pathlib import Path

import pytest
from bad_files import BAD, EXPECTED, faults_of, place
from examples import examples
from hypothesis import HealthCheck, given
from hypothesis import strategies as st

import backprop_cli
from backprop_cli.derivation.questions import answers
from backprop_cli.errors import MAX_FAULTS, BackpropError, describe
from backprop_cli.i18n import catalogue, text
from backprop_cli.problem import load as loading
from backprop_cli.problem import read
from backprop_cli.problem.edit import to_yaml
from backprop_cli.problem.load import bundled, load_text
from backprop_cli.solution.solution import solve

PACKAGE = Path(backprop_cli.__file__).parent
# Faults that only an argument or the file system can have, and those of files too large to keep (test_hostile.py).
NOT_FROM_A_FILE = {"directory", "no_document", "no_file", "unreadable", "large_document", "large_file", "not_placed"}
NOT_FROM_A_FILE |= {"set_inside", "set_item", "set_key", "set_path", "set_value"}
NOT_FROM_A_FILE |= {"no_answers", "answer_step", "no_script_form"}  # of answers, and of scripts
NOT_FROM_A_FILE |= {"widths", "large_network"}  # of a new problem
NOT_FROM_A_FILE |= {"sheet_alone", "sheet_points"}  # of a sheet, which is no problem: tests/formats/test_worksheet.py
# Of files of numbers: tests/problem/test_data_files.py.
NOT_FROM_A_FILE |= {"csv", "npz", "npz_data", "npz_finite", "npz_kind", "npz_name", "npz_shape", "data_cell"}
NOT_FROM_A_FILE |= {"data_class", "data_classes", "data_column", "data_columns", "data_empty", "data_numbers"}
NOT_FROM_A_FILE |= {"data_outputs", "data_row", "data_size", "data_targets", "file_of_steps", "file_of_rows"}
# Four million numbers are drawn before the fifth is one too many: seconds.
FIXTURES = [
    pytest.param(name, marks=pytest.mark.slow) if name == "many_drawn.yaml" else name for name in sorted(EXPECTED)
]
ANY_HEALTH = list(HealthCheck)  # a damaged file is often refused at once, and a whole one is slow to read


@cache
def faults_of_fixture(name):
    return faults_of((BAD / name).read_bytes(), name)


def keys(data):
    return [fault.message.key.removeprefix("fault.") for fault in faults_of(data)]


# The bad fixtures


def test_every_bad_fixture_is_in_the_table_and_the_other_way_round():
    assert {path.name for path in BAD.glob("*.yaml")} == set(EXPECTED)
    assert len(EXPECTED) >= 70


@pytest.mark.parametrize("name", FIXTURES)
def test_a_bad_fixture_is_told_at_the_exact_place(name):
    faults = faults_of_fixture(name)
    found = [(place(fault), fault.message.key.removeprefix("fault.")) for fault in faults]
    assert found == [row[:2] for row in EXPECTED[name]]
    for fault, (_, _, message, hint) in zip(faults, EXPECTED[name]):
        assert message in text(fault.message.key, **fault.message.values)
        assert (text(fault.hint.key, **fault.hint.values) if fault.hint else "-") == hint


def used_keys():
    """The keys of faults that the reading of a problem and its solving can raise."""
    files = [*PACKAGE.glob("problem/*.py"), *PACKAGE.glob("expr/**/*.py"), PACKAGE / "derivation" / "questions.py"]
    found = {key for path in files for key in re.findall(r'"fault\.(\w+)"', path.read_text(encoding="utf-8"))}
    return found | {"unknown_layers", "unknown_losses", "unknown_optimisers", "unknown_schedules", "overflow", "domain"}


def test_every_fault_that_a_file_can_have_has_a_fixture():
    assert used_keys() - {row[1] for rows in EXPECTED.values() for row in rows} == NOT_FROM_A_FILE


def test_a_message_says_what_was_expected_or_how_to_mend_it():
    for name, rows in EXPECTED.items():
        for _, key, message, hint in rows:
            template = catalogue("en")[f"fault.{key}"]
            assert hint != "-" or "{" in template or re.search("expected|needs|at most", template), (name, message)


def test_the_example_of_the_contract_is_told_word_for_word():
    (fault,) = faults_of((BAD / "rows_arrive.yaml").read_bytes(), "my.yaml")
    first, line, caret, hint = describe(fault).splitlines()
    assert first == "my.yaml:7:24: error: linear (layer 1): weights have 3 rows, but 2 numbers arrive"
    assert line[caret.index("^") :].startswith("[[1, 2], [3, 4], [5, 6]]")
    assert hint == "   = rows are inputs, columns are outputs; or set conventions.weights: outputs_by_inputs"


@pytest.mark.parametrize("name", FIXTURES)
def test_the_caret_stands_under_the_sign_that_is_wrong(name):
    for fault in faults_of_fixture(name):
        lines = describe(fault).splitlines()
        if fault.mark and len(lines) > 2 and fault.mark.column < 60:
            shown = fault.mark.source.text.split("\n")[fault.mark.line]
            under = lines[1][lines[2].index("^") :][:1]
            assert under in (shown[fault.mark.column :][:1].replace("\t", " "), "\ufffd")


# All faults of a file


def test_all_faults_of_all_documents_are_told_in_the_order_of_the_file():
    places = [fault.mark[1:] for fault in faults_of((BAD / "several.yaml").read_bytes())]
    assert places == sorted(places)
    assert len(places) == len(EXPECTED["several.yaml"]) >= 8
    assert {line for line, _ in places if line > 8}


def test_at_most_twenty_faults_are_told_and_these_are_the_first():
    data = "network:\n" + "  - sigmoyd\n" * 50
    faults = faults_of(data)
    assert [fault.mark.line for fault in faults] == list(range(1, MAX_FAULTS + 1))


def test_a_document_that_is_no_yaml_hides_no_fault_of_the_ones_before_it():
    assert keys("network: [sigmoyd]\n---\nnetwork: [relu\n") == ["unknown_layers", "yaml"]


def test_faults_of_shape_are_told_for_every_layer():
    layers = "[{linear: {weights: [[1, 2]]}}, {linear: {weights: [[1]]}}, {linear: {weights: [[1, 2], [3, 4]]}}]"
    assert keys(f"network: {layers}\ndata: [{{x: [1]}}]\n") == ["rows_arrive", "rows_arrive"]


def test_a_fault_beside_a_tag_is_told_once():
    assert keys("network: [sigmoid]\ndata: [{x: [!!binary aGk=]}]\n") == ["tag"]


# Random input raises nothing but BackpropError


def survives(data):
    """Reads a text; whatever is wrong with it must be a BackpropError that can be told in both languages."""
    try:
        for problem in load_text(data, "random.yaml", "random"):
            to_yaml(problem.document)
    except BackpropError as error:
        assert 1 <= len(error.faults) <= MAX_FAULTS
        for fault in error.faults:
            assert describe(fault) and describe(fault, "ru")


EX4 = Path(bundled()["ex4"]).read_text(encoding="utf-8")
PIECES = [
    "~",
    "*",
    "&a ",
    "!x ",
    "{",
    "}",
    "[",
    "]",
    ": ",
    "- ",
    "\n",
    '"',
    "'",
    "#",
    "|",
    ">",
    "1e9",
    "0x1",
    ",",
    "  ",
    "\t",
]
PIECES += [
    "\x00",
    "а",
    "−",
    "nan",
    "loss",
    "linear",
    "data: {}",
    "<<",
    "---\n",
    "x: [1]",
    "\ufeff",
    "\u2028",
    "１",
    "(" * 40,
]


@examples(60, suppress_health_check=ANY_HEALTH)
@given(st.binary(max_size=200))
def test_random_bytes_raise_only_our_errors(data):
    survives(data)


@examples(60, suppress_health_check=ANY_HEALTH)
@given(st.text(max_size=200))
def test_random_text_raises_only_our_errors(data):
    survives(data)


@examples(150, suppress_health_check=ANY_HEALTH)
@given(
    st.lists(st.tuples(st.integers(0, len(EX4)), st.integers(0, 12), st.sampled_from(PIECES)), min_size=1, max_size=4)
)
def test_a_damaged_problem_raises_only_our_errors(edits):
    said = EX4
    for at, length, piece in edits:
        said = said[:at] + piece + said[at + length :]
    survives(said)


SCALARS = re.findall(r"(?<=[\[ ,])-?[\d./]+(?=[\],}])", EX4)
VALUES = st.sampled_from(
    ["0", "-1", "1e400", "[]", "{}", "[[1]]", "x", "''", "2", "99", "exp(1)", "ln(0)", "{class: 1}", "~"]
)


@examples(100, suppress_health_check=ANY_HEALTH)
@given(st.data())
def test_other_values_in_a_problem_raise_only_our_errors_even_at_solving(data):
    said = EX4
    for match in reversed(list(re.finditer(r"(?<=[\[ ,])-?[\d./]+(?=[\],}])", EX4))):
        if data.draw(st.integers(0, 9)) == 0:
            said = said[: match.start()] + data.draw(VALUES) + said[match.end() :]
    try:
        for problem in load_text(said, "random.yaml", "random"):
            list(solve(problem).steps()), list(answers(problem))
    except BackpropError as error:
        assert str(error)


PATHS = st.lists(
    st.sampled_from(["train", "lr", "data", "1", "2", "99", "²", "x", "network", "", "é", "name"]), max_size=5
)


@examples(60, suppress_health_check=ANY_HEALTH)
@given(PATHS.map(".".join), st.one_of(VALUES, st.text(max_size=20)))
def test_a_change_on_the_command_line_raises_only_our_errors(path, value):
    try:
        load_text(EX4, "ex4.yaml", "ex4", [(path, value, "--set")])
    except BackpropError as error:
        assert str(error)


def test_a_bundled_problem_is_found_by_the_names_of_documents_and_no_other_file_is_checked(tmp_path, monkeypatch):
    files = {"e": ["first"], "ex": ["ex-other", "ex-4"], "ex-": ["ex-none"]}
    for stem, names in files.items():
        (tmp_path / f"{stem}.yaml").write_text("---\n".join(f"name: {name}\nexpression: x^2\n" for name in names))
    checked = []

    def noted(*arguments):
        checked.append(arguments[1])
        return read.problem(*arguments)

    monkeypatch.setattr(loading, "bundled", lambda: {stem: str(tmp_path / f"{stem}.yaml") for stem in files})
    monkeypatch.setattr(loading, "problem", noted)
    (found,) = loading.load("ex-4")
    assert found.name == "ex-4"
    assert [other.name for other in found.siblings] == ["ex-other"]
    assert checked == ["ex", "ex-2"]
