"""Every public function says what it takes: what is something else is an error of ours, and none from inside."""

import inspect
from collections.abc import Sequence
from typing import Any

import pytest
from examples import mostly_slow
from like_torch import Linear, MSELoss, Tensor
from places import PROBLEMS, SUPPORT

import backprop_cli
from backprop_cli import BackpropError, load, load_text, solve, step, train, vary
from backprop_cli.api.arguments import fits, guarded
from backprop_cli.errors import ArgumentError

(PROBLEM,) = load("ex3")
WEIGHTS = str(SUPPORT / "data" / "ex3.npz")
# As small as can be: a hundred variants of it are drawn and checked in a moment.
(TINY,) = load_text("network: [{linear: {weights: [[21]]}}]\nloss: mse\ndata: [{x: [37], y: [41]}]", "tiny", "tiny")
GOOD = {  # every public function → arguments that it takes
    "add_tests": (str(PROBLEMS / "ex3.yaml"), 1),
    "after_step": (lambda: step(PROBLEM),),
    "answers": (load("ex5")[0], ("а",)),
    "check": (PROBLEM, {"answers": [{"step": 1, "L": 1}]}, "en"),
    "check_files": ([PROBLEM], [("a", b"final: {W1: 1}")], "en"),
    "check_sheet": ([PROBLEM], ("a", b"final: {W1: 1}"), "en"),
    "chosen": (load("ex4"), "ex4-regression"),
    "derive": (PROBLEM, ["update"], "matrix", None, True),
    "explain": ("wrong_sign",),
    "from_torch": (Linear(), Tensor.of([[1, 2]]), Tensor.of([[3]]), MSELoss(), 0.5, "own"),
    "find_value": (lambda: solve(PROBLEM), "1:L", False),
    "film": (backprop_cli.graph(PROBLEM),),
    "grade": ([PROBLEM], [("a", b"final: {W1: 1}")], "en"),
    "graph": (PROBLEM, "en", "network", 1, "backward"),
    "kinds": ("layers", "relu"),
    "mistakes": (),
    "load": ("ex3", [("train.lr", "1", "--lr")], 100, True),
    "load_text": ("expression: x", "n", "n", [("x", "1", "--set")], 100),
    "new_problem": ("2-1", "tanh", "mse", "sgd", 1, "en"),
    "page": ([PROBLEM], "read", "en", backprop_cli.Look()),
    "picture_view": (PROBLEM,),
    "pieces": (lambda: solve(PROBLEM), "json", backprop_cli.View(), backprop_cli.Look()),
    "practice": (PROBLEM, ["loss"]),
    "problem_text": (PROBLEM,),
    "problems": ("en",),
    "read_answers": ("final: {W1: 1}", "a", ("f",)),
    "read_students": (b"name\nAnn", "students.csv"),
    "render": (lambda: solve(PROBLEM), "json", backprop_cli.View(), backprop_cli.Look()),
    "resumed": (PROBLEM, WEIGHTS),
    "schema": ("answers", "en"),
    "proofread": (PROBLEM, 1, 5, ["loss"], 3),
    "show": (lambda: backprop_cli.kinds("layers"), backprop_cli.View(), None, None),
    "solve": (PROBLEM, True, 1, True),
    "step": (PROBLEM, None, (1,), True, True),
    "stress": (TINY, 1, 1),
    "submission": ([PROBLEM], ("a", b"final: {W1: 1}"), "en", 10, {}),
    "template": (PROBLEM, "all", "en"),
    "tests": (PROBLEM,),
    "train": (PROBLEM,),
    "trained_problem": (lambda: train(PROBLEM),),
    "weights_file": (lambda: train(PROBLEM),),
    "to_yaml": (PROBLEM.document,),
    "validate": ("ex3",),
    "value_text": (1.5, True),
    "variant_files": (lambda: vary(TINY), 1),
    "sheet_outline": (str(PROBLEMS / "ex3.yaml"),),
    "unasked": (lambda: backprop_cli.worksheet([PROBLEM]), "moodle"),
    "quiz_package": (lambda: backprop_cli.worksheet([TINY]), "canvas", backprop_cli.Look()),
    "worksheet": ([PROBLEM], "gradient", 20, "Sheet", "en", True, False),
    "question_directory": ([backprop_cli.SheetEntry(TINY)], "all", 20, "Sheet", "en", ""),
    "vary": (TINY, 1, 1, ["Ann"], "salt"),
}
WRONG: tuple[Any, ...] = (
    None,
    "",
    "nope",
    -1,
    99,
    1.5,
    [],
    ["nope"],
    [None],
    {},
    {"a": 1},
    (),
    b"",
    object(),
    load("ex3"),
    PROBLEM,
)
CASES = [(name, place) for name, arguments in GOOD.items() for place in range(len(arguments))]
CASES.remove(("show", 3))  # a console of rich, which is not imported to look at one


def called(name, arguments):
    """Calls a function, and takes what it gives as far as it goes."""
    found = getattr(backprop_cli, name)(*(item() if inspect.isfunction(item) else item for item in arguments))
    if hasattr(found, "trace"):
        assert list(found.trace()) is not None
    elif inspect.isgenerator(found):
        assert list(found) is not None


def test_every_public_function_is_here():
    public = {name for name in backprop_cli.__all__ if inspect.isfunction(getattr(backprop_cli, name))}
    assert set(GOOD) == public


@pytest.mark.parametrize("name", mostly_slow(GOOD, 3))
def test_what_it_takes_is_taken(name):
    called(name, GOOD[name])


@pytest.mark.parametrize(("name", "place"), mostly_slow(CASES, 9))
def test_a_wrong_argument_is_an_error_of_ours(name, place):
    for wrong in WRONG:
        try:
            called(name, [*GOOD[name][:place], wrong, *GOOD[name][place + 1 :]])
        except BackpropError as error:
            assert str(error).startswith(("error: ", "--")) or "error: " in str(error)


@pytest.mark.parametrize(
    "name", ["solve", "step", "derive", "graph", "template", "practice", "tests", "check", "answers"]
)
@pytest.mark.parametrize("given", [load("ex3"), "ex3"], ids=["a tuple", "a name"])
def test_what_load_takes_or_gives_in_place_of_a_problem_is_told_how_to_be_loaded(name, given):
    with pytest.raises(ArgumentError) as caught:
        getattr(backprop_cli, name)(given, *GOOD[name][1:])
    assert isinstance(caught.value, TypeError)
    assert '(problem,) = load("ex3")' in str(caught.value)


@pytest.mark.parametrize(
    ("value", "hint", "fit"),
    [
        ("a", str | None, True),
        (None, str | None, True),
        (1, str | None, False),
        ([1], list[str], False),
        (["a"], Sequence[str], True),
        ("a", Sequence[str], False),
        (("a", 1), tuple[str, int], True),
        (("a",), tuple[str, int], False),
        ({}, dict[str, int], True),
        (True, int, True),
    ],
)
def test_a_value_fits_its_type(value, hint, fit):
    assert fits(value, hint) == fit


def test_named_arguments_and_any_number_of_them_are_looked_at():
    @guarded
    def function(first: int, *more: str, last: bool = False) -> None: ...

    function(1, "a", "b", last=True)
    for given, named in (((1, "a", 2), {}), ((1,), {"last": "a"}), (("a",), {})):
        with pytest.raises(ArgumentError):
            function(*given, **named)
