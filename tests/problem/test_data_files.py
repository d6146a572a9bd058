"""Numbers in files: observations from csv and npz, weights from npz, where they are looked for, and what is refused."""

import io
import pickle
import zipfile
from fractions import Fraction
from random import Random
from statistics import NormalDist

import numpy
import pytest

from backprop_cli import BackpropError, after_step, load, load_text, problem_text, solve, step, to_yaml

NET = "network: [{linear: {weights: [[1], [2]], bias: 0}}]\nloss: mse\ndata: {file: d.csv}\ntrain: {lr: 0.1}\n"
CLASSES = """
network: [{linear: {inputs: 2, outputs: 3, init: {he: {seed: 1}}}}]
loss: cross_entropy_with_logits
data: {file: d.csv}
"""


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    return tmp_path


def written(folder, content, text=NET, name="d.csv"):
    """The problem of a text beside a file with this content."""
    (folder / name).write_bytes(content if isinstance(content, bytes) else content.encode())
    return load_text(text, "net.yaml", "net")[0]


def refused(folder, content, text=NET):
    with pytest.raises(BackpropError) as caught:
        written(folder, content, text)
    return str(caught.value)


def npz(**arrays):
    content = io.BytesIO()
    numpy.savez(content, **arrays)
    return content.getvalue()


@pytest.mark.parametrize(
    "content",
    [
        "x1,x2,y1\n0.1,2,3\n1/4,-1e2,0\n",
        "y1;x2;x1\n3;2;.1\n\n0;-100;0.25\n",
        "\ufeffx1\tx2\ty1\r\n0.1\t2\t3\r\n0.25\t-100\t0\r\n",
    ],
)
def test_a_csv_gives_the_observations_of_its_columns(folder, content):
    found = written(folder, content)
    assert [(item.x, item.y) for item in found.data] == [((0.1, 2.0), (3.0,)), ((0.25, -100.0), (0.0,))]
    listed = NET.replace("{file: d.csv}", "[{x: [0.1, 2], y: [3]}, {x: [0.25, -100], y: [0]}]")
    (same,) = load_text(listed, "net.yaml", "net")
    assert solve(found).final == solve(same).final
    assert solve(found, exact=True).final_exact == solve(same, exact=True).final_exact


@pytest.mark.parametrize("labels", [("0", "2", "1"), ("ant", "cow", "bee"), ("0.0", "2.0", "1.0")])
def test_a_class_is_counted_from_0_or_named(folder, labels):
    found = written(folder, "x1,x2,class\n" + "".join(f"1,2,{label}\n" for label in labels), CLASSES)
    assert [item.y for item in found.data] == [(1.0, 0.0, 0.0), (0.0, 0.0, 1.0), (0.0, 1.0, 0.0)]


@pytest.mark.parametrize(("loss", "targets"), [("log_loss_with_logits", (0.0, 1.0)), ("hinge", (-1.0, 1.0))])
def test_of_one_output_the_second_class_is_1(folder, loss, targets):
    found = written(folder, "x1,x2,class\n1,2,no\n3,4,yes\n", NET.replace("mse", loss))
    assert [item.y for item in found.data] == [(target,) for target in targets]


def test_an_npz_gives_the_same_as_a_csv(folder):
    x, y = [[0.1, 2], [0.25, -100]], [[3], [0]]
    as_csv = written(folder, "x1,x2,y1\n0.1,2,3\n0.25,-100,0\n")
    for targets in (numpy.array(y), numpy.array(y)[:, 0], numpy.array(y, dtype="float32")):
        as_npz = written(folder, npz(X=numpy.array(x), y=targets), NET.replace("d.csv", "d.npz"), "d.npz")
        assert [item[:2] for item in as_npz.data] == [item[:2] for item in as_csv.data]
    classes = written(folder, npz(X=numpy.array(x), y=numpy.array([2, 0])), CLASSES)
    assert [item.y for item in classes.data] == [(0.0, 0.0, 1.0), (1.0, 0.0, 0.0)]


