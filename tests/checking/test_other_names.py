"""Other names of values: those of the problem for any of them, H2 for ŷ behind a linear layer, and P given for ŷ."""

import pytest
from examples import mostly_slow

from backprop_cli import BackpropError, View, check, find_value, load, load_text, read_answers, render, solve
from backprop_cli.checking.template import template
from backprop_cli.expr.names import parse
from backprop_cli.problem.load import bundled

PROBLEMS = {
    item.name: item for name in sorted(bundled()) for item in load(name) if not item.symbolic and not item.by_paths
}
ONE_BY_ONE = [
    name
    for name, item in PROBLEMS.items()
    if item.network and len(next(solve(item, steps=1).steps()).observations) == 1
]


def renamed(problem, label):
    """The problem with another name for every value that is no derivative, the loss being called `label`."""
    rows = {row.name: row for row in solve(problem, steps=1).trace() if row.line.part_of is None}
    names = {name: f"q{number}" for number, name in enumerate(rows) if not parse(name).by}
    names[problem.graph.output if problem.graph else "L"] = label
    return problem._replace(names=names), rows


def printed(problem, name):
    """The name of a value, or of a derivative, as the problem prints it."""
    parts, names = parse(name), problem.names
    return (
        f"d{names.get(parts.what, parts.what)}/d{names.get(parts.below, parts.below)}"
        if parts.by
        else names.get(name, name)
    )


@pytest.mark.parametrize("name", mostly_slow(PROBLEMS, every=75))
@pytest.mark.parametrize("label", ["H", "J", "E_total", "ℒ"])
def test_every_value_can_be_renamed_and_answers_name_it_so(name, label):
    problem, rows = renamed(PROBLEMS[name], label)
    for canonical, row in rows.items():
        called = printed(problem, canonical)
        result = check(problem, {"answers": [{"step": row.step, called: row.value}]}, level="given").result
        assert [(item.verdict, item.target.line.name) for item in result.answers] == [("right", canonical)], called
        assert find_value(solve(problem, steps=1), f"{row.step}:{called}") == row.value


@pytest.mark.parametrize("format", ["plain", "latex", "html", "md"])
def test_the_loss_has_its_new_name_everywhere(format):
    text = render(solve(renamed(load("batch-of-two")[0], "J")[0]), format, view=View(quiet=True))
    for old in ("∂L", r"\partial L", "Lᵢ", "L_{i}", "<mi>L</mi>"):
        assert old not in text


def test_a_template_asks_for_the_names_that_are_printed():
    lines = "".join(template(renamed(load("batch-of-two")[0], "J")[0]))
    assert "dJ/d" in lines
    assert "dL/d" not in lines


LINEAR = """
network: [{linear: {weights: [[1], [2]], bias: [0]}}, sigmoid, {linear: {weights: [[3, -1]], bias: [1, 0]}}]
loss: half_squared_error
data: [{x: [1, 2], y: [0, 1]}]
train: {lr: 0.1}
questions: [{id: a, layer: 3, ask: [forward, jacobian, backward], given: {input: [1], upstream: [1, 2]}}]
"""


def test_behind_a_linear_layer_h_is_another_name_of_the_output():
    (problem,) = load_text(LINEAR + 'names: {H2: z, "H2[1,2]": z2}', "linear.yaml", "linear")
    assert problem.names == {"y_hat": "z", "y_hat[1,2]": "z2"}
    (plain,) = load_text(LINEAR, "linear.yaml", "linear")
    for name, other in (("H2", "y_hat"), ("dL/dH2", "dL/dy_hat"), ("H2[1,1]", "y_hat[1,1]"), ("H2[1,2]", "y_hat[1,2]")):
        assert find_value(solve(plain), f"1:{name}") == find_value(solve(plain), f"1:{other}")
    assert find_value(solve(plain), "a:H2") == ((4.0, -1.0),)
    assert find_value(solve(plain), "a:dH2/dO1") == ((3.0,), (-1.0,))
    given = {"questions": {"a": {"H2": [4, -1], "dH2/dO1": [[3], [-1]]}}}
    assert [item.verdict for item in check(plain, given, level="given").result.answers] == ["right", "right"]


def test_h_is_no_name_of_an_output_behind_an_activation():
    assert load("ex3")[0].other_output == ""
    with pytest.raises(BackpropError):
        find_value(solve(load("ex3")[0]), "1:H4")


LOGITS = """
network: [{linear: {weights: [[1, 0.5], [-1, 2]], bias: [0, 0]}}]
loss: cross_entropy_with_logits
data: [{x: [1, 2], y: {class: 2}}, {x: [1, 0], y: {class: 1}}]
train: {lr: 0.1, order: [1, 2]}
"""


def judged(*lines):
    (problem,) = load_text(LOGITS, "logits.yaml", "logits")
    (given,) = read_answers("\n".join(lines), "answers.txt")
    return check(problem, given, level="given")


