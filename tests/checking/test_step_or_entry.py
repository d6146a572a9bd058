"""A number behind a letter: over time it is the time step, elsewhere an entry of a vector, or the number of a layer."""

import pytest

from backprop_cli import BackpropError, check, find_value, load_text, solve

RNN = "rnn: {Wx: [[0.5, -0.3]], Wh: [[0.8, 0.1], [0.2, 0.4]], b: [0, 0.1]%s}"
LINEAR = "linear: {weights: [[1, 2], [-1, 1]], bias: [0, 1]%s}"
NETWORKS = {
    "two steps": ([RNN % "", LINEAR % ""], "[1, 2]", "[1, 0]"),
    "one step": ([RNN % "", LINEAR % ""], "[1]", "[1, 0]"),
    "the last state is put out": ([RNN % ""], "[1, 2]", "[1, 0]"),
    "every step": ([RNN % ", outputs: all", LINEAR % ""], "[1, 2]", "[[1, 0], [0, 1]]"),
    "no time": ([LINEAR % ", name: h", LINEAR % ""], "[1, 2]", "[1, 0]"),
}
# What a name is a line of, or an entry of one; None where it means nothing.
MEANT = {
    "two steps": {
        "h[1]": "h[1]", "h1": "h[1]", "h[2]": "h[2]", "h2": "h[2]", "h_2": "h[2]", "h₂": "h[2]", "h[2][1]": "h[2][1]",
        "h2[1]": "h[2][1]", "h1[2]": "h[1][2]", "h[1,2]": None, "h[3]": None, "h": None, "H1": None, "H2": "y_hat",
        "dL/dh2": "dL/dh[2]", "dL/dH1": None, "dL/dH2": "dL/dy_hat", "dh1": "dL/dh[1]", "y_hat[2]": "y_hat[2]",
    },
    "one step": {"h[1]": "h[1]", "h1": "h[1]", "h[2]": None, "h2": None, "h1[2]": "h[1][2]", "H2": "y_hat", "H1": None},
    "the last state is put out": {
        "h[2]": "y_hat", "h2": "y_hat", "h[2][1]": "y_hat[1]", "H1": "y_hat", "h1": "h[1]", "dL/dh2": "dL/dy_hat",
        "y_hat[2]": "y_hat[2]", "H2": None,
    },
    "every step": {
        "h2": "h[2]", "h[2]": "h[2]", "y_hat[2]": "y_hat[2]", "y_hat[1][2]": "y_hat[1][2]", "y_hat": None, "H2": None,
    },
    "no time": {"h[2]": "H1[2]", "h[1,2]": "H1[2]", "h1": "H1", "h1[2]": "H1[2]", "h2": "y_hat", "h[2][1]": None, "h": "H1"},
}  # fmt: skip
CASES = [(name, said, meant) for name, names in MEANT.items() for said, meant in names.items()]


def problem(name):
    layers, x, y = NETWORKS[name]
    network = "".join(f"  - {layer}\n" for layer in layers)
    return load_text(
        f"network:\n{network}loss: half_squared_error\ndata: [{{x: {x}, y: {y}}}]\ntrain: {{lr: 0.1}}\n", "p", "p"
    )[0]


@pytest.mark.parametrize(("name", "said", "meant"), CASES)
def test_a_name_means_the_same_in_answers_and_where_a_value_is_asked_for(name, said, meant):
    solved = solve(problem(name))
    rows = {row.name: row.value for row in next(solved.steps()).rows}
    if meant is None:
        with pytest.raises(BackpropError):
            find_value(solved, f"1:{said}")
        assert check(problem(name), {"answers": [{"step": 1, said: 7}]}).result.answers[0].verdict == "unknown"
        return
    whole, _, place = (meant, "", "") if meant in rows else meant.rpartition("[")
    value = rows[whole] if not place else rows[whole][0][int(place[:-1]) - 1]
    assert find_value(solved, f"1:{said}") == value
    judged = check(problem(name), {"answers": [{"step": 1, said: value}]}).result.answers[0]
    assert (judged.verdict, judged.target.line.name) == ("right", whole)


@pytest.mark.parametrize("names", ["", "names: {H2: h}\n"])
def test_no_layer_is_called_as_the_states_are(names):
    own = "" if names else ", name: h"
    text = f"network:\n  - {RNN % ''}\n  - {LINEAR % own}\n  - tanh\ndata: [{{x: [1, 2]}}]\n{names}"
    with pytest.raises(BackpropError, match="h is the name of values over time"):
        load_text(text, "p", "p")
