"""Training: a problem's steps taken fast, its weights to a file of arrays and from it."""

from __future__ import annotations

from ..errors import Mark, Message, Source, fail, plainly
from ..problem.array_files import chosen_array, file_content, read_npz
from ..problem.edit import to_yaml
from ..problem.model import Problem
from ..problem.yaml_tree import MAX_SCALARS
from ..solution.advance import advanced
from ..solution.next_problem import after_step
from ..solution.training import Training
from ..typed import Any

DONE = "done"


def train(problem: Problem) -> Training:
    """The training of a problem: its steps as `solve` takes them, in arrays and without writing them out.

    Iterate over `epochs()` for the loss and the accuracy of each; `final` and `arrays()` are the weights at the end,
    `history` the epochs so far, `now()` the problem as it stands: `step(training.now())` writes the next step out.
    Mini-batches, shuffling and what is held out as a test are the problem's own (`train: {batch: 32, test: 0.2}`).
    Numbers are those of `solve` to 1e-12. Raises BackpropError where a problem has no data, loss or training, or has
    weights without numbers; and, as steps are taken, where a number overflows or does not exist.

    >>> from backprop_cli import load, train
    >>> training = train(load("xor#xor", edits=[("train.epochs", "500", "--epochs")])[0])
    >>> [(epoch.number, round(epoch.loss, 3), epoch.accuracy) for epoch in training.epochs()][-1]
    (500, 0.024, 1.0)
    >>> training.arrays()["W2"].shape
    (2, 1)
    """
    return Training(problem)


def weights_file(training: Training) -> bytes:
    """The weights of a training as they are now, what its optimiser remembers, and `done`: the bytes of an npz file.

    >>> from backprop_cli import load, train, weights_file
    >>> weights_file(train(load("ex3")[0]))[:2]
    b'PK'
    """
    import io

    import numpy

    content = io.BytesIO()
    arrays: dict[str, Any] = {**training.weights, DONE: training.done}
    numpy.savez(content, **arrays)
    return content.getvalue()


def trained_problem(training: Training, folder: str = "") -> str:
    """The problem of a training as the text of a file, with the weights as they are now: from it training goes on.

    folder: where the file will stand, as the files of data are named from there. Raises BackpropError where there are
    more numbers than a file can have.

    >>> from backprop_cli import load, load_text, train, trained_problem
    >>> training = train(load("xor#xor")[0])
    >>> training.finish()
    >>> load_text(trained_problem(training), "xor.yaml", "xor")[0].train.done
    1
    """
    check_writable(training)
    return to_yaml(after_step(training.solution(), folder=folder))


def check_writable(training: Training) -> None:
    """Raises BackpropError where a training has more weights than a problem file can have numbers."""
    count = sum(getattr(value, "size", 1) for value in training.weights.values())
    if count > MAX_SCALARS:
        raise fail("fault.train_output", None, Message("hint.train_output"), count=count, limit=MAX_SCALARS)


def resumed(problem: Problem, file: str) -> Problem:
    """The problem with the weights of an npz file that `weights_file` made, from which its training goes on.

    Raises BackpropError where the file is none, has not all of the weights, or they have other shapes.

    >>> import os, tempfile
    >>> from backprop_cli import load, resumed, train, weights_file
    >>> (problem,) = load("xor#xor")
    >>> training = train(problem)
    >>> training.finish()
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     path = os.path.join(folder, "w.npz")
    ...     with open(path, "wb") as file:
    ...         _ = file.write(weights_file(training))
    ...     print(resumed(problem, path).train.done)
    1
    """
    mark = Mark(Source(file, ""), 0, 0)
    arrays = read_npz(file_content(file, mark), file, mark)
    done = _count(chosen_array(arrays, DONE, file, mark), file, mark)
    wanted = Training(problem)
    if missing := [name for name in wanted.weights if name not in arrays]:
        raise fail("fault.npz_name", mark, Message("hint.resume_name"), name=plainly(file), array=missing[0])
    found = {}
    for name, value in wanted.weights.items():
        found[name] = chosen_array(arrays, name, file, mark)
        shape = getattr(value, "shape", ())
        if found[name].shape != shape:
            said = {"found": found[name].shape, "expected": shape}
            raise fail("fault.resume_shape", mark, None, array=plainly(name), name=plainly(file), **said)
    if done > wanted.last:
        raise fail("fault.done", mark, Message("hint.resume_done"), done=done, count=wanted.last)
    return advanced(problem, found, done)


def _count(array: Any, file: str, mark: Mark) -> int:
    """The number of steps in a file of weights. Raises BackpropError where it is no whole number of at least 0."""
    if array.shape or array < 0 or array != int(array):
        said = f"{array.item():g}" if not array.shape else "×".join(map(str, array.shape))
        raise fail("fault.resume_count", mark, None, name=plainly(file), found=plainly(said))
    return int(array)