@pytest.mark.parametrize(
    ("given", "line", "verdict"),
    [
        ("y_hat = 0.00407; 0.99593", "P", "right"),
        ("y_hat = 0.00407; 0.9", "P", "wrong"),
        ("y_hat[1,2] = 0.99593", "P", "right"),
        ("y_hat = -1; 4.5", "y_hat", "right"),
        ("y_hat = -1; 4", "y_hat", "wrong"),
        ("y_hat[1,1] = -0.5", "y_hat", "wrong"),
        ("y_hat = 0; 1.2", "y_hat", "wrong"),
    ],
)
def test_probabilities_given_for_logits_are_read_as_these(given, line, verdict):
    found = judged("step 1", given)
    (item,) = found.result.answers
    assert (item.target.line.name, item.verdict) == (line, verdict)
    record = found.to_dict()
    assert record.get("read_as_probabilities", False) == (line == "P")
    assert record["answers"][0]["name"] == given.partition(" ")[0]


@pytest.mark.parametrize(("given", "line"), [("y_hat = 0.6001; 0.4001", "P"), ("y_hat = 0.9501; 0.4501", "y_hat")])
def test_numbers_between_logits_and_probabilities_are_what_they_are_nearer_to(given, line):
    (item,) = judged(
        "step 2", given
    ).result.answers  # the logits are 1.0041; 0.40041, the probabilities 0.64653; 0.35347
    assert (item.target.line.name, item.verdict) == (line, "wrong")


def test_what_is_right_as_logits_stays_so_though_it_could_be_a_probability():
    found = judged("step 2", "y_hat = 1.0041; 0.40041", "P = 0.64653; 0.35347")
    assert [item.target.line.name for item in found.result.answers] == ["y_hat", "P"]


def test_probabilities_stay_wrong_logits_where_p_is_given_as_well():
    found = judged("step 1", "y_hat = 0.00407; 0.99593", "P = 0.00407; 0.99593")
    assert [item.verdict for item in found.result.answers] == ["wrong", "right"]


@pytest.mark.parametrize("name", mostly_slow(ONE_BY_ONE, 3))
def test_an_entry_that_is_asked_for_by_one_place_is_the_one_that_an_answer_of_that_name_is_about(name):
    rows = [
        row
        for row in solve(PROBLEMS[name], steps=1).trace()
        if isinstance(row.value, tuple) and row.line.part_of is None
    ]
    single = {row.name: row.value[0] for row in rows if isinstance(row.value[0], tuple) and len(row.value) == 1}
    lines = {name: row for name, row in single.items() if not isinstance(row[0], tuple)}  # an image's entry has more
    for line, row in lines.items():
        for place, value in enumerate(row, 1):
            address = f"{line}[{place}]"
            assert find_value(solve(PROBLEMS[name], steps=1), f"1:{address}") == value
            right = check(PROBLEMS[name], {"answers": [{"step": 1, address: value}]}, level="given")
            assert right.passed, address


LAYOUTS = ("{}", "{observations: columns}", "{weights: outputs_by_inputs}")
IN_LAYOUTS = """network: [{linear: {weights: [[0.5, -0.3], [0.2, 0.7]]}}, tanh, {linear: {weights: [[1, 2], [-1, 0.5]]}}]
loss: cross_entropy_with_logits
data: [{x: [1, 2], y: [1, 0]}, {x: [-1, 0.5], y: [0, 1]}]
names: {P: A, L: J}
train: {lr: 0.1, order: ORDER}
conventions: LAYOUT
"""


def expected(name, order, layout):
    text = IN_LAYOUTS.replace("ORDER", order).replace("LAYOUT", layout)
    text = text.replace("[[0.5, -0.3], [0.2, 0.7]]", "[[0.5, 0.2], [-0.3, 0.7]]") if "weights:" in layout else text
    text = text.replace("[[1, 2], [-1, 0.5]]", "[[1, -1], [2, 0.5]]") if "weights:" in layout else text
    (found,) = check(load_text(text, "p.yaml", "p")[0], {"answers": [{"step": 1, name: "7.77"}]}).result.answers
    assert found.expected is not None
    return found.expected


@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("base", mostly_slow(["H1", "O1", "y_hat", "P", "A", "dL/dH1", "dJ/dy_hat"], 36))
@pytest.mark.parametrize("place", [1, 2])
def test_an_entry_has_one_name_in_every_layout(base, place, layout):
    for name, order in [
        (f"{base}[{place}]", "[2]"),
        *((f"{base}[{place}]{mark}", "[[1, 2]]") for mark in ("(2)", "^(2)", "⁽²⁾")),
    ]:
        assert expected(name, order, layout) == pytest.approx(expected(name, order, "{}")), name


@pytest.mark.parametrize("layout", mostly_slow(LAYOUTS, 3))
@pytest.mark.parametrize(
    ("name", "order"), [("L[1]", "[2]"), ("J[2]", "[2]"), ("L[2]", "[[1, 2]]"), ("J^(2)", "[[1, 2]]")]
)
def test_a_term_of_a_loss_has_one_name_in_every_layout(name, order, layout):
    assert expected(name, order, layout) == pytest.approx(expected(name, order, "{}"))
