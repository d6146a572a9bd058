"""The bundled problems against a solver of our own that knows no backward pass: complex-step derivatives of numpy."""

from __future__ import annotations

import json
import subprocess
import sys

import numpy as np
import pytest
from complex_step import Oracle
from places import PROBLEMS
from quick_yaml import quick_load_all

FOLDER = PROBLEMS
FILES = sorted(FOLDER.glob("*.yaml"))
EXACT = 1e-10
DOCUMENTS = {
    document.get("name", path.stem if place == 1 else f"{path.stem}-{place}"): document
    for path in FILES
    for place, document in enumerate(quick_load_all(path.read_text("utf-8")), start=1)
}
NETWORKS = [name for name, document in DOCUMENTS.items() if "network" in document and "data" in document]
GALLERY = (
    "xor", "xor-zeros", "softmax-classifier", "softmax-layer", "batch-of-two", "dying-relu", "dying-relu-small-step",
    "tanh-2-2-1", "three-classes", "logistic-unit", "saturated-sigmoid", "saturated-sigmoid-log-loss", "mazur-2-2-2",
    "perceptron", "momentum", "adam", "l2-penalty", "l2-penalty-as-decay", "clipping", "logistic-regression",
)  # fmt: skip


# Our program, run once for all the files.


@pytest.fixture(scope="module")
def solved():
    """What the command says of every bundled problem, by name."""
    command = [sys.executable, "-m", "backprop_cli", "solve", *map(str, FILES), "-f", "json"]
    done = subprocess.run(command, capture_output=True, timeout=120)
    assert done.returncode == 0, done.stderr.decode()
    return {problem["name"]: problem for problem in json.loads(done.stdout)["problems"]}


def rows_of(problem, step, *phases):
    return {row["name"]: row for row in problem["trace"] if row["step"] == step and row["phase"] in phases}


def answer(problem, question, name, phase):
    """The value of one row of a question's answer."""
    (asked,) = (item for item in problem["questions"] if item["id"] == question)
    (row,) = (row for row in asked["rows"] if (row["name"], row["phase"]) == (name, phase))
    return np.array(row["value"])


def close(ours, theirs):
    return np.asarray(ours).shape == theirs.shape and np.allclose(ours, theirs.real, rtol=EXACT, atol=EXACT)


def rounds_to(value, text):
    """Whether a number is the published one to all the digits that were published."""
    return f"{value:.{len(text.partition('.')[2])}f}" == text


def test_the_gallery_is_complete_and_its_names_are_unique(solved):
    assert set(GALLERY) <= set(DOCUMENTS)
    assert set(DOCUMENTS) == set(solved)
    assert sum(len(quick_load_all(path.read_text("utf-8"))) for path in FILES) == len(DOCUMENTS)


@pytest.mark.parametrize("name", DOCUMENTS)
def test_every_bundled_problem_has_a_title_a_source_and_notes_in_both_languages(name):
    document = DOCUMENTS[name]
    assert document.get("notes"), name
    notes = document["notes"] if isinstance(document["notes"], list) else [document["notes"]]
    for text in (document["title"], document["source"], *notes):
        assert set(text) == {"en", "ru"}
        assert all(words.strip() for words in text.values())
        assert any("а" <= letter <= "я" for letter in text["ru"].lower())
        assert text["en"] != text["ru"]


@pytest.mark.parametrize("name", NETWORKS)
def test_every_value_and_loss_is_that_of_an_independent_forward_pass(solved, name):
    for step, (values, _, _) in enumerate(Oracle(DOCUMENTS[name]).solve(), start=1):
        rows = rows_of(solved[name], step, "forward", "loss")
        assert set(values) <= set(rows)
        assert all(close(rows[value]["value"], values[value]) for value in values)


@pytest.mark.parametrize("name", NETWORKS)
def test_every_gradient_is_the_complex_step_derivative_of_the_loss(solved, name):
    for step, (_, gradients, _) in enumerate(Oracle(DOCUMENTS[name]).solve(), start=1):
        rows = rows_of(solved[name], step, "backward", "gradient")
        assert set(rows) == set(gradients)
        for row in rows:
            assert close(rows[row]["value"], gradients[row]), (step, row)