BAD = {
    "x1,x2,y1\n1,2,3\n1,two,3\n": ("d.csv:3:3", "row 3, column x2: expected a number, found two"),
    "x1,x2,y1\n1,2,nan\n": ("d.csv:2:5", "row 2, column y1", "nan"),
    "x1,x2,y1\n1,1_000,3\n": ("d.csv:2:3", "row 2, column x2"),
    "x1,x2,y1\n1,,3\n": (
        'found ""',
        "row 2, column x2",
    ),
    "x1,x2,y1\n1,2\n": ("d.csv:2:1", "row 2 has 2 cells, the first line has 3"),
    "x1,x3,y1\n1,2,3\n": ("d.csv:1:1", "names its columns", "x1,x2,class"),
    "x1,x2,y1,class\n1,2,3,4\n": ("d.csv:1:1",),
    "1,2,3\n": ("names its columns",),
    "": ("names its columns",),
    "x1,x2,y1\n": ("d.csv has no observations",),
    "x1,y1\n1,2\n": ("1 number arrives",),
    "x1,x2\n1,2\n": ("no targets", "mse"),
    "x1,x2,y1,y2\n1,2,3,4\n": ("2 targets in a row, but the network has 1 output", "a column for each output"),
    'x1,x2,y1\n1,"2,3\n': ("not a table of CSV", "never closed"),
    "x1,x2,label\n1,2,3\n": ("d.csv:1:7", "unknown column label"),
    ",x1,x2,y1\n0,1,2,3\n": ("d.csv:1:1", 'unknown column ""'),
    "sepal,petal,kind\n1,2,3\n": ("names its columns",),
    "x1,x2,y1\n1,2,é\n".encode("latin-1"): ("UTF-8",),
    npz(Z=numpy.ones(3)): ("no array X",),
    npz(X=numpy.ones(3)): ("expected an array X",),
    npz(X=numpy.array([["a"]])): ("does not hold numbers",),
    npz(X=numpy.array([[numpy.inf]])): ("not finite",),
    npz(X=numpy.array([[1, None]], dtype=object)): ("not an npz file of plain arrays",),
    b"PK\x03\x04 damaged": ("not an npz file",),
}


@pytest.mark.parametrize(("content", "said"), BAD.items(), ids=range(len(BAD)))
def test_a_bad_file_is_told_with_its_row_and_column(folder, content, said):
    found = refused(folder, content)
    assert [part for part in said if part not in found] == []


def test_targets_that_a_loss_does_not_take_are_told_with_their_row(folder):
    assert "observation 2" in refused(folder, "x1,x2,y1\n1,2,1\n1,2,3\n", NET.replace("mse", "log_loss_with_logits"))
    assert "4 classes" in refused(folder, "x1,x2,class\n1,2,3\n", CLASSES)
    sums = "x1,x2,y1,y2,y3\n1,2,1,1,0\n"
    assert "observation 1" in refused(folder, sums, CLASSES)


def test_a_pickled_object_is_not_read(folder):
    class Bomb:
        def __reduce__(self):
            return (open, (str(folder / "went-off"), "w"))

    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as packed:
        packed.writestr("X.npy", pickle.dumps(Bomb()))
    assert "does not hold numbers" in refused(folder, content.getvalue())
    assert not (folder / "went-off").exists()


def test_what_would_unpack_to_far_too_much_is_refused_before_it_is(folder, monkeypatch):
    monkeypatch.setattr("backprop_cli.problem.array_files.MAX_NUMBERS", 1000)
    assert "too many numbers" in refused(folder, npz(X=numpy.zeros((100, 100))))


def test_a_file_is_looked_for_beside_its_problem_and_in_the_working_directory_for_options(folder):
    (folder / "sub").mkdir()
    (folder / "sub" / "d.csv").write_text("x1,x2,y1\n1,2,3\n")
    (folder / "sub" / "net.yaml").write_text(NET)
    assert load("sub/net.yaml")[0].data[0].y == (3.0,)
    (folder / "d.csv").write_text("x1,x2,y1\n1,2,4\n")
    assert load("sub/net.yaml", edits=[("data", "{file: d.csv}", "--data")])[0].data[0].y == (4.0,)
    assert load_text(NET, "<stdin>", "stdin")[0].data[0].y == (4.0,)
    with pytest.raises(BackpropError, match="no-such"):
        load_text(NET.replace("d.csv", "no-such.csv"), "net.yaml", "net")


