"""Data in matrices: they are the observations that a list of them would be, and a step takes each batch as a whole."""

import pytest

from backprop_cli import BackpropError, find_value, load_text, solve, train, vary

HEAD = """
network: [{linear: {weights: [[1, 2], [3, -4]], bias: [0, 0]}}, sigmoid, {linear: {weights: [[1], [2]]}}]
loss: half_squared_error
"""
LISTED = "data: [{x: [1, 2], y: [1]}, {x: [3, 4], y: [0]}, {x: [5, 6], y: [1]}]\n"
TRAIN = "train: {lr: 0.1, epochs: 3}\n"
IN_A_BATCH = "train: {lr: 0.1, epochs: 3, order: [[1, 2, 3]]}\n"
ALIKE = {
    "rows": "data: {x: [[1, 2], [3, 4], [5, 6]], y: [[1], [0], [1]]}\n",
    "single targets": "data: {x: [[1, 2], [3, 4], [5, 6]], y: [1, 0, 1]}\n",
    "a list of one": "data: [{x: [[1, 2], [3, 4], [5, 6]], y: [[1], [0], [1]]}]\n",
    "columns": "data: {x: [[1, 3, 5], [2, 4, 6]], y: [[1, 0, 1]]}\nconventions: {observations: columns}\n",
    "columns, single": "data: {x: [[1, 3, 5], [2, 4, 6]], y: [1, 0, 1]}\nconventions: {observations: columns}\n",
}


def problem(text):
    return load_text(text, "data.yaml", "data")[0]


def losses(found):
    return [find_value(solve(found), f"{step}:L") for step in (1, 2, 3)]


@pytest.mark.parametrize("data", ALIKE.values(), ids=ALIKE)
def test_a_matrix_is_its_observations_taken_in_one_step(data):
    found, listed = problem(HEAD + data + TRAIN), problem(HEAD + LISTED + IN_A_BATCH)
    assert [(item.x, item.y) for item in found.data] == [(item.x, item.y) for item in listed.data]
    assert found.train.order == ((1, 2, 3),)
    assert losses(found) == losses(listed) and train(found).final == train(listed).final


def test_weights_by_outputs_have_columns_of_observations():
    turned = HEAD.replace("[[1, 2], [3, -4]]", "[[1, 3], [2, -4]]").replace("[[1], [2]]", "[[1, 2]]")
    data = "data: {x: [[1, 3, 5], [2, 4, 6]], y: [[1, 0, 1]]}\nconventions: {weights: outputs_by_inputs}\n"
    assert losses(problem(turned + data + TRAIN)) == losses(problem(HEAD + LISTED + IN_A_BATCH))


def test_several_batches_are_steps_in_turn_and_order_says_otherwise():
    several = "data: [{x: [[1, 2], [3, 4]], y: [[1], [0]]}, {x: [5, 6], y: [1]}]\n"
    assert problem(HEAD + several + TRAIN).train.order == ((1, 2), (3,))
    listed = problem(HEAD + LISTED + "train: {lr: 0.1, epochs: 3, order: [[1, 2], 3]}\n")
    assert solve(problem(HEAD + several + TRAIN)).final == solve(listed).final
    assert problem(HEAD + several + "train: {lr: 0.1, order: [3, 1]}\n").train.order == ((3,), (1,))
    assert [len(batch) for batch in problem(HEAD + several + "train: {lr: 0.1, batch: 1}\n").train.order] == [1, 1, 1]


def test_without_training_the_batch_goes_forward_as_a_whole():
    (step,) = solve(problem(HEAD + ALIKE["rows"])).steps()
    assert step.observations == (1, 2, 3) and len(step.rows[0].value) == 3
    assert [s.observations for s in solve(problem(HEAD + LISTED)).steps()] == [(1,), (2,), (3,)]


def test_classes_stand_beside_matrices_too():
    text = "network: [{linear: {weights: [[1, 2, 0]]}}, softmax]\nloss: cross_entropy\n"
    text += "data: {x: [[1], [2]], y: [{class: 2}, {class: 3}]}\ntrain: {lr: 0.1}\n"
    assert [item.y for item in problem(text).data] == [(0, 1, 0), (0, 0, 1)]


@pytest.mark.parametrize(
    ("data", "fault", "place"),
    [
        ("data: {x: [[1, 2], [3, 4]], y: [[1], [0], [1]]}", "fault.batch_rows", 31),
        ("data: {x: [[1, 2], [3]], y: [[1], [0]]}", "fault.ragged", 19),
        ("data: {x: [[1, 2], [3, two]], y: [[1], [0]]}", "fault.expected_number", 23),
        ("data: {x: [[1, 2], 3], y: [[1], [0]]}", "fault.expected_list", 19),
        ("data: [{x: [[1, 2], [3, 4]], y: [1, 0]}, {x: [[1]], y: [1]}]", "fault.input_count", 46),
        ("data: {x: [[1, 2], [3, 4]], y: [[1], [0, 1]]}", "fault.target_count", 37),
        ("data: {x: [[1, 2], [3, 4]]}", "fault.target_missing", 11),
        ("data: {x: [[1, 2], [3, 4]], z: [1, 0], y: [1, 0]}", "fault.unknown_key", 28),
        ("data: {x: [1, 2], y: [1]}", "fault.expected_list", 6),
    ],
)
def test_what_does_not_fit_is_a_fault_at_its_place(data, fault, place):
    with pytest.raises(BackpropError) as raised:
        problem(HEAD + data + "\n" + TRAIN)
    found = raised.value.faults[0]
    assert (found.message.key, found.mark.line, found.mark.column) == (fault, 3, place)


@pytest.mark.slow
def test_a_variant_draws_the_numbers_of_matrices_and_keeps_their_targets_one_hot():
    text = "network: [{linear: {weights: [[1, 2, 0], [0.5, 1, 1]]}}]\nloss: cross_entropy_with_logits\n"
    text += "data: {x: [[1, 3], [2, 4]], y: [[0, 0], [1, 0], [0, 1]]}\nconventions: {observations: columns}\ntrain: {lr: 0.1}\n"
    original = problem(text)
    for variant in vary(original, seed=1, count=5):
        (found,) = variant.problems
        assert [item.x for item in found.data] != [item.x for item in original.data]
        assert all(sorted(map(str, item.y or ())) == ["0", "0", "1"] for item in found.data)


def test_the_only_row_of_a_graph_needs_no_list():
    text = "nodes: {{h: X @ w, L: sum((h - t)^2)/2}}\nat: {{w: [1, 2]}}\ndata: {}\ntrain: {{lr: 0.1}}\n"
    row = "{X: [[1, 2], [3, 4]], t: [1, 0]}"
    assert solve(problem(text.format(row))).final == solve(problem(text.format(f"[{row}]"))).final