@pytest.mark.parametrize("name", NETWORKS)
def test_every_weight_after_every_step_is_that_of_the_independent_solver(solved, name):
    done = list(Oracle(DOCUMENTS[name]).solve())
    assert max(row["step"] for row in solved[name]["trace"]) == len(done)
    for step, (_, _, parameters) in enumerate(done, start=1):
        rows = {row: values for row, values in rows_of(solved[name], step, "update").items() if "gradient" in values}
        rows = {row: values for row, values in rows.items() if values["gradient"] is not None}
        assert set(rows) == set(parameters) - set(DOCUMENTS[name]["train"].get("frozen", []))
        assert all(close(rows[row]["value"], parameters[row]) for row in rows)
    final = solved[name]["final"]
    assert set(final) >= set(done[-1][2]), "what the optimiser remembers is held in tests/laws/test_optimisers.py"
    assert all(close(final[row], value) for row, value in done[-1][2].items())


@pytest.mark.parametrize("name", NETWORKS)
def test_only_an_optimiser_with_a_memory_leaves_more_than_weights(solved, name):
    remembered = set(solved[name]["final"]) - set(Oracle(DOCUMENTS[name]).parameters)
    assert bool(remembered) == ("optimizer" in DOCUMENTS[name]["train"])


def test_decay_and_penalty_are_the_same_in_plain_descent(solved):
    decay, penalty = solved["l2-penalty-as-decay"]["final"], solved["l2-penalty"]["final"]
    assert all(np.allclose(decay[name], penalty[name], rtol=0, atol=1e-15) for name in decay)


def test_the_notes_on_adam_and_momentum_and_clipping_are_true(solved):
    assert np.allclose(rows_of(solved["adam"], 1, "update")["W1"]["value"], [[0.9], [-1.1]])
    third = rows_of(solved["momentum"], 3, "update", "gradient")
    assert (np.array(third["dL/dW1"]["value"]) < 0).all()
    assert (np.array(third["W1"]["value"]) < np.array(third["W1"]["before"])).all()
    first, second = (rows_of(solved["clipping"], step, "update") for step in (1, 2))
    assert (first["norm"]["value"], first["lr"]["value"], second["lr"]["value"]) == (6, 0.1, 0.05)


def test_mazur_s_error_and_eight_weights_are_ours_to_every_published_digit(solved):
    problem = solved["mazur-2-2-2"]
    assert rounds_to(rows_of(problem, 1, "loss")["L"]["value"], "0.298371109")
    published = {
        "w1": "0.149780716", "w2": "0.19956143", "w3": "0.24975114", "w4": "0.29950229",
        "w5": "0.35891648", "w6": "0.408666186", "w7": "0.511301270", "w8": "0.561370121",
    }  # fmt: skip
    entries = {label: name for name, label in DOCUMENTS["mazur-2-2-2"]["names"].items()}
    for label, text in published.items():
        matrix, place = entries[label].rstrip("]").split("[")
        row, column = (int(number) - 1 for number in place.split(","))
        assert rounds_to(problem["final"][matrix][row][column], text), label


def test_the_note_on_mazur_s_second_error_is_true():
    oracle = Oracle(DOCUMENTS["mazur-2-2-2"])
    before, (x, y) = oracle.parameters, oracle.batch([1])
    ((_, gradients, after),) = oracle.solve()
    assert after["b1"] == before["b1"] and after["b2"] == before["b2"]
    assert rounds_to(oracle.forward(x, y)["L"].real, "0.291027774")
    oracle.parameters = {**before, "W2": after["W2"]}
    mixed = gradients["dL/dH2"] @ after["W2"].T
    hidden = oracle.forward(x, y)["O1"]
    late = before["W1"] - oracle.rate() * x.T @ (mixed * hidden * (1 - hidden))
    oracle.parameters = {**before, "W1": late, "W2": after["W2"]}
    assert rounds_to(oracle.forward(x, y)["L"].real, "0.291027924")


def test_the_unit_of_cs231n_has_its_published_gradients(solved):
    problem = solved["logistic-unit"]
    assert np.round(answer(problem, "a", "y_hat", "forward"), 2).tolist() == [[0.73]]
    assert np.round(answer(problem, "a", "dL/dW1", "gradient"), 2).tolist() == [[-0.20], [-0.39]]
    assert np.round(answer(problem, "a", "dL/db1", "gradient"), 2).tolist() == [0.20]
    assert np.round(answer(problem, "a", "dL/dX", "backward"), 2).tolist() == [[0.39, -0.59]]


