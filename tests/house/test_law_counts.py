"""No law draws fewer examples in the full run than it did when it was written."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest
from examples import FEW
from hypothesis import settings
from places import ROOT
from sources import parsed

AT_LEAST = {
    "test_a_hand_written_derivative_is_the_automatic_one_and_the_central_difference": 60,
    "test_the_size_of_a_written_form_is_counted_without_writing_it": 12,
    "test_collecting_keeps_the_value_at_random_rational_points": 150,
    "test_no_line_is_wider_than_the_page_and_every_number_is_whole": 300,
    "test_in_a_pipe_a_line_of_work_takes_the_height_of_its_tallest_matrix": 100,
    "test_any_document_written_back_reads_the_same": 60,
    "test_a_value_that_was_set_is_written_as_it_was_read": 60,
    "test_what_a_reader_takes_its_schema_takes": 300,
    "test_what_can_be_a_name_is_one_in_the_schema": 300,
    "test_random_bytes_raise_only_our_errors": 60,
    "test_random_text_raises_only_our_errors": 60,
    "test_a_damaged_problem_raises_only_our_errors": 150,
    "test_other_values_in_a_problem_raise_only_our_errors_even_at_solving": 100,
    "test_a_change_on_the_command_line_raises_only_our_errors": 60,
    "test_random_text_raises_only_formula_errors": 300,
    "test_a_formula_written_is_read_back_as_the_same": 1500,
}


def decorators(function: ast.FunctionDef) -> dict[str, ast.expr]:
    """A function's decorators by their names."""
    calls = [node for node in function.decorator_list if isinstance(node, ast.Call)]
    return {call.func.id: call for call in calls if isinstance(call.func, ast.Name)}


def drawn(source: str) -> Iterator[tuple[str, int | None]]:
    """(law, how many examples it draws in the full run) of every law of a source; None where it does not say."""
    for node in ast.walk(parsed(source)):
        if isinstance(node, ast.FunctionDef) and "given" in (found := decorators(node)):
            call = found.get("examples")
            number = call.args[0] if isinstance(call, ast.Call) and call.args else None
            yield (
                node.name,
                number.value if isinstance(number, ast.Constant) and isinstance(number.value, int) else None,
            )


def laws(folder: Path) -> dict[str, int | None]:
    """The laws of all test files under a folder with the examples that each draws."""
    return {name: count for path in folder.rglob("test_*.py") for name, count in drawn(path.read_text("utf-8"))}


def test_every_law_says_how_many_examples_it_draws():
    assert [name for name, count in laws(ROOT / "tests").items() if count is None] == []


def test_no_law_draws_fewer_examples_than_it_did():
    now = laws(ROOT / "tests")
    assert [name for name, least in AT_LEAST.items() if (now.get(name) or 0) < least] == []


def test_the_full_run_cuts_no_law_short():
    assert settings.get_profile("ci").max_examples >= max(AT_LEAST.values())
    assert settings.get_profile("dev").max_examples == FEW


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ("@examples(60)\n@given(x)\ndef test_a(x): ...", [("test_a", 60)]),
        ("@given(x)\ndef test_a(x): ...", [("test_a", None)]),
        ("@settings(max_examples=60)\n@given(x)\ndef test_a(x): ...", [("test_a", None)]),
        ("@examples(COUNT)\n@given(x)\ndef test_a(x): ...", [("test_a", None)]),
        ("def test_a(x): ...", []),
    ],
)
def test_a_law_without_a_number_is_caught(source, found):
    assert list(drawn(source)) == found
