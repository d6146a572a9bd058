"""Where a line has no number (it overflows, ln 0, 1/0), the error says file, problem, step, observations and line."""

import pytest
from in_process import run

from backprop_cli.errors import BackpropError
from backprop_cli.problem.load import load_text
from backprop_cli.solution.solution import solve

TWICE = "network:\n  - linear: {weights: [[1e200]]}\n  - linear: {weights: [[1e200]]}\n"
LOG = "network: [identity]\nloss: log_loss\n"
PROBLEMS = {  # file → place of what gives the line, and what is said of it
    "an overflow in the second step": (
        TWICE + "loss: mse\ndata: [{x: [0], y: [1]}, {x: [1], y: [1]}]\ntrain: {lr: 0, order: [1, 2]}\n",
        "3:5: error: net, step 2, observation 2: y_hat = H1·W2: the result is too large",
    ),
    "the logarithm of 0 in a batch": (
        LOG + "data: [{x: [1/2], y: [1]}, {x: [0], y: [1]}]\ntrain: {lr: 0, order: [1, [1, 2]]}\n",
        "2:7: error: net, step 2, observations 1, 2: L_i = ",
    ),
    "an overflow in an update": (
        "network:\n  - linear: {weights: [[1e150]]}\nloss: mse\ndata: [{x: [1], y: [0]}]\ntrain: {lr: 1e300}\n",
        "2:5: error: net, step 1, observation 1: W1 = W1 - lr·dL/dW1: the result is too large",
    ),
    "a node": ("nodes:\n  a: x^2\n  b: ln(a)\nat: {x: 0}\n", "3:6: error: net: b = ln a has no value here"),
    "a formula": ("at: {x: 1, y: 0}\nexpression: 1 + x/y\n", "2:13: error: net: v1 = x/y: division by zero"),
    "a question": (
        LOG
        + "data: [{x: [1/2], y: [1]}]\nquestions:\n  - {id: a, layer: loss, ask: loss, given: {prediction: 0, target: 1}}\n",
        "2:7: error: net, question a: L = ",
    ),
}
FIRST = ("an overflow in an update", "a node", "a formula")  # what shows in the first step
COMMANDS = {
    "solve": ("solve",),
    "solve as data": ("solve", "-f", "json"),
    "solve to the end": ("solve", "--only", "final"),
    "solve exactly": ("solve", "--exact", "-f", "csv"),
    "step": ("step", "--no-work"),
    "derive": ("derive",),
    "graph": ("graph",),
    "test": ("test",),
    "check": ("check",),
    "template": ("check", "--template"),
}
SEEN_BY = {  # those that do not work everything out, and what they meet
    "solve to the end": set(PROBLEMS) - {"a question"},
    "step": FIRST,
    "derive": FIRST,
    "graph": FIRST,
    "test": set(PROBLEMS) - {"a question"},
    "check": (*FIRST, "a question"),
    "template": ("a question",),
}


@pytest.mark.parametrize("command", COMMANDS)
@pytest.mark.parametrize("name", PROBLEMS)
def test_a_line_without_a_number_is_told_with_its_place(command, name, tmp_path):
    text, said = PROBLEMS[name]
    file, answers = tmp_path / "net.yaml", tmp_path / "answers.yaml"
    file.write_text(text)
    answers.write_text("answers: [{step: 1, L: 1}]\n")
    words, *more = COMMANDS[command]
    done = run(words, file, *more, *([answers] if command == "check" else []))
    if name in SEEN_BY.get(command, PROBLEMS):
        assert f"{file}:{said}" in done.err
        assert done.returncode == 2
    else:
        assert done.returncode in (0, 1), done.err


def test_nothing_is_printed_before_the_error(tmp_path):
    text, _ = PROBLEMS["an overflow in the second step"]
    assert run("solve", "-", "-f", "json", stdin=text.encode()).stdout == b""


def test_each_language_has_the_place():
    text, _ = PROBLEMS["the logarithm of 0 in a batch"]
    done = run("solve", "-", "--lang", "ru", stdin=text.encode())
    assert "<stdin>:2:7: ошибка: stdin, шаг 2, наблюдения 1, 2: L_i = " in done.err


def test_the_fault_is_data_for_a_script():
    (problem,) = load_text(PROBLEMS["an overflow in the second step"][0], "net.yaml", "net")
    with pytest.raises(BackpropError) as caught:
        list(solve(problem).steps())
    (fault,) = caught.value.faults
    assert fault.message.key == "fault.overflow"
    assert fault.mark is not None
    assert (fault.mark.source.name, fault.mark.line) == ("net.yaml", 2)
    assert fault.message.values["where"].values == {"problem": "net", "step": 2, "observations": (2,)}