def test_the_log_loss_and_the_sigmoid_leave_p_minus_y(solved):
    p = rows_of(solved["logistic-unit"], 1, "forward")["y_hat"]["value"][0][0]
    assert answer(solved["logistic-unit"], "b", "dL/dH1", "backward") == pytest.approx(p - 1, abs=EXACT)


def test_nielsen_s_neuron_is_sure_of_a_wrong_answer_and_learns_57_times_faster_with_the_log_loss(solved):
    squared, log = solved["saturated-sigmoid"], solved["saturated-sigmoid-log-loss"]
    assert round(rows_of(squared, 1, "forward")["y_hat"]["value"][0][0], 2) == 0.98
    slow, fast = (rows_of(problem, 1, "gradient")["dL/dW1"]["value"][0][0] for problem in (squared, log))
    assert round(fast / slow) == 57
    assert np.round(answer(squared, "a", "dy_hat/dH1", "jacobian"), 3).item() == 0.018
    assert answer(squared, "b", "dy_hat/dH1", "jacobian").item() == 0.25


def test_a_dead_relu_has_no_gradients_after_its_first_step(solved):
    rows = [row for row in solved["dying-relu"]["trace"] if row["phase"] == "gradient"]
    assert all(np.any(row["value"]) == (row["step"] == 1) for row in rows)
    assert solved["dying-relu"]["final"] == {"W1": [[-7]], "b1": [-4], "W2": [[-2]]}
    alive = [row for row in solved["dying-relu-small-step"]["trace"] if row["phase"] == "gradient"]
    assert all(np.all(row["value"]) for row in alive)


def test_xor_from_zeros_stands_still_at_ln_2(solved):
    rows = rows_of(solved["xor-zeros"], 1, "gradient")
    assert set(rows) == {"dL/dW1", "dL/db1", "dL/dW2", "dL/db2"}
    assert not any(np.any(row["value"]) for row in rows.values())
    assert rows_of(solved["xor-zeros"], 1, "loss")["L"]["value"] == pytest.approx(np.log(2), abs=EXACT)


def test_xor_starts_on_the_right_side_of_one_half_and_keeps_equal_rows(solved):
    problem = solved["xor"]
    p = np.ravel(rows_of(problem, 1, "forward")["y_hat"]["value"])
    assert ((p > 0.5) == [False, True, True, False]).all()
    first, second = problem["final"]["W1"]
    assert np.allclose(first, second, rtol=0, atol=1e-15)


def test_softmax_as_a_layer_and_inside_the_loss_end_at_the_same_weights(solved):
    layer, inside = solved["softmax-layer"]["final"], solved["softmax-classifier"]["final"]
    assert all(np.allclose(layer[name], inside[name], rtol=0, atol=1e-15) for name in inside)


def test_a_shift_of_all_the_logits_changes_nothing(solved):
    problem = solved["softmax-classifier"]
    for name, phase in (("L", "loss"), ("dL/dy_hat", "derivative")):
        assert np.allclose(answer(problem, "a", name, phase), answer(problem, "b", name, phase), rtol=0, atol=1e-13)


def test_softmax_of_equal_inputs_has_the_jacobian_of_ninths(solved):
    expected = np.eye(3) / 3 - np.full((3, 3), 1 / 9)
    assert np.allclose(answer(solved["softmax-layer"], "d", "dy_hat/dH1", "jacobian"), expected, rtol=0, atol=1e-15)


def test_the_derivative_of_tanh_at_0_is_1(solved):
    assert answer(solved["tanh-2-2-1"], "a", "dO1/dH1", "jacobian")[0].tolist() == [1, 0]


def test_the_course_s_cost_and_gradients_are_ours_to_every_published_digit(solved):
    rows = rows_of(solved["logistic-regression"], 1, "loss", "backward", "gradient")
    assert rounds_to(rows["L"]["value"], "5.80154531939")
    assert all(rounds_to(row[0], said) for row, said in zip(rows["dL/dW1"]["value"], ("0.99845601", "2.39507239")))
    assert rounds_to(rows["dL/db1"]["value"][0], "0.00145557813678")
    assert np.allclose(rows["dL/dy_hat"]["value"], np.array(rows["P"]["value"]) - [[1], [0], [1]])
    assert np.allclose(np.array(rows["L"]["terms"])[1:], np.abs([12, -5.4]), atol=0.01)
