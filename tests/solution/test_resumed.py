"""Weights from a file, from which a training goes on: what does not fit is refused in words."""

import numpy
import pytest

from backprop_cli import BackpropError, load_text, resumed, train, weights_file

SMALL = """
network: [{linear: {inputs: 2, outputs: 3, init: {he: {seed: 1}}}}]
loss: cross_entropy_with_logits
data: [{x: [1, 0], y: {class: 1}}, {x: [0, 1], y: {class: 2}}]
train: {lr: 0.1, epochs: 6, optimizer: adam}
"""


def problem(text=SMALL):
    return load_text(text, "n.yaml", "n")[0]


def test_weights_of_another_network_are_refused(tmp_path):
    (tmp_path / "w.npz").write_bytes(weights_file(train(problem())))
    with pytest.raises(BackpropError, match="W1 has the shape"):
        resumed(problem(SMALL.replace("outputs: 3", "outputs: 4")), str(tmp_path / "w.npz"))
    with pytest.raises(BackpropError, match="no array v_W1"):
        resumed(problem(SMALL.replace("adam", "momentum").replace("m_", "v_")), str(weights_without(tmp_path, "v_W1")))


@pytest.mark.parametrize("done", [-1, 1.5, 2.0, 1e18, [], [1], [1, 2], [[3]], True, numpy.nan, "3"])
def test_a_count_of_steps_that_is_none_is_refused_in_words(done, tmp_path):
    numpy.savez(tmp_path / "w.npz", **{**train(problem()).weights, "done": numpy.array(done)})
    if done in (True, 2.0):
        assert resumed(problem(), str(tmp_path / "w.npz")).train.done == done
        return
    with pytest.raises(BackpropError, match="done"):
        resumed(problem(), str(tmp_path / "w.npz"))


def weights_without(folder, name):
    with numpy.load(folder / "w.npz") as file:
        numpy.savez(folder / "less.npz", **{key: file[key] for key in file.files if key != name})
    return folder / "less.npz"
