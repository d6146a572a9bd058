"""What a step is given that it does not take: whichever of its forms, an error of ours that names it."""

from typing import Any

import numpy
import pytest
from examples import mostly_slow

from backprop_cli import BackpropError, load
from backprop_cli.errors import ArgumentError

(EX3,) = load("ex3")
(XOR,) = load("xor#xor")
(GRAPH,) = load("quadratic-bowl")
FORMS: dict[str, tuple[Any, dict[str, Any]]] = {
    "one": (EX3, {}), "a batch": (EX3, {"batch": 2}), "many": (EX3, {"many": True}), "matrices": (EX3, {"dtype": "float64"}),
    "narrow matrices": (EX3, {"dtype": "float32"}), "a graph": (GRAPH, {}), "a graph of many": (GRAPH, {"many": True}),
    "a batch of many": (XOR, {"batch": 4, "many": True}), "matrices of a batch": (XOR, {"batch": 4, "dtype": "float64"}),
}  # fmt: skip
WRONG: tuple[Any, ...] = (
    None, "", "nope", "5", -1, 1.5, True, 1j, [], ["nope"], [None], [[]], [[1], [2, 3]], {}, {"a": 1}, (), b"", object(), [1j],
    numpy.zeros((2, 3, 4)), numpy.array(None), [[[[1.0]]]], range(3), EX3, load("ex4"),
)  # fmt: skip
CALLS = {
    "weights": lambda step, wrong: step(wrong, *given(step)),
    "x": lambda step, wrong: step(weights(step), wrong, given(step)[1]),
    "y": lambda step, wrong: step(weights(step), given(step)[0], wrong),
    "flat": lambda step, wrong: step.flat(wrong),
    "a value": lambda step, wrong: step.flat({step.names[0]: wrong}),
    "named": lambda step, wrong: step.named(wrong),
    "run": lambda step, wrong: step.run(wrong, [given(step)]),
    "batches": lambda step, wrong: step.run(weights(step), wrong),
    "one of the batches": lambda step, wrong: step.run(weights(step), [wrong]),
    "x of a batch": lambda step, wrong: step.run(weights(step), [(wrong, given(step)[1])]),
    "epochs": lambda step, wrong: step.run(weights(step), [given(step)], wrong),
    "columns": lambda step, wrong: step.columns(wrong) if hasattr(step, "columns") else None,
}


def made(form):
    problem, how = FORMS[form]
    return problem.stepper(**how)


def weights(step):
    return step.columns([step.problem] * 2) if hasattr(step, "columns") else step.flat()


def given(step):
    return step.data(*range(1, step.batch + 1)) if step.problem.data else ((), ())


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("place", mostly_slow(CALLS, 3))
def test_a_wrong_argument_is_an_error_of_ours(form, place):
    step = made(form)
    step(weights(step), *given(step))
    for wrong in WRONG:
        try:
            CALLS[place](step, wrong)
        except BackpropError as error:
            assert "error: " in str(error)


@pytest.mark.parametrize("how", [{"batch": 1.5}, {"batch": "2"}, {"batch": None}, {"batch": True}])
def test_a_batch_is_a_whole_number(how):
    with pytest.raises(ArgumentError, match="batch must be a whole number"):
        EX3.stepper(**how)
    one: Any = numpy.int64(1)
    assert EX3.stepper(one).batch == 1


def test_what_does_not_go_together_is_told():
    with pytest.raises(BackpropError, match="float64"):
        EX3.stepper(many=True, dtype="float32")
    with pytest.raises(BackpropError, match="xor has other weights than ex3"):
        EX3.stepper(many=True).columns([EX3, XOR])
    with pytest.raises(BackpropError, match="at least 1"):
        EX3.stepper(0)


def test_shapes_are_told_as_they_are():
    step = EX3.stepper(dtype="float64")
    with pytest.raises(BackpropError, match="x has the shape 1×2, expected 1×1"):
        step(step.flat(), [[5.0, 1.0]], [[0.0]])
    with pytest.raises(BackpropError, match="W3 has the shape 2×2, expected 1×1"):
        step({**step.flat(), "W3": numpy.ones((2, 2))}, [[5.0]], [[0.0]])


@pytest.mark.parametrize("name", ["ex3", "mazur-2-2-2", "momentum", "adam", "l2-penalty"])
def test_weights_of_many_have_names_too(name):
    problem = load(name)[0]
    step = problem.stepper(batch := len(problem.train.order[0]), many=True)
    single = problem.stepper(batch)
    found = step.named(step.columns([problem] * 3))
    for key, value in single.named(single.flat()).items():
        assert found[key].shape == (*numpy.shape(value), 3)
        assert (found[key][..., 1] == value).all()
