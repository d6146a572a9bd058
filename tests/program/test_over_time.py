"""Networks over time: names, sums over time, truncation, every reading of the same lines."""

import json

import pytest

from backprop_cli import BackpropError, View, check, find_value, load, load_text, render, solve
from backprop_cli.checking.fault_injection import FaultInjector
from backprop_cli.evaluate.evaluate import elements, map_value

RNN = "rnn: {Wx: [[0.5, -0.3]], Wh: [[0.1, 0.2], [0.3, -0.4]], b: [0.1, 0], h0: [0.25, 0]%s}"
ONE = f"network:\n  - {RNN}\n  - linear: {{weights: [[1], [2]], bias: 0}}\nloss: half_squared_error\ndata: %s\ntrain: {{lr: 0.5%s}}\n"
LAST = ONE % ("", "[{x: [1, 2, -1], y: 1}]", "")
ALL = ONE % (
    ", outputs: all",
    "[{x: [1, 2, -1], y: [1, 0, 2]}, {x: [0, 1, 2], y: [1, 1, 0]}]",
    ", order: [[1, 2]], epochs: 2",
)


def problem(text):
    return load_text(text, "over-time.yaml", "over-time")[0]


def values(text):
    return {row.line.name: row.value for row in next(solve(problem(text)).steps()).rows}


def test_the_time_stands_in_the_names_of_the_lines():
    names = [row.name for row in solve(problem(LAST)).trace()]
    assert names[:4] == ["h[1]", "h[2]", "h[3]", "y_hat"]
    assert {"dL/dh[3]", "dL/dh[2]", "dL/dh[1]", "dL/dWx1", "dL/dWh1", "dL/db1"} <= set(names)


def test_the_gradient_by_a_shared_weight_is_the_sum_of_what_every_step_sends():
    record = json.loads(render(solve(problem(LAST)), "json"))["problems"][0]
    row = next(row for row in record["trace"] if row["name"] == "dL/dWh1")
    assert [term["by"] for term in row["terms"]] == ["h[3]", "h[2]", "h[1]"]
    sums = [sum(column) for column in zip(*(elements(tuple(map(tuple, term["value"]))) for term in row["terms"]))]
    assert sums == pytest.approx([entry for line in row["value"] for entry in line])


def test_a_loss_of_a_sequence_is_the_sum_of_the_losses_of_its_steps():
    found = values(ALL)
    assert found["L"] == pytest.approx(found["L1"] + found["L2"] + found["L3"])


def test_truncation_cuts_the_way_back_into_pieces_counted_from_the_end():
    cut = values(LAST.replace("h0: [0.25, 0]", "h0: [0.25, 0], bptt: 2"))
    assert "dL/dh[2]" in cut
    assert "dL/dh[1]" not in cut
    whole = values(LAST.replace("h0: [0.25, 0]", "h0: [0.25, 0], bptt: 3"))
    assert whole == values(LAST)


def test_a_number_alone_is_a_time_step_of_one_feature():
    assert values(LAST) == values(LAST.replace("[1, 2, -1]", "[[1], [2], [-1]]"))


def test_without_a_state_at_first_it_is_zero():
    assert values(LAST.replace(", h0: [0.25, 0]", "")) == values(LAST.replace("h0: [0.25, 0]", "h0: [0, 0]"))


def test_a_state_of_zeros_may_be_written_as_0():
    assert values(LAST.replace("[0.25, 0]", "0")) == values(LAST.replace("[0.25, 0]", "[0, 0]"))


def test_recurrent_layers_on_each_other_have_their_numbers_in_the_names():
    stacked = LAST.replace(
        "  - linear", f"  - {RNN % ''}\n  - linear".replace("[[0.5, -0.3]]", "[[1, 0], [0.5, -1]]"), 1
    )
    found = values(stacked.replace("h0: [0.25, 0]}", "h0: [0.25, 0], outputs: all}", 1))
    assert {"h1[1]", "h2[3]", "dL/dh1[3]", "dL/dh2[1]", "dL/dWx2", "W3⁺"} <= set(found)


def test_at_the_end_of_a_network_the_last_state_is_the_output():
    (lstm,) = load("lstm-cell")
    rows = list(solve(lstm).trace())
    assert lstm.names["y_hat"] == "h[2]"
    assert "h[2]" not in {row.name for row in rows}
    assert find_value(solve(lstm), "1:h[2]") == find_value(solve(lstm), "1:y_hat")


