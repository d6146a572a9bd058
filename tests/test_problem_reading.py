"""Problem files: every fault at its exact place, every fault of a file, and documents that survive being written back."""

import re
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from random import Random

import pytest
import yaml
from cases import ACTIVATIONS, LOSSES, network
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import backprop_cli
from backprop_cli.errors import MAX_FAULTS, BackpropError, describe
from backprop_cli.i18n import catalogue, text
from backprop_cli.problem import bundled, load, load_text
from backprop_cli.problem.edit import set_value, to_yaml, with_weights
from backprop_cli.problem.positions import documents
from backprop_cli.questions import answers
from backprop_cli.solution import after_step, solve, step

BAD = Path(__file__).parent / "bad"
PACKAGE = Path(backprop_cli.__file__).parent
# Faults that only an argument or the file system can have, and those of files too large to keep (test_hostile.py).
NOT_FROM_A_FILE = {"directory", "no_document", "no_file", "unreadable", "large_document", "large_file"}
NOT_FROM_A_FILE |= {"set_inside", "set_item", "set_key", "set_path", "set_value"}
FAST = settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True)


def expected():
    """The table: file → (place, key, message, hint) for each fault in it."""
    table = {}
    for line in (BAD / "expected.txt").read_text(encoding="utf-8").splitlines():
        if not line.startswith("#"):
            said, message, hint = line.split(" | ")
            file, place, key = said.split(" ")
            table.setdefault(file, []).append((place, key, message, hint))
    return table


EXPECTED = expected()


def faults_of(data, name="bad.yaml"):
    """The faults of a text, found at reading or at solving."""
    with pytest.raises(BackpropError) as caught:
        for problem in load_text(data, name, name.removesuffix(".yaml")):
            assert list(solve(problem).steps()) is not None
            assert list(answers(problem)) is not None
    return caught.value.faults


def keys(data):
    return [fault.message.key.removeprefix("fault.") for fault in faults_of(data)]


def place(fault):
    return f"{fault.mark.line + 1}:{fault.mark.column + 1}" if fault.mark else "-"


# The bad fixtures


def test_every_bad_fixture_is_in_the_table_and_the_other_way_round():
    assert {path.name for path in BAD.glob("*.yaml")} == set(EXPECTED)
    assert len(EXPECTED) >= 70


@pytest.mark.parametrize("name", sorted(EXPECTED))
def test_a_bad_fixture_is_told_at_the_exact_place(name):
    faults = faults_of((BAD / name).read_bytes(), name)
    found = [(place(fault), fault.message.key.removeprefix("fault.")) for fault in faults]
    assert found == [row[:2] for row in EXPECTED[name]]
    for fault, (_, _, message, hint) in zip(faults, EXPECTED[name]):
        assert message in text(fault.message.key, **fault.message.values)
        assert (text(fault.hint.key, **fault.hint.values) if fault.hint else "-") == hint


def used_keys():
    """The keys of faults that the reading of a problem and its solving can raise."""
    files = [*PACKAGE.glob("problem/*.py"), *PACKAGE.glob("expr/*.py"), PACKAGE / "questions.py"]
    found = {key for path in files for key in re.findall(r'"fault\.(\w+)"', path.read_text(encoding="utf-8"))}
    return found | {"unknown_layers", "unknown_losses", "unknown_optimisers", "overflow", "domain"}


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


def test_the_caret_stands_under_the_sign_that_is_wrong():
    for name in EXPECTED:
        for fault in faults_of((BAD / name).read_bytes(), name):
            lines = describe(fault).splitlines()
            if fault.mark and len(lines) > 2 and fault.mark.column < 60:
                shown = fault.mark.source.text.split("\n")[fault.mark.line]
                under = lines[1][lines[2].index("^") :][:1]
                assert under in (shown[fault.mark.column :][:1].replace("\t", " "), "\ufffd"), name


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


@pytest.mark.parametrize(
    ("at", "said"), [("1", "1/10"), ("2", "0.1"), ("3", "1e-1"), ("4", " +0.10 "), ("5", "10^(-1)")]
)
def test_a_number_is_exactly_what_its_text_says(at, said):
    (problem,) = load_text(f'network: [relu]\ndata: [{{x: ["{said}"]}}]\n', "t", "t")
    assert problem.data[0].x == (Fraction(1, 10),)


