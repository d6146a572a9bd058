"""New problems, and the examples of kinds: each loads and can be solved, whatever kinds it is made of."""

import pytest
import yaml
from examples import mostly_slow

from backprop_cli import BackpropError, kinds, load_text, new_problem, solve
from backprop_cli.i18n import LANGUAGES
from backprop_cli.problem.skeleton import example_of, output_kind
from backprop_cli.problem.synonyms import FAMILIES
from backprop_cli.rules import find
from backprop_cli.rules import kinds as kinds_of

ACTIVATIONS = [kind for kind in kinds_of("layers") if find("layers", kind).is_activation]
LOSSES = kinds_of("losses")


def solved(text):
    """The steps of the one problem of a text."""
    (problem,) = load_text(text, "new.yaml", "new")
    return problem, list(solve(problem).steps())


@pytest.mark.parametrize("optimizer", [None, *kinds_of("optimisers")])
@pytest.mark.parametrize(
    ("activation", "loss", "widths"),
    mostly_slow(
        [(a, loss, widths) for widths in ("2-2-1", "1-3", "3-2-2") for a in ACTIVATIONS for loss in LOSSES], 43
    ),
)
def test_a_new_problem_of_any_kinds_loads_and_is_solved(activation, loss, widths, optimizer):
    problem, steps = solved(new_problem(widths, activation, loss, optimizer))
    assert (problem.loss.kind, len(steps)) == (loss, 2)
    assert problem.network[-1].kind == (output_kind(loss, activation) or problem.network[0].kind)
    assert problem.symbolic == any(find("layers", layer.kind).function for layer in problem.network)


@pytest.mark.parametrize("loss", LOSSES)
def test_targets_fit_the_loss(loss):
    rules = find("losses", loss)
    for item in yaml.safe_load(new_problem("2-3", loss=loss))["data"]:
        assert ("y" in item) == rules.has_targets
        assert isinstance(item.get("y"), dict) == rules.distribution
        if rules.targets and not rules.distribution:
            assert {str(y) for y in item["y"]} == set(rules.targets)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_key_of_a_new_problem_has_a_comment_in_the_language(lang):
    lines = new_problem("2-2-1", optimizer="sgd", lang=lang).splitlines()
    comments = {line.strip(" #").partition(":")[0] for line in lines if line.strip().startswith("#")}
    assert comments >= {"network", "weights", "bias", "loss", "data", "x", "y", "train", "lr", "order", "optimizer"}
    assert any("ё" in line for line in lines) == (lang == "ru")
    bare = new_problem("2-2-1", optimizer="sgd", lang=None)
    assert [line for line in lines if not line.strip().startswith("#")] == bare.splitlines()


def test_a_seed_gives_its_numbers():
    assert new_problem("2-2-1", seed=3) == new_problem("2-2-1", seed=3) != new_problem("2-2-1", seed=4)


@pytest.mark.parametrize("widths", ["", "2", "2-", "2-0-1", "a-b", "2-2-1-", "1001-2", "99999-1", "900-900", "-1-2"])
def test_other_widths_are_refused(widths):
    with pytest.raises(BackpropError):
        new_problem(widths)


@pytest.mark.parametrize(
    ("kinds", "said"),
    [
        ({"activation": "relo"}, "did you mean relu?"),
        ({"activation": "linear"}, "linear has weights"),
        ({"activation": "concat"}, "concat joins several values"),
        ({"loss": "bce"}, "did you mean log_loss?"),
        ({"optimizer": "nothing"}, "unknown optimiser nothing"),
    ],
)
def test_a_kind_that_there_is_not_is_refused(kinds, said):
    with pytest.raises(BackpropError) as caught:
        new_problem("2-1", **kinds)
    assert said in str(caught.value)


@pytest.mark.parametrize(("family", "kind"), [(family, kind) for family in FAMILIES for kind in kinds_of(family)])
def test_the_example_of_every_kind_is_printed_and_loads_with_that_kind(family, kind):
    text = example_of(family, kind)
    assert text in [getattr(block, "text", None) for block in kinds(family, kind).blocks]
    problem, steps = solved(text)
    used = {
        "layers": [layer.kind for layer in problem.network],
        "losses": [problem.loss and problem.loss.kind],
        "optimisers": [problem.train and problem.train.optimizer],
        "schedules": [problem.train and problem.train.schedule],
    }
    assert steps
    assert kind in used[family]
