"""Misconceptions and conventions ask for traits and never for a kind; a rewriting hides no fault of its own."""

import ast
import json
import re
from random import Random

import pytest
from cases import ACTIVATIONS, BOUNDED
from examples import mostly_slow
from places import PACKAGE

from backprop_cli import check, load, load_text, render
from backprop_cli.checking.answers.answer import Answer
from backprop_cli.checking.explain.replay import Replay
from backprop_cli.checking.judge.key import AnswerKey, lines_of
from backprop_cli.checking.mistakes import catalogue, traits
from backprop_cli.checking.mistakes.arithmetic import SLIPS
from backprop_cli.checking.mistakes.rewriting import Misconception, rewritings
from backprop_cli.checking.template import blank_answers
from backprop_cli.errors import ShapeError
from backprop_cli.problem.load import bundled
from backprop_cli.rules import edges_of, find, kinds

FAMILIES = ("layers", "losses", "optimisers")
# The operations of expressions have these names as well, and rewritings look for operations.
OPERATIONS = {"add", "concat"}
NAMES = {kind for family in FAMILIES for kind in kinds(family)} - OPERATIONS


def docstrings(tree):
    """The nodes of the docstrings in a module."""
    bodies = (node.body for node in ast.walk(tree) if isinstance(node, (ast.Module, ast.ClassDef, ast.FunctionDef)))
    return {id(body[0].value) for body in bodies if body and isinstance(body[0], ast.Expr)}


def kinds_named(source):
    """The kinds whose names are words of a string in a source, docstrings left out."""
    tree = ast.parse(source)
    silent = docstrings(tree)
    constants = (node for node in ast.walk(tree) if isinstance(node, ast.Constant) and id(node) not in silent)
    strings = (node.value for node in constants if isinstance(node.value, str))
    return sorted({word for said in strings for word in re.findall(r"\w+", said)} & NAMES)


@pytest.mark.parametrize("path", sorted(PACKAGE.joinpath("checking").rglob("*.py")), ids=lambda path: path.name)
def test_no_file_of_the_checker_names_a_kind(path):
    assert kinds_named(path.read_text("utf-8")) == []


@pytest.mark.parametrize(
    ("source", "named"),
    [
        ('SMOOTH = ("sigmoid", "tanh")', ["sigmoid", "tanh"]),
        ('for kind in "relu mse".split(): pass', ["mse", "relu"]),
        ('def f(kind):\n    """Not sigmoid."""\n    return kind == "sgd" or kind == "relu_at_zero"', ["sgd"]),
    ],
)
def test_a_kind_that_is_named_is_caught(source, named):
    assert kinds_named(source) == named


def test_traits_say_of_every_kind_what_it_is():
    def having(family, trait):
        return {kind for kind in kinds(family) if trait(find(family, kind))}

    smooth = {
        "elu",
        "function",
        "gelu",
        "hardtanh",
        "log_softmax",
        "sigmoid",
        "silu",
        "softmax",
        "softplus",
        "softsign",
        "tanh",
    }
    assert having("layers", traits.is_smooth) == smooth
    assert having("layers", traits.is_bent) == {"leaky_relu", "relu"}
    assert having("layers", traits.is_activation) == smooth | {"leaky_relu", "relu"}
    assert having("layers", traits.is_known_by_output) == {"sigmoid", "softmax", "tanh"}
    normalising, over_time = {"batch_norm", "layer_norm"}, {"gru", "lstm", "rnn"}
    multiplying = {"attention", "conv1d", "conv2d", "embedding", "linear", "positional", *normalising, *over_time}
    assert having("layers", traits.has_weights) == multiplying
    assert having("losses", traits.is_squared) == {"half_squared_error", "mse", "squared_error"}
    assert having("losses", traits.is_halved) == {"half_squared_error"}
    assert having("losses", traits.is_of_logits) == {"cross_entropy_with_logits", "log_loss_with_logits"}
    assert having("losses", traits.is_of_probabilities) == {"cross_entropy", "focal", "kl_divergence", "log_loss"}
    assert having("losses", traits.is_of_one_probability) == {"focal", "log_loss"}
    assert having("losses", traits.is_loss) == set(kinds("losses"))
    assert [rules.kind for rules in traits.familiar_activations()] == ["sigmoid", "tanh", "relu"]


