"""Derivations as the command shows them: exercises 3 and 5, each part alone, questions, shapes, and what is too long."""

import json

import pytest
from examples import mostly_slow

from backprop_cli.derivation.parts import PARTS, Derivation
from backprop_cli.errors import BackpropError
from backprop_cli.problem.load import load

EX5 = load("ex5")[0]


def test_exercise_5_has_the_reference_s_lines_in_their_order(backprop):
    said = backprop("solve", "ex5", "-q").out
    wanted = [
        "= X·W2",
        "= ReLU(H)",
        "= O·W1",
        "= 2·(y − ŷ)",
        "= Oᵀ·∂L/∂y",
        "= ∂L/∂y·W1ᵀ",
        "= ∂L/∂O ⊙ [H > 0]",
        "= Xᵀ·∂L/∂H",
    ]
    wanted += ["W2       ← W2 − γ·∂L/∂W2", "W1       ← W1 − γ·∂L/∂W1"]
    places = [said.index(line) for line in wanted]
    assert places == sorted(places)


def test_exercise_5_is_derived_under_its_own_names(backprop):
    said = backprop("derive", "ex5").out
    for line in ("y = ReLU(X·W2)·W1", "∂L/∂y  = 2·(y − ŷ)", "d      ← d·W1ᵀ ⊙ [H > 0]", "W2 ← W2 − γ·∂L/∂W2"):
        assert line in said
    assert "H1" not in said and "y_hat" not in said


def test_a_problem_of_unknown_sizes_has_no_form_entry_by_entry(backprop):
    done = backprop("derive", "ex5", "--scalar")
    assert done.returncode == 2 and "the sizes are unknown" in done.err
    assert backprop("derive", "ex1", "--matrix").returncode == 2


def test_exercise_3_shows_its_fractions(backprop):
    said = backprop("derive", "ex3", "--part", "derivatives,boxes").out
    assert "= 1/16" in said and "= 1/8" in said and "∂L/∂w³₁" in said


@pytest.mark.parametrize("part", PARTS)
@pytest.mark.parametrize("name", mostly_slow(["ex2", "ex1", "ex3", "ex5", "xor", "softmax-classifier"], 6))
def test_every_part_of_every_problem_can_be_had_alone(backprop, name, part):
    done = backprop("derive", name, "--part", part, "-f", "json")
    records = json.loads(done.stdout)["problems"][0]["derivation"]
    assert {record["phase"] for record in records} <= {part}
    assert backprop("derive", name, "--part", part).returncode == 0


@pytest.mark.parametrize(
    ("name", "id_", "heads"),
    [
        ("ex2", "а", "Composed"),
        ("ex2", "б", "Derivatives"),
        ("ex2", "в", "Repeated"),
        ("ex2", "г", "Derivatives as backpropagation computes them"),
        ("ex1", "а", "graph"),
        ("ex5", "г", "update"),
    ],
)
def test_a_question_is_answered_with_its_part_and_nothing_else(backprop, name, id_, heads):
    said = backprop("solve", name, "--question", id_).out
    assert heads in said
    answer = json.loads(backprop("solve", name, "--question", id_, "-f", "json").stdout)["problems"][0]["questions"]
    assert [item["id"] for item in answer] == [id_] and answer[0]["rows"]


def test_a_form_that_is_too_long_is_not_written_out(backprop, tmp_path):
    layers = "".join("  - linear: {inputs: 3, outputs: 3}\n  - sigmoid\n" for _ in range(8))
    (tmp_path / "deep.yaml").write_text(f"network:\n{layers}loss: mse\n")
    done = backprop("derive", "deep.yaml", "--part", "derivatives", "-f", "json")
    records = json.loads(done.stdout)["problems"][0]["derivation"]
    assert len(done.stdout) < 3_000_000
    assert any("full" not in record for record in records if record["form"] == "scalar")


def test_a_derivation_of_nothing_known_is_refused():
    with pytest.raises(BackpropError):
        list(Derivation(EX5).parts(("composed",), ("scalar",)))


def test_shapes_are_noted_at_every_matrix_on_request(backprop):
    said = backprop("derive", "ex5", "--shapes", "--part", "outputs,derivatives").out
    assert "H = X⟨1×n0⟩·W2⟨n0×n1⟩" in said and "∂L/∂W1 = O⟨1×n1⟩ᵀ·∂L/∂y⟨1×1⟩" in said
    assert "X<1x2>*W1<2x2>" in backprop("derive", "ex2", "--shapes", "--matrix", "--part", "outputs", "--ascii").out
    assert "⟨" not in backprop("derive", "ex5").out
    assert r"\underset{1 \times 2}{X}" in backprop("derive", "ex2", "--shapes", "--matrix", "-f", "latex").out
