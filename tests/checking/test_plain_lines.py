"""Answers as people write and paste them: plain lines, and values as programs print them."""

import numpy as np
import pytest
from examples import mostly_slow

from backprop_cli import check, load, template
from backprop_cli.checking.answers.file import read_answers
from backprop_cli.checking.answers.values import read_value
from backprop_cli.errors import BackpropError
from backprop_cli.problem.load import bundled

EX3 = load("ex3")[0]


def numbers(value):
    return [numbers(item) for item in value] if isinstance(value, tuple) else value.value


def read(text):
    (found,) = read_answers(text, "answers.txt")
    return [(item.place, item.name, numbers(item.value) if item.value else None) for item in found.items]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("[[0.1498 0.2498] [0.1996 0.2995]]", [[0.1498, 0.2498], [0.1996, 0.2995]]),
        ("[[0.1498 0.2498]\n [0.1996 0.2995]]", [[0.1498, 0.2498], [0.1996, 0.2995]]),
        ("array([[0.1, 0.2],\n       [0.3, 0.4]])", [[0.1, 0.2], [0.3, 0.4]]),
        ("np.array([0., 1.], dtype=float32)", [0, 1]),
        ("tensor([[0.1, -0.2]], dtype=torch.float64, requires_grad=True)", [[0.1, -0.2]]),
        ("tensor(0.1250, grad_fn=<MeanBackward0>)", 0.125),
        ("np.float64(0.1)", 0.1),
        ("[np.float64(0.1), np.float64(0.2)]", [0.1, 0.2]),
        ("Fraction(1, 16)", 0.0625),
        ("0.1 0.2; 0.3 0.4", [[0.1, 0.2], [0.3, 0.4]]),
        ("0.1 0.2\n0.3 0.4", [[0.1, 0.2], [0.3, 0.4]]),
        ("[1, 2; 3, 4]", [[1, 2], [3, 4]]),
        ("[[0,1; 0,2]; [0,3; 0,4]]", [[0.1, 0.2], [0.3, 0.4]]),
        ("[ 0.5 -0.25]", [0.5, -0.25]),
        ("0.5 -0.25", [0.5, -0.25]),
        ("0.5 - 0.25", 0.25),
        ("1/2 -1/4", [0.5, -0.25]),
        ("1/2 - 1/4; 2", [0.25, 2]),
        ("-1 -5; -3.5 -8", [[-1, -5], [-3.5, -8]]),
        ("[1 -1/2; 3/4 −1]", [[1, -0.5], [0.75, -1]]),
        ("-1 -5\n-3.5 -8", [[-1, -5], [-3.5, -8]]),
        ("[0.5]", [0.5]),
        ("[1,2]", [1, 2]),
        ("\u00a00.1\u00a00.2\u2009", [0.1, 0.2]),
        ("1/(1+e^(5/32))", pytest.approx(0.461016779312316)),
        (".5", 0.5),
        ("50%", 0.5),
        ("12,5 %", 0.125),
        ("0.461 (rounded)", 0.461),
        ("0,461 (3 s.f.)", 0.461),
        ("2·π", pytest.approx(2 * np.pi)),
    ],
)  # fmt: skip
def test_a_value_is_read_as_programs_and_people_write_it(text, value):
    assert numbers(read_value(text)) == value


def test_what_numpy_prints_is_read_back():
    for array in (np.arange(6) / 7, np.arange(6).reshape(2, 3) / 7 - 0.3, np.array([[1e-9], [2.5]]), np.eye(2)):
        for said in (str(array), repr(array), str(array.tolist())):
            assert np.allclose(numbers(read_value(said)), array, atol=1e-8)


def test_percents_and_remarks_say_how_many_digits_were_written():
    assert [(item.unit, item.digits) for item in map(read_value, ("46.1%", "0.461 (rounded)"))] == [(0.001, 3)] * 2


def test_headings_comments_and_values_over_several_lines():
    text = """# my work
        L = 0.125                  # the first step needs no heading
        step 2
        W1 = array([[0.1, 0.2],
                    [0.3, 0.4]],
                   dtype=float32)
        W2:
          0.1 0.2
          0.3 0.4
        step W3 = 0.5
        question а
        loss: 1
        question ж = (2; -1)
        question б:
        backward = 3
        final
        W3 ≈ 0.25
        b3 =
    """
    rows = [[0.1, 0.2], [0.3, 0.4]]
    assert read(text) == [
        ("1", "L", 0.125), ("2", "W1", rows), ("2", "W2", rows), ("2", "step W3", 0.5), ("а", "loss", 1),
        ("ж", "", [2, -1]), ("б", "backward", 3), ("final", "W3", 0.25), ("final", "b3", None),
    ]  # fmt: skip