def test_a_familiar_activation_needs_nothing_but_its_own_value():
    for rules in traits.familiar_activations():
        assert not rules.options
        assert set(edges_of(rules.out)) == {"x"}
        assert set(edges_of(rules.derivatives["x"])) <= {"d", "x", "out", "relu_at_zero"}


def random_network(seed):
    """A problem with any loss and any activations, a batch and single observations."""
    random = Random(seed)
    loss, outputs = random.choice(kinds("losses")), random.randint(1, 3)
    activations = ACTIVATIONS
    number = lambda: round(random.uniform(-1.5, 1.5), 1)  # noqa: E731

    def linear(inputs, outputs):
        bias = [number() for _ in range(outputs)] if random.random() < 0.7 else False
        return {"linear": {"weights": [[number() for _ in range(outputs)] for _ in range(inputs)], "bias": bias}}

    def target():
        if find("losses", loss).distribution:
            return {"class": random.randint(1, outputs)}
        low = -1 if loss == "hinge" else 0
        return [random.choice([low, 1]) for _ in range(outputs)]

    last = [BOUNDED[loss]] if loss in BOUNDED else []
    network = [linear(2, 3), random.choice(activations), linear(3, 2), random.choice(activations), linear(2, outputs)]
    data = [{"x": [number(), number()], "y": target()} for _ in range(3)]
    document = {"network": [*network, *last], "loss": loss, "data": data, "train": {"lr": 0.5, "order": [1, [2, 3], 3]}}
    return load_text(json.dumps(document), "p.json", f"random-{seed}")


def contexts(problem):
    """Every line of every step and question of a problem, as a rewriting finds it; a parameter's change among them."""
    key = AnswerKey(problem)
    replay = Replay(key)
    blank = tuple(blank_answers(problem))
    for step_key in key.step_keys(blank):
        targets = [line.assignment.target for line in step_key.lines if line.assignment.target]
        changes = [Answer(step_key.step, None, f"step {name}", None) for name in targets]
        answered = [target.line for item in (*blank, *changes) if (target := key.target(item))]
        step = replay.begin(step_key)
        for line in lines_of(step_key, answered):
            step.add(line, None)
        yield from (replay.context(step, number) for number in range(len(step.lines)))


PROBLEMS = [*sorted(bundled()), *range(12)]


@pytest.mark.parametrize("name", mostly_slow(PROBLEMS, 13))
def test_every_rewriting_of_every_line_does_what_it_says_or_does_not_fit(name):
    made, seen = 0, set()
    for problem in load(name) if isinstance(name, str) else random_network(name):
        for context in contexts(problem):
            seen.add((context.line.phase, context.line.origin is None))
            for mistake in catalogue.ranked():
                for node in rewritings(mistake, context):
                    made += 1
                    assert node.shape == context.line.expression.shape
                    assert node is not context.line.expression
    assert made
    assert ("update", True) in seen or not {"ex1", "ex2", "attention-head"}.isdisjoint({name})


@pytest.mark.parametrize("more", mostly_slow(["l1: 0.1", "l2: 0.1", "l1: 0.1, l2: 0.1"], 3))
@pytest.mark.parametrize("mean", ["at_loss", "at_gradients"])
@pytest.mark.parametrize("second", ["W1", "[[2, 1], [1, -1]]"])
def test_a_second_misconception_takes_a_line_as_the_first_left_it(more, mean, second):
    """The first may have dropped the penalty, the mean or the other reader beside the rule's own part."""
    for order in ("[[1, 2]]", "[[1, 2, 3]]"):
        text = (
            f"network: [linear: {{weights: [[1, 2], [3, -1]], bias: [0, 1]}}, tanh, linear: {{weights: {second}}}]\n"
            "loss: mse\ndata: [{x: [1, 2], y: [1, 0]}, {x: [2, 1], y: [0, 1]}, {x: [0, 1], y: [2, 1]}]\n"
            f"train: {{lr: 0.1, order: {order}, {more}}}\nconventions: {{mean: {mean}}}"
        )
        for context in contexts(load_text(text, "p.yaml", "p")[0]):
            found = [node for made in (catalogue.candidates, catalogue.pairs) for _, node in made(context)]
            assert found or context.line.phase == "forward"
            assert {node.shape for node in found} <= {context.line.expression.shape}


