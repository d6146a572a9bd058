"""Pictures: nothing lies on anything else or outside, every letter can be read, in both views, in light and in dark."""

import re
from random import Random

import pytest
from examples import mostly_slow
from pictures import faults, read_picture

from backprop_cli import VIEWS, Look, film, graph, load, load_text, new_problem, picture_view, render
from backprop_cli.formats.drawing.scene import PAGE
from backprop_cli.problem.load import bundled_names
from backprop_cli.views.neurons import has_neurons

PROBLEMS = {problem.name: problem for name in bundled_names() for problem in load(name)}
CASES = [(name, view) for name in PROBLEMS for view in VIEWS if view == "computation" or has_neurons(PROBLEMS[name])]
DEEP = "network: [" + ", ".join(["linear: {inputs: 2, outputs: 2}", "tanh"] * 7) + "]\nloss: mse\n"


def picture(problem, view, **look):
    return read_picture(render(graph(problem, view=view), "svg", look=Look(exact=True, **look)))


@pytest.mark.parametrize(("name", "view"), mostly_slow(CASES, 27))
@pytest.mark.parametrize("lang", ["en", "ru"])
def test_a_picture_of_a_bundled_problem_has_no_fault_and_fits_the_page(name, view, lang):
    drawn = picture(PROBLEMS[name], view, lang=lang, mark="," if lang == "ru" else ".")
    assert faults(drawn) == set()
    assert drawn.width <= PAGE


def random_network(seed):
    """A network of one to four layers, some wider than what is drawn."""
    random = Random(seed)
    widths = [random.choice((1, 2, 2, 3, 3, 4, 5, 8, 11)) for _ in range(random.randint(2, 5))]
    activation, loss = random.choice((("tanh", "mse"), ("relu", "half_squared_error"), ("sigmoid", "cross_entropy")))
    text = new_problem("-".join(map(str, widths)), activation, loss, seed=seed)
    return load_text(text, "random.yaml", "random")[0]


@pytest.mark.parametrize("seed", mostly_slow(range(60), 60))
@pytest.mark.parametrize("view", VIEWS)
def test_a_picture_of_a_random_network_has_no_fault(seed, view):
    assert faults(picture(random_network(seed), view)) == set()


def test_a_wide_layer_has_its_middle_left_out_and_says_so():
    drawn = picture(load_text(new_problem("84-12-3"), "wide.yaml", "wide")[0], "network")
    said = [label.said for label in drawn.labels]
    assert said.count("⋮") == 2 and len(drawn.boxes) < 20
    assert any("80 of 84" in line for line in said)
    assert faults(drawn) == set()


def test_a_deep_network_is_drawn():
    assert faults(picture(load_text(DEEP, "deep.yaml", "deep")[0], "network")) <= {"small letters"}


GOOD = render(graph(load("mazur-2-2-2")[0], view="network"), "svg")


def moved(svg, number, x, y):
    """A picture in which one label stands somewhere else."""
    places = list(re.finditer(r'(<g class="[^"]*" transform="translate)\([^)]*\)', svg))
    found = places[number]
    return svg[: found.start()] + f"{found[1]}({x} {y})" + svg[found.end() :]


BAD = {
    "a label on a label": re.sub(r'(class="number" transform="translate)\([^)]*\)', r"\1(300 300)", GOOD),
    "a label on an edge": moved(GOOD, 2, 120, 52),
    "a label on a node": moved(GOOD, -1, 14, 358),
    "something outside": moved(GOOD, 2, 690, 8),
    "a node on a node": re.sub(r'cx="[\d.]+" cy="[\d.]+"', 'cx="90.0" cy="90.0"', GOOD, count=2),
    "an edge behind a node": re.sub(r'cx="[\d.]+" cy="[\d.]+"', 'cx="130.0" cy="56.0"', GOOD, count=1),
    "small letters": GOOD.replace('font-size="12.5"', 'font-size="8.5"'),
    "little contrast": GOOD.replace("#0b57c2", "#9cc4ff"),
}


def test_a_good_picture_has_no_fault():
    assert faults(read_picture(GOOD)) == set()


@pytest.mark.parametrize("fault", BAD)
def test_every_fault_is_seen(fault):
    assert fault in faults(read_picture(BAD[fault]))


def test_in_the_dark_every_colour_is_measured():
    assert "little contrast" in faults(read_picture(GOOD.replace("#79b8ff", "#1f3a5f")))


def test_networks_are_drawn_as_networks_and_formulas_as_graphs():
    assert [picture_view(PROBLEMS[name]) for name in ("ex2", "ex3", "ex1", "ex5")] == [
        *["network"] * 2,
        *["computation"] * 2,
    ]


@pytest.mark.parametrize("view", VIEWS)
def test_a_film_adds_numbers_and_moves_nothing(view):
    pictures = [read_picture(render(each, "svg")) for each in film(graph(load("xor")[0], view=view))]
    assert len(pictures) > 5
    for before, after in zip(pictures, pictures[1:]):
        assert before.boxes == after.boxes
        assert len({label.said for label in after.labels} - {label.said for label in before.labels}) >= 1


@pytest.mark.parametrize("until", ["forward", "backward", "update"])
def test_a_picture_goes_up_to_a_part_of_the_step(until):
    said = [
        label.said for label in read_picture(render(graph(load("ex3")[0], view="network", until=until), "svg")).labels
    ]
    assert ("δ = 0.125" in said) == (until != "forward") and ("0 → −0.125" in said) == (until == "update")


def test_no_gradient_comes_back_from_what_does_not_lead_to_the_loss():
    drawing = graph(load("softmax-classifier")[0])
    assert [vertex.name for vertex in drawing.vertices if not drawing.leads(vertex.name)] == ["P"]
    assert render(drawing, "svg").count('class="link back"') == len(drawing.edges) - 3  # X and y learn nothing


def test_another_step_has_its_numbers():
    first, second = (render(graph(load("ex3")[0], view="network", at=at), "svg") for at in (1, 2))
    assert "−0.0625" in first and "−0.0625" in second and first != second
