"""The work entry by entry as a person reads it: names, chains, batches, widths; and as data."""

import json
import re
from itertools import product

import pytest
from examples import mostly_slow

from backprop_cli import Look, View, load, load_text, render, solve
from backprop_cli.errors import BackpropError
from backprop_cli.formats.text_box import width
from backprop_cli.i18n import LANGUAGES
from backprop_cli.problem.load import bundled

ENTRIES = View(entries=True, quiet=True)
MAZUR = load("mazur-2-2-2")[0]
# Lines of Matt Mazur, A Step by Step Backpropagation Example, 2015: names, and numbers to nine decimals.
ARTICLE = """
net_h1 = 0.15·0.05 + 0.2·0.1 + 0.35 = 0.3775
out_h1 = 0.593269992
out_h2 = 0.596884378
net_o1 = 0.4·0.593269992 + 0.45·0.596884378 + 0.6 = 1.105905967
out_o1 = 0.75136507
out_o2 = 0.772928465
E_o1 = 0.274811083
E_o2 = 0.023560026
E_total = 0.274811083 + 0.023560026 = 0.298371109
∂E_total/∂out_o1 = 0.74136507
∂out_o1/∂net_o1 = 0.75136507·(1 − 0.75136507) = 0.186815602
∂E_total/∂w5 = 0.74136507·0.186815602·0.593269992 = 0.082167041
∂E_total/∂net_o1 = 0.74136507·0.186815602 = 0.138498562
∂E_total/∂out_h1 = 0.055399425 − 0.019049119 = 0.036350306
∂out_h1/∂net_h1 = 0.593269992·(1 − 0.593269992) = 0.241300709
∂E_total/∂w1 = 0.036350306·0.241300709·0.05 = 0.000438568
w5 ← 0.4 − 0.5·0.082167041 = 0.35891648
w6 ← 0.408666186
w7 ← 0.511301270
w8 ← 0.561370121
w1 ← 0.149780716
w2 ← 0.19956143
w3 ← 0.24975114
w4 ← 0.29950229
"""


def numbers(part):
    return [float(number.replace("−", "-")) for number in re.findall(r"(?<![\w₀-₉])[−]?\d+(?:\.\d+)?", part)]


def same_numbers(found, expected):
    return len(found) == len(expected) and all(abs(a - b) <= 6e-9 for a, b in zip(found, expected))


def lines_of(text):
    """The lines of a board by name, each as its parts between signs of equality."""
    found: dict[str, list[str]] = {}
    for line in text.splitlines():
        match = re.match(r"(?:forward|loss|backward|update|after)?\s+(\S+)\s+[=←] (.*?)\s*[▲▼]?$", line)
        if match:
            found.setdefault(match[1], [part.strip() for part in match[2].split(" = ")])
    return found


@pytest.mark.parametrize("line", ARTICLE.split("\n")[1:-1])
def test_the_lines_of_the_article_are_there_by_name_and_number(line):
    found = lines_of(render(solve(MAZUR), view=ENTRIES._replace(chain="local"), look=Look(digits=11)))
    name, _, *rest = line.split(" ")
    parts = found[name]
    for expected in " ".join(rest).split(" = "):
        assert any(same_numbers(numbers(part), numbers(expected)) for part in parts), (expected, parts)


def test_names_and_factors_are_the_authors():
    text = render(solve(MAZUR), view=ENTRIES)
    line = next(line for line in text.splitlines() if "net_h1" in line)
    assert line.split() == [
        "forward",
        "net_h1",
        "=",
        "w1·x₁",
        "+",
        "w2·x₂",
        "+",
        "b1",
        "=",
        "0.15·0.05",
        "+",
        "0.2·0.1",
        "+",
        "0.35",
        "=",
        "0.3775",
    ]


@pytest.mark.parametrize(
    ("chain", "said"),
    [
        ("delta", "∂E_total/∂net_o1·w5 + ∂E_total/∂net_o2·w7"),
        ("local", "∂E_total/∂net_o1·∂net_o1/∂out_h1 + ∂E_total/∂net_o2·∂net_o2/∂out_h1"),
        (
            "full",
            "∂E_total/∂out_o1·∂out_o1/∂net_o1·∂net_o1/∂out_h1 + ∂E_total/∂out_o2·∂out_o2/∂net_o2·∂net_o2/∂out_h1",
        ),
    ],
)
def test_a_gradient_is_a_chain(chain, said):
    assert lines_of(render(solve(MAZUR), view=ENTRIES._replace(chain=chain)))["∂E_total/∂out_h1"][0] == said


def test_a_batch_says_which_observation_a_term_comes_from():
    found = lines_of(render(solve(load("batch-of-two")[0]), view=ENTRIES))
    assert found["L"] == ["½·(L⁽¹⁾ + L⁽²⁾)", "0.5·(0.5 + 2)", "1.25"]
    assert found["∂L/∂w¹₁₁"] == ["δ¹₁⁽¹⁾·x₁⁽¹⁾ + δ¹₁⁽²⁾·x₁⁽²⁾", "0.5·1 + (−1·2)", "−1.5"]


