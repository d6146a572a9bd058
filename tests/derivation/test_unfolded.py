"""A gradient that is unfolded to the loss: its parts are shared, so that their number may double with every layer."""

from backprop_cli import load_text, solve
from backprop_cli.derivation.chains import Chains
from backprop_cli.derivation.step_entries import step_entries


def network(layers):
    layer = "- linear: {weights: [[0.1, 0.2], [0.3, 0.4]], bias: [0.1, 0.1]}\n- tanh\n"
    rest = "loss: half_squared_error\ndata: [{x: [1, 0], y: [1, 0]}]\ntrain: {lr: 0.5}\n"
    return load_text(f"network:\n{layer * layers}{rest}", "deep.yaml", "deep")[0]


def unfolded(layers, monkeypatch):
    """How many products are made for all lines of a step."""
    made, way = [], Chains._product

    def noted(self, above, name, deeper, full=False):
        made.append(name)
        return way(self, above, name, deeper, full)

    monkeypatch.setattr(Chains, "_product", noted)
    problem = network(layers)
    (step,) = solve(problem).steps()
    list(step_entries(problem, step.rows, "full"))
    monkeypatch.undo()
    return len(made)


def test_unfolding_grows_in_a_line_with_the_layers(monkeypatch):
    few, many = (unfolded(layers, monkeypatch) for layers in (6, 12))
    assert 0 < many < 3 * few