def context_of(line):
    return next(context for context in contexts(load("batch-of-two")[0]) if context.line.name == line)


@pytest.mark.parametrize(
    ("mistaken", "error"),
    [
        (lambda d: d.opp, AttributeError),
        (lambda d: d.shape[7], IndexError),
        (lambda d: d * (1 // 0), ZeroDivisionError),
        (lambda context: context.rewired(d=context.line.origin.arguments["upstream"]), KeyError),
    ],
)
def test_a_typo_in_a_rewriting_is_an_error(mistaken, error):
    with pytest.raises(error):
        list(
            rewritings(
                Misconception("typo", ("backward",), mistaken, ("x",), traits.is_activation), context_of("dL/dH1")
            )
        )


def test_a_rewriting_whose_matrices_do_not_fit_gives_nothing():
    unfit = Misconception("unfit", ("gradient",), lambda d: d @ d, ("W",))
    context = context_of("dL/dW2")
    with pytest.raises(ShapeError):
        unfit.rewriting(context.edges["d"])
    assert list(rewritings(unfit, context)) == []


def test_every_misconception_says_what_the_student_thought():
    said = {(mistake.name, mistake.rewriting.__doc__) for mistake in catalogue.ranked()}
    said |= {(name, slip.__doc__) for name, slip in SLIPS}
    assert {name for name, doc in said} == set(catalogue.names())
    assert [name for name, doc in said if not re.match(r"They [a-z].*[.:]", (doc or "").partition("\n")[0])] == []


@pytest.mark.parametrize(
    ("problem", "lines", "said"),
    [
        ("tanh-2-2-1", {"H1": ["1", "0.5"]}, "Possibly: you swapped rows and columns. That makes the line X·W1ᵀ + b1."),
        (
            "mazur-2-2-2",
            {"H1": [0.3775, 0.3925], "O1": [0.59327, 0.596884], "H2": [0.59327, 0.596884]},
            "You copied the value of out_h.",
        ),
        ("xor", {"H2": [[0.1], [0.2], [0.3], [0.4]]}, None),
    ],
)
def test_the_report_says_what_was_swapped_or_copied(problem, lines, said):
    report = render(check(load(problem)[0], {"answers": [{"step": 1, **lines}]}, accept="none"))
    assert report.count("Or: ") <= 1
    assert said is None or said in report


@pytest.mark.parametrize("as_entries", [False, True])
def test_entries_that_are_wrong_for_reasons_of_their_own_are_each_told_why(as_entries):
    # y forgotten in the first, the sign turned in the second
    row = (
        {"dL/dy_hat[1,1]": "0.7514", "dL/dy_hat[1,2]": "0.2171"} if as_entries else {"dL/dy_hat": ["0.7514", "0.2171"]}
    )
    step = {"step": 1, "H2": ["1.106", "1.225"], "y_hat": ["0.7514", "0.7729"], **row}
    result = check(load("mazur-2-2-2")[0], {"answers": [step]})
    names = [item.mistake.name for item in result.result.in_order if item.verdict == "wrong"]
    assert names == (["copied_line", "wrong_sign"] if as_entries else ["copied_line"])
    said = render(result)
    assert ("You copied" if as_entries else "Entry 1: you copied") in said
    assert ("The sign is wrong" if as_entries else "Entry 2: the sign is wrong") in said