def test_an_entry_of_a_time_step_is_an_entry_of_its_value():
    found = values(LAST)
    assert find_value(solve(problem(LAST)), "1:h[2][1]") == found["h[2]"][0][0]
    lines = render(solve(problem(LAST)), view=View(entries=True))
    assert "h[2][1]" in lines


@pytest.mark.parametrize("said", ["h[2]", "h2", "h_2", "s_2", "hidden state 2", "state[2]"])
def test_a_state_is_known_by_the_ways_in_which_people_write_it(said):
    answer = {"answers": [{"step": 1, said: [0.793934, -0.372319]}]}
    (found,) = check(problem(LAST), answer).result.answers
    assert (found.verdict, found.target.line.name) == ("right", "h[2]")


@pytest.mark.parametrize("text", [LAST, ALL], ids=["last", "all"])
def test_a_compiled_step_is_the_step_that_is_written_out(text):
    ours = problem(text)
    batch = len(ours.train.order[0])
    step = ours.stepper(batch)
    weights = step.flat()
    for _ in range(ours.train.epochs):
        weights, loss = step(weights, *step.data(*ours.train.order[0]))
    final = solve(ours).final
    assert step.named(weights) == {name: map_value(pytest.approx, value) for name, value in final.items()}
    many = ours.stepper(batch, many=True)
    columns, losses = many.run(many.columns([ours] * 2), many.batches() * ours.train.epochs)
    assert losses.tolist() == pytest.approx([loss, loss])
    assert columns[:, 1].tolist() == pytest.approx(list(weights))


def test_exact_numbers_stay_exact_as_far_as_they_can():
    rows = {row.line.name: row.exact for row in solve(problem(LAST), exact=True).trace()}
    assert [str(entry) for entry in rows["h[1]"][0]] != []
    relu = LAST.replace("h0: [0.25, 0]", "h0: [0.25, 0], activation: relu")
    rows = {row.line.name: row.exact for row in solve(problem(relu), exact=True).trace()}
    assert all(str(entry).replace("/", "").replace("-", "").isdecimal() for entry in elements(rows["dL/dWh1"]))


def test_without_data_the_steps_of_a_symbolic_network_are_said():
    symbolic = problem(
        "network:\n  - rnn: {inputs: 1, hidden: 2, steps: 2}\n  - linear: {inputs: 2, outputs: 1}\nloss: mse\n"
    )
    assert [row.name for row in solve(symbolic).trace()][:2] == ["h[1]", "h[2]"]


def test_the_board_over_time_has_a_column_for_each_step():
    page = render(solve(problem(LAST)), view=View(over_time=True))
    head = next(line for line in page.splitlines() if "t = 3" in line)
    assert head.split() == ["formula", "t", "=", "0", "t", "=", "1", "t", "=", "2", "t", "=", "3"]
    assert "(∂L/∂h[t+1] ⊙ (1 − h[t+1]²))·Wh1ᵀ" in page
    with pytest.raises(BackpropError):
        render(solve(load("ex3")[0]), view=View(over_time=True))


@pytest.mark.slow
def test_every_line_planted_with_a_wrong_value_is_judged_wrong_there():
    injector = FaultInjector(problem(LAST), 1)
    (step,) = injector.steps
    right = {line.name: line.value for line in step.lines if line.assignment.part_of is None}
    for name, value in right.items():
        wrong = {**right, name: map_value(lambda entry: entry + 0.37, value)}
        first = check(problem(LAST), {"answers": [{"step": 1, **wrong}]}).result.first_error
        assert first is not None
        assert first.target.line.name == name


def test_a_file_of_data_has_no_time_steps(tmp_path):
    (tmp_path / "steps.csv").write_text("x1,y1\n1,2\n", encoding="utf-8")
    text = LAST.replace("[{x: [1, 2, -1], y: 1}]", f"{{file: {tmp_path / 'steps.csv'}}}")
    with pytest.raises(BackpropError) as caught:
        problem(text)
    assert [fault.message.key for fault in caught.value.faults] == ["fault.file_of_steps"]


def test_there_is_no_step_of_a_sequence_on_whole_matrices():
    with pytest.raises(BackpropError):
        problem(LAST).stepper(dtype="float64")