def test_each_problem_of_a_sheet_has_its_own_lines():
    found = read_answers("problem ex4-regression\nL = 1\nproblem: ex4-classification\nstep 1\nH2 = 1\n", "-")
    assert [(item.problem, len(item.items)) for item in found] == [("ex4-regression", 1), ("ex4-classification", 1)]


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("step 1\nL = 1\nhello\n", "3:1"),
        ("step 1\nL = 1\n0.5\n", "3:1"),
        ("step 0\nL = 1\n", "1:1"),
        ("step 1\n", "1:1"),
    ],
)
def test_a_line_that_is_nothing_is_told_at_its_place(text, place):
    with pytest.raises(BackpropError) as caught:
        read_answers(text, "a.txt")
    mark = caught.value.faults[0].mark
    assert f"{mark.line + 1}:{mark.column + 1}" == place


def test_too_many_lines_and_too_large_a_text_are_refused():
    for text in ("L = 1\n" * 20_002, "W1 = [\n" + "1\n" * 200_000):
        with pytest.raises(BackpropError, match="at most"):
            read_answers(text, "a.txt")


@pytest.mark.parametrize("name", sorted(bundled()))
def test_a_template_in_plain_lines_asks_for_what_the_one_in_yaml_asks_for(name):
    for problem in load(name):
        both = [read_answers(template(problem, form=form), "blank") for form in ("yaml", "plain")]
        (in_yaml,), (in_lines,) = both
        assert [item[:4] for item in in_lines.items] == [item[:4] for item in in_yaml.items]
        assert (in_lines.problem, in_yaml.problem) == (problem.name, problem.name)


@pytest.mark.parametrize("name", ["final", "step 2", "a:b", "a=b", "1st", "# x", "question а", "(x)", "a b"])
def test_a_name_that_reads_as_something_else_is_quoted(name):
    from backprop_cli.checking.answers.lines import written_line

    assert read(f"step 1\n{written_line(name, '0.5')}\n") == [("1", name, 0.5)]


def test_plain_lines_are_judged_as_any_other_form():
    (answers,) = read_answers("step 2\nyhat = 0.461\ndL/dy_hat: 0.539\n".replace("yhat", "y_hat"), "-")
    assert [item.verdict for item in check(EX3, answers).result.answers] == ["right", "wrong"]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("x + 1", "cannot be read: expected a number, found a formula with names; write 0.25, 1/4"),
        ("0.5 0.5 k", "cannot be read: "),
        ("foo(1)", "cannot be read: unknown function foo; "),
        ("1 = 2", "cannot be read: the character = has no meaning in a formula; "),
    ],
)
def test_what_cannot_be_read_is_told_why_and_how_to_be_written(text, said):
    for lang in ("en", "ru"):
        (item,) = check(EX3, {"answers": {"y_hat": text}}, lang=lang).to_dict()["answers"]
        assert (item["verdict"], item["mistake"]) == ("missing", None)
        assert item["message"].startswith(said if lang == "en" else "не читается: ")
        assert ";" in item["message"]


@pytest.mark.parametrize(
    "piece", mostly_slow(["[", "[]", "1 ", "1,", "1;", "1\n", "[1]", "np.a(", "Fraction(", "0.1 (", ", ", "a", "("], 12)
)
def test_a_value_that_is_far_too_long_is_unreadable_at_once(piece):
    for text in (piece * 100_000, f"array(1{piece * 100_000})", f"[{piece * 100_000}]"):
        found = read_value(text)
        assert found is None or found.error is not None


@pytest.mark.parametrize("name", ["a.txt", "a.yaml", "a.yml", "a.json", "<stdin>"])
@pytest.mark.parametrize("text", ["", "\n\n", "# nothing yet\n"])
def test_an_empty_file_has_no_answers(name, text):
    with pytest.raises(BackpropError, match="no answers"):
        read_answers(text, name)
