"""What a problem file means: numbers, line ends and marks, and words that YAML takes for values."""

from fractions import Fraction

import pytest
from bad_files import faults_of, place
from cases import same

from backprop_cli.errors import describe
from backprop_cli.problem.load import load_text


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


@pytest.mark.parametrize("formula", ["concat(u, v)", "sum(u, rows)", "max(u, 2, v)", "dot(concat(u, v), concat(v, u))"])
def test_a_formula_that_a_comma_cuts_is_one_error_that_says_to_quote_it(formula):
    at = "\nat: {u: [1, 2], v: [3, 4]}\n"
    (fault,) = faults_of(f"nodes: {{c: {formula}, L: sum(c)}}{at}")
    assert fault.message.key == "fault.formula_cut"
    assert fault.hint.values["mended"] == formula