def test_the_number_of_an_observation_is_its_own_and_not_its_place_in_the_batch():
    problem = load("batch-of-two", [("train.order", "[[2, 1]]", "--set")])[0]
    assert lines_of(render(solve(problem), view=ENTRIES))["L⁽²⁾"][1] == "0.5·(3 − 1)²"


def test_what_names_mean_is_said_once():
    text = render(solve(load("xor")[0]), view=View(entries=True))
    assert text.count("is a weight of layer") == text.count("stands for") == 1


def test_where_all_values_are_single_numbers_nothing_changes():
    for name in ("ex3", "ex1"):
        (problem,) = load(name)
        assert render(solve(problem), view=View(entries=True)) == render(solve(problem), view=View(entries=False))


def test_vectors_are_read_entry_by_entry_by_themselves_on_a_page_and_data_stay():
    (problem,) = load("logistic-unit")
    assert render(solve(problem)) == render(solve(problem), view=View(entries=True))
    assert render(solve(problem)) != render(solve(problem), view=View(entries=False))
    assert render(solve(problem), "json") == render(solve(problem), "json", View(entries=False))
    assert render(solve(MAZUR)) == render(solve(MAZUR), view=View(entries=False))


def test_an_author_says_how_the_work_is_shown():
    text = "network: [{linear: {weights: [[1, 2], [3, 4]]}}]\nloss: mse\ndata: [{x: [1, 2], y: [0, 0]}]\n"
    (plain,) = load_text(text, "a.yaml", "a")
    (told,) = load_text(text + "look: {entries: true, digits: 2}\n", "a.yaml", "a")
    assert render(solve(told)) == render(solve(plain), view=View(entries=True), look=Look(digits=2))
    assert render(solve(told), view=View(entries=False), look=Look(digits=3)) == render(
        solve(plain), look=Look(digits=3)
    )
    with pytest.raises(BackpropError, match="true, false"):
        load_text(text + "look: {entries: maybe}\n", "a.yaml", "a")


def test_at_80_columns_a_step_of_a_2_2_2_network_is_not_folded():
    (problem,) = load("mazur-2-2-2", [("names", "{}", "--set")])
    lines = render(solve(problem), view=ENTRIES, look=Look(digits=5, width=80)).splitlines()
    assert max(map(len, lines)) <= 80
    assert not [line for line in lines if re.match(r"\s+=", line)]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_at_80_columns_long_names_leave_a_row_for_the_formula_and_one_for_its_numbers(lang):
    text = render(solve(MAZUR), view=ENTRIES._replace(lang=lang), look=Look(digits=5, width=80, lang=lang))
    rows = [line for line in text.split("\n━━")[0].splitlines() if line.startswith("  ")]
    assert len(rows) > 30
    assert all(re.match(r"  (\S+ +[=←]|  +=) ", row) for row in rows)
    assert not any(row.startswith("   ") and below.startswith("   ") for row, below in zip(rows, rows[1:]))


@pytest.mark.parametrize(("name", "chain"), mostly_slow(product(sorted(bundled()), ("delta", "local", "full")), 10))
def test_at_80_columns_lines_are_folded_at_signs_of_equality_and_between_terms(name, chain):
    view = ENTRIES._replace(chain=chain)
    for problem in load(name):
        rows = render(solve(problem), "table", view, Look(digits=5, width=80)).splitlines()
        for row, below in zip(rows, rows[1:]):
            assert width(row) <= 80
            # A row begins with a factor behind a bracket, or within a product of names that is longer than a row.
            factor = re.match(r" +[·⊙]", below)
            assert not factor or not re.search(r"\d$", row) or "/∂" in row, (row, below)
            assert not factor or row.endswith((")", "⟧")) or not re.search(r" [+−] ", below), (row, below)
            # The sum that a chain comes to begins on a row of its own where it does not fit beside its products.
            assert not (re.search(r"= [^\[=]* = ", row) and re.match(r" +[+−] \d", below)), (row, below)


def test_rows_of_data_carry_their_entries():
    document = json.loads(render(solve(MAZUR), "json", View(entries=True)))
    row = next(row for row in document["problems"][0]["trace"] if row["name"] == "dL/dW2")
    (entry,) = [entry for entry in row["entries"] if entry["address"] == "dL/dW2[1,1]"]
    assert entry["formula"] == "dL/dH2[1]·O1[1]"
    assert entry["substitution"] == "0.138499·0.59327"
    assert entry["value"] == row["value"][0][0]


def test_a_chain_of_another_name_is_an_error(backprop):
    assert "expected one of delta, local, full" in backprop("solve", "ex3", "--chain", "nope").err


def test_a_chain_asks_for_entries(backprop):
    assert "∂ŷ₁/∂h²₁" in backprop("solve", "mazur-2-2-2", "--set", "names={}", "--chain", "local").out