@pytest.mark.parametrize("said", ["-1/2", "−1/2", "-½", "-0.5", "-5e-1", "-.5", "-(1/2)", "-sqrt(1/4)", "1/2 - 1"])
def test_minus_a_half_may_be_written_in_many_ways(said):
    (problem,) = load_text(f"network: [relu]\ndata: [{{x: [{said}]}}]\n", "t", "t")
    assert problem.data[0].x == (Fraction(-1, 2),)


@pytest.mark.parametrize("data", ["{t}", "\ufeff{t}", "---\n{t}...\n", "# c\n\n{t}", "%YAML 1.1\n---\n{t}"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_byte_order_marks_line_ends_and_document_marks_change_nothing(data, end):
    plain = "network: [relu]\ndata:\n  - {x: [1]}\n"
    said = data.replace("{t}", plain).replace("\n", end).encode()
    (found,), (wanted,) = load_text(said, "t", "t"), load_text(plain, "t", "t")
    same(found, wanted)


def test_a_fault_after_old_line_ends_stands_in_its_line():
    (fault,) = faults_of(b"title: t\rnetwork:\r  - sigmoyd\r")
    assert place(fault) == "3:5"
    assert "sigmoyd" in describe(fault).splitlines()[1]


def test_words_that_yaml_takes_for_values_are_names():
    data = (
        "name: no\nnetwork: [relu]\ndata: [{x: [1]}]\nquestions: [{id: yes, layer: 1, ask: forward}]\nnames: {y: off}\n"
    )
    (problem,) = load_text(data, "t", "t")
    assert (problem.name, problem.questions[0].id, problem.names) == ("no", "yes", {"y": "off"})


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


EX4 = bundled()["ex4"].read_text(encoding="utf-8")
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


@FAST
@given(st.binary(max_size=200))
def test_random_bytes_raise_only_our_errors(data):
    survives(data)


@FAST
@given(st.text(max_size=200))
def test_random_text_raises_only_our_errors(data):
    survives(data)


@settings(FAST, max_examples=150)
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


@settings(FAST, max_examples=100)
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


@FAST
@given(PATHS.map(".".join), st.one_of(VALUES, st.text(max_size=20)))
def test_a_change_on_the_command_line_raises_only_our_errors(path, value):
    try:
        load_text(EX4, "ex4.yaml", "ex4", [(path, value, "--set")])
    except BackpropError as error:
        assert str(error)


# Written back


def same(left, right):
    fields = (
        "name",
        "title",
        "network",
        "loss",
        "data",
        "train",
        "conventions",
        "names",
        "notes",
        "questions",
        "source",
    )
    for field in fields:
        assert without_marks(getattr(left, field)) == without_marks(getattr(right, field)), field


def without_marks(thing):
    if isinstance(thing, tuple):
        return tuple(map(without_marks, thing))
    return replace(thing, mark=None) if hasattr(thing, "mark") else thing


@pytest.mark.parametrize("name", sorted(bundled()))
def test_a_bundled_problem_written_back_is_the_same(name):
    problems = load(name)
    again = load_text("---\n".join(to_yaml(problem.document) for problem in problems), name, name)
    for problem, other in zip(problems, again, strict=True):
        same(problem, other)


def test_a_document_written_back_keeps_order_quotes_and_flow():
    said = "title: 'yes: no'\nnetwork:\n- linear: {weights: [[1, 0x_]], bias: false}\n- relu\nname: no\n"
    written = to_yaml(documents(said, "t")[0])
    assert written == said.replace("'yes: no'", '"yes: no"')


KEYS = st.text(st.characters(exclude_categories=("Cs", "Cc")), min_size=1, max_size=8)
TREES = st.recursive(
    st.one_of(
        st.sampled_from(["1:30", "=", "<<", "~", "no", "0x10", "1e3", "a, b", "- a", "#", " "]), st.text(max_size=12)
    ),
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(KEYS, inner, max_size=3)),
    max_leaves=8,
)


def plain(tree):
    """A tree without its marks and styles."""
    if hasattr(tree, "items"):
        return [plain(item) for item in tree.items]
    return {key.text: plain(value) for key, value in tree.pairs} if hasattr(tree, "pairs") else tree.text


@FAST
@given(st.dictionaries(KEYS, TREES, min_size=1, max_size=3), st.booleans())
def test_any_document_written_back_reads_the_same(tree, flow):
    try:
        first = documents(yaml.safe_dump(tree, allow_unicode=True, default_flow_style=flow), "t")
    except BackpropError:
        return
    again = documents(to_yaml(first[0]), "t")
    assert plain(again[0]) == plain(first[0])


@FAST
@given(st.text(max_size=20), st.sampled_from(["title", "network.1.linear.bias", "loss", "notes.1"]))
def test_a_value_that_was_set_is_written_as_it_was_read(value, path):
    base = "title: t\nnetwork: [{linear: {weights: [[1]], bias: [1]}}]\nloss: mse\nnotes: [n]\n"
    try:
        changed = set_value(documents(base, "t")[0], path, value, "--set")
    except BackpropError:
        return
    assert plain(documents(to_yaml(changed), "t")[0]) == plain(changed)


# Step after step


def as_yaml(problem, turned=False, without_bias=False):
    """A problem of the case table as a file."""
    lines = ["name: random", *(["conventions: {weights: outputs_by_inputs}"] if turned else []), "network:"]
    for layer in problem.network:
        given_ = {key: str(value) for key, value in layer.options.items()}
        if "W" in layer.parameters:
            rows = layer.parameters["W"]
            given_["weights"] = nested(tuple(zip(*rows)) if turned else rows)
            bias = layer.parameters.get("b")
            given_["bias"] = nested(bias) if bias and not without_bias else "false"
        lines.append(f"  - {layer.kind}: {{{', '.join(f'{key}: {value}' for key, value in given_.items())}}}")
    lines += [f"loss: {{{problem.loss.kind}: {{reduction: {problem.loss.reduction}}}}}", "data:"]
    lines += [f"  - {{x: {nested(item.x)}, y: {nested(item.y)}}}" for item in problem.data]
    lines.append(f"train: {{lr: {problem.train.lr}, order: {nested(problem.train.order)}}}")
    return "\n".join(lines) + "\n"


def nested(value):
    return f"[{', '.join(map(nested, value))}]" if isinstance(value, tuple) else str(value)


CASES = [(activation, LOSSES[at % len(LOSSES)], at) for at, activation in enumerate(ACTIVATIONS * 4)]


@pytest.mark.parametrize(("activation", "loss", "seed"), CASES)
def test_step_after_step_is_solve_whatever_the_file_looks_like(activation, loss, seed):
    problem = network(Random(seed), activation, loss, 1 + seed % 3)
    said = as_yaml(problem, turned=seed % 2 == 1, without_bias=seed % 4 > 1)
    (read,) = load_text(said, "random.yaml", "random")
    whole, document = solve(read).final, said
    for _ in range(2):
        (now,) = load_text(document, "random.yaml", "random")
        document = to_yaml(after_step(step(now, exact=True)))
    (last,) = load_text(document, "random.yaml", "random")
    assert last.train.done == 2
    stepped = solve(last).final
    for name, value in whole.items():
        assert flat(stepped[name]) == pytest.approx(flat(value), rel=1e-12, abs=1e-15)
    with pytest.raises(BackpropError):
        step(last)


def flat(value):
    return [item for row in value for item in flat(row)] if isinstance(value, tuple) else [value]


@pytest.mark.parametrize("seed", range(12))
def test_a_random_problem_written_back_is_the_same(seed):
    problem = network(Random(seed), ACTIVATIONS[seed % len(ACTIVATIONS)], LOSSES[seed % len(LOSSES)], 2)
    (read,) = load_text(as_yaml(problem, turned=seed % 2 == 0), "r", "random")
    (again,) = load_text(to_yaml(read.document), "r", "random")
    same(read, again)
    assert again.network[0].parameters["W"] == problem.network[0].parameters["W"]


def test_new_weights_of_a_problem_without_training_leave_it_a_problem():
    (read,) = load_text("network: [{linear: {weights: [[1]]}}]\ndata: [{x: [1]}]\n", "t", "t")
    (again,) = load_text(to_yaml(with_weights(read.document, {(1, "W"): (("2",),)}, 1)), "t", "t")
    assert again.network[0].parameters["W"] == ((Fraction(2),),)
