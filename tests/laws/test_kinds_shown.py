"""Every kind is shown with the shapes of what it reads and puts out, and with a source: as its module states them."""

import re

import pytest

from backprop_cli import Look, kinds, load_text, render, solve
from backprop_cli.evaluate.evaluate import value_shape
from backprop_cli.problem.skeleton import example_of
from backprop_cli.rules import find
from backprop_cli.rules import kinds as kinds_of

FAMILIES = ("layers", "losses", "optimisers", "schedules")
KINDS = [(family, kind) for family in FAMILIES for kind in kinds_of(family)]
OF_ARRAYS = [kind for kind in kinds_of("layers") if find("layers", kind).axes]


@pytest.mark.parametrize(("family", "kind"), KINDS)
def test_a_kind_has_a_source(family, kind):
    source = find(family, kind).source
    assert source
    for lang, head in (("en", "Source: "), ("ru", "Источник: ")):
        shown = " ".join(render(kinds(family, kind), look=Look(lang=lang)).replace("\u00a0", " ").split())
        assert f"{head}{source}" in shown


@pytest.mark.parametrize(("family", "kind"), [item for item in KINDS if item[0] in ("layers", "losses")])
def test_a_kind_has_shapes_of_what_it_reads_learns_and_puts_out(family, kind):
    rules = find(family, kind)
    shown = " ".join(render(kinds(family, kind)).replace("\u00a0", " ").split())
    said = shown[shown.index("The shapes") :]
    for name, dimensions in rules.parameters.items():
        assert f"{name} ({', '.join(dimensions)})" in said
    assert "out (n" in said
    assert "(1" not in said.partition("Source: ")[0]


@pytest.mark.parametrize("kind", OF_ARRAYS)
def test_what_a_layer_says_of_the_axes_it_puts_out_is_so(kind):
    rules = find("layers", kind)
    (problem,) = load_text(example_of("layers", kind), "p.yaml", "p")
    row = next(row for row in solve(problem).trace() if row.line.layer == 1 and row.line.origin.output == "out")
    axes = len(value_shape(row.value))
    shown = " ".join(render(kinds("layers", kind)).replace("\u00a0", " ").split())
    said = [name.split(", ") for name in re.findall(r"out \(([^)]*)\)", shown)]
    assert axes in [len(sizes) for sizes in said]
    assert len(said) == 1 + bool(rules.indices)  # a single index is looked up as a row