def test_a_document_written_elsewhere_names_the_same_file(folder):
    (folder / "sub").mkdir()
    (folder / "sub" / "d.csv").write_text("x1,x2,y1\n1,2,3\n1,1,1\n")
    (folder / "sub" / "net.yaml").write_text(NET)
    (problem,) = load("sub/net.yaml")
    (folder / "other").mkdir()
    for place in ("other", "", "sub"):
        text = to_yaml(after_step(step(problem), folder=place))
        (again,) = load_text(text, str(folder / place / "next.yaml"), "next")
        assert (again.train.done, [item[:2] for item in again.data]) == (1, [item[:2] for item in problem.data])


def test_weights_come_from_arrays_of_their_names(folder):
    numpy.savez(
        folder / "w.npz", W1=numpy.array([[0.1], [2]]), b1=numpy.array([0.5]), other=numpy.array([[3.0], [4.0]])
    )
    text = NET.replace("[[1], [2]], bias: 0", "{file: w.npz}, bias: {file: w.npz}")
    found = written(folder, "x1,x2,y1\n1,2,3\n", text)
    assert found.network[0].parameters == {"W": ((0.1,), (2.0,)), "b": (0.5,)}
    (same,) = load_text(
        problem_text(found).replace("{file: w.npz}, bias: {file: w.npz}", "[[0.1], [2]], bias: [0.5]"), "n.yaml", "n"
    )
    assert solve(found, exact=True).final_exact == solve(same, exact=True).final_exact
    other = written(
        folder, "x1,x2,y1\n1,2,3\n", text.replace("weights: {file: w.npz}", "weights: {file: w.npz, array: other}")
    )
    assert other.network[0].parameters["W"] == ((3.0,), (4.0,))
    with pytest.raises(BackpropError, match="the array W1 is 1×3"):
        numpy.savez(folder / "w.npz", W1=numpy.ones((1, 3, 1)), b1=numpy.ones(1))
        written(folder, "x1,x2,y1\n1,2,3\n", text)
    with pytest.raises(BackpropError, match="no array b1"):
        numpy.savez(folder / "w.npz", W1=numpy.ones((2, 1)))
        written(folder, "x1,x2,y1\n1,2,3\n", text)


@pytest.mark.parametrize("bias", ["0", "true"])
def test_a_bias_of_0_or_true_is_a_row_of_zeros(bias):
    for weights in ("weights: [[1, 2]]", "inputs: 1, outputs: 2, init: {he: {seed: 1}}"):
        (found,) = load_text(f"network: [{{linear: {{{weights}, bias: {bias}}}}}]\ndata: [{{x: [1]}}]", "n.yaml", "n")
        assert found.network[0].parameters["b"] == (Fraction(0), Fraction(0))
    shared = f"network: [{{linear: {{weights: [[1]]}}}}, {{linear: {{weights: W1, bias: {bias}}}}}]\ndata: [{{x: [1]}}]"
    assert load_text(shared, "n.yaml", "n")[0].network[1].parameters["b"] == (Fraction(0),)


@pytest.mark.parametrize("kind", ["he", "xavier"])
def test_numbers_drawn_in_bulk_are_those_drawn_few_at_a_time(kind):
    text = f"network: [{{linear: {{inputs: 100, outputs: 50, init: {{{kind}: {{seed: 7}}}}}}}}]\ndata: [{{x: [{', '.join(['0'] * 100)}]}}]"
    drawn = [value for row in load_text(text, "n.yaml", "n")[0].network[0].parameters["W"] for value in row]
    draw = Random(7).random
    if kind == "he":
        wanted = [NormalDist(0, (2 / 100) ** 0.5).inv_cdf(draw()) for _ in drawn]
    else:
        wanted = [(6 / 150) ** 0.5 * (2 * draw() - 1) for _ in drawn]
    assert drawn == [float(Fraction(f"{value:.4f}")) for value in wanted]
