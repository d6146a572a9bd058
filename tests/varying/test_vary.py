"""Variants of a problem: other numbers, as nice as its own, the same for a seed everywhere."""

import json
import os
import re
from fractions import Fraction
from hashlib import sha256

import pytest
from examples import mostly_slow

from backprop_cli import BackpropError, load, load_text, problem_text, solve, stress, vary
from backprop_cli.checking.tests import applicable
from backprop_cli.evaluate.evaluate import elements
from backprop_cli.problem.load import bundled
from backprop_cli.problem.yaml_tree import Mapping, Scalar
from backprop_cli.varying.draws import Draws
from backprop_cli.varying.literals import Sizes, literal

NUMBERED = [name for name in bundled() if not all(problem.symbolic for problem in load(name))]
# What these variants were when they were first drawn: on another machine, or under another Python, they must be the same.
DRAWN = {"ex3": "c59f08f695e6e166", "momentum": "ef8f812997c9ad4c", "perceptron": "9f9487f2297d9bd5"}


def leaves(tree, path=()):
    """Every scalar of a document with its path, but for tests and the name."""
    if isinstance(tree, Scalar):
        return {path: tree.text}
    pairs = [(key.text, value) for key, value in tree.pairs] if isinstance(tree, Mapping) else enumerate(tree.items)
    kept = [(key, value) for key, value in pairs if path or key not in ("tests", "name")]
    return {place: text for key, value in kept for place, text in leaves(value, (*path, key)).items()}


def kind(text):
    """How a number is written: without its digits before the point; anything else as it stands."""
    found = literal(text)
    return found.kind if found else text


@pytest.mark.parametrize("name", mostly_slow(NUMBERED, 50))
def test_a_variant_has_other_numbers_of_the_same_kinds_in_the_same_places(name):
    (variant,) = vary(load(name), seed=3)
    for old, new in zip(load(name), variant.problems):
        before, after = leaves(old.document), leaves(new.document)
        assert before.keys() == after.keys()
        moved = [path for path in before if before[path] != after[path]]
        assert moved or old.symbolic
        assert {path[0] for path in moved} <= {"network", "data", "at", "questions"}
        for path in moved:
            assert kind(before[path]) == kind(after[path]), path
        assert solve(new).final.keys() == solve(old).final.keys() or old.symbolic
        assert (new.name, new.title, new.notes, new.names) == (old.name, old.title, old.notes, old.names)
        assert new.tests is None


@pytest.mark.parametrize("name", mostly_slow([name for name in NUMBERED if name != "perceptron"], 25))
def test_every_mistake_that_shows_in_the_original_shows_in_a_variant(name):
    (variant,) = vary(load(name), seed=4)
    for old, new in zip(load(name), variant.problems):
        assert set(applicable(old)) - set(applicable(new)) <= {"slips"}


@pytest.mark.slow
@pytest.mark.parametrize("name", mostly_slow(["batch-of-two", "xor"], 2))
def test_no_relu_is_dead_and_no_sigmoid_saturated(name):
    for variant in vary(load(name), seed=5, count=2):
        for problem in variant.problems:
            for row in solve(problem, steps=1).trace():
                if row.line.phase == "forward" and row.line.kind in ("relu", "sigmoid"):
                    assert any(elements(row.value))
                    assert row.line.kind == "relu" or all(0.02 <= entry <= 0.98 for entry in elements(row.value))


@pytest.mark.slow
def test_one_hot_stays_one_hot_and_classes_stay_classes():
    text = (
        "network: [{linear: {weights: [[1, 2, -1], [2, 1, 1]]}}]\nloss: cross_entropy_with_logits\n"
        "data: [{x: [1, 2], y: [0, 1, 0]}, {x: [2, 1], y: [1, 0, 0]}]\ntrain: {lr: 1}"
    )
    for variant in vary(load_text(text, "net", "net"), count=5):
        assert all(sorted(map(str, row.y)) == ["0", "0", "1"] for row in variant.problems[0].data)
    found = {row.y for variant in vary(load("three-classes"), count=5) for row in variant.problems[0].data}
    assert all(sorted(map(str, row)) == ["0", "0", "1"] for row in found)


def test_frozen_shared_and_named_weights_stay_so():
    text = (
        "network:\n  - linear: {weights: [[0.5, 1], [1, 2]], bias: {shared: 0.5}}   # one bias for both\n"
        "  - tanh\n  - linear: {weights: [[1], [2]], bias: [1]}\nloss: mse\ndata: [{x: [1, 2], y: [3]}]\n"
        "train: {lr: 0.1, frozen: [W1], optimizer: {momentum: {beta: 0.5}}}\n"
    )
    (variant,) = vary(load_text(text, "net.yaml", "net"), seed=2)
    assert "# one bias for both" in variant.text
    assert variant.problems[0].train.frozen == ("W1",)
    assert re.search(r"shared: -?\d\.\d\}", variant.text)
    assert variant.problems[0].train.state == {}


def test_comments_stay_and_tests_go():
    text = "expression: x*y   # a product\nat: {x: 3, y: 1/3}  # both\ntests:\n  - answers: {answers: [{f: 1}]}\n# the end\n"
    (variant,) = vary(load_text(text, "p.yaml", "p"), seed=1)
    found = re.fullmatch(
        r"expression: x\*y   # a product\nat: \{x: (\d), y: (\d)/3\}  # both\nname: p\n# the end\n", variant.text
    )
    assert found
    assert (found[1], found[2]) != ("3", "1")


def test_the_same_seed_gives_the_same_numbers_on_every_machine():
    texts = {name: "".join(one.text for one in vary(load(name), seed=1, count=2)) for name in DRAWN}
    assert {name: sha256(text.encode()).hexdigest()[:16] for name, text in texts.items()} == DRAWN


@pytest.mark.slow
def test_more_variants_begin_with_the_same_ones_and_no_two_are_alike():
    few, more = ([one.text for one in vary(load("xor"), seed=6, count=count)] for count in (3, 6))
    assert more[:3] == few
    assert len(set(more)) == 6


@pytest.mark.slow
def test_a_student_s_variant_depends_on_the_name_and_the_salt_alone():
    def numbers(*students, salt="s"):
        return {one.student: one.text for one in vary(load("xor"), students=students, salt=salt)}

    alone, among = numbers("José"), numbers("Ann", "José", "Bob")
    assert among["José"] == alone["José"] == numbers("Jose\u0301")["Jose\u0301"]
    assert numbers("José", salt="t") != alone


@pytest.mark.slow
def test_a_sheet_whose_parts_are_compared_keeps_them_alike():
    (variant,) = vary(load("ex4"), seed=8)
    regression, classification = variant.problems
    assert (regression.data[0].x, regression.network[0].parameters) == (
        classification.data[0].x,
        classification.network[0].parameters,
    )


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("expression: x*y", "no numbers"),
        ("network: [{linear: {weights: W}}]\nloss: mse", "no numbers"),
        ("expression: sqrt(x) + sqrt(y)\nat: {x: 1048576, y: 1048576}", "must stay a short number"),
    ],
)
def test_a_wish_that_no_numbers_fulfil_is_named(text, said):
    with pytest.raises(BackpropError) as error:
        list(vary(load_text(text, "p", "p"), count=30))
    assert said in str(error.value)


def test_beyond_the_last_different_variant_that_is_said():
    text = "expression: x^2\nat: {x: 3}"
    with pytest.raises(BackpropError, match=r"beyond \d variants?, numbers only repeat"):
        list(vary(load_text(text, "p", "p"), count=30))


@pytest.mark.slow
def test_changes_from_the_command_line_are_in_the_variant():
    (problem,) = load("ex3", edits=[("train.lr", "1/4", "--lr")])
    (variant,) = vary(problem)
    assert variant.problems[0].train.lr == Fraction(1, 4)
    assert problem_text(*variant.problems) == variant.text


@pytest.mark.parametrize(("name", "count"), [("logistic-unit", 2), pytest.param("ex3", 40, marks=pytest.mark.slow)])
def test_variants_keep_their_own_key_and_their_mistakes_are_named(name, count):
    found = stress(load(name)[0], count)
    assert found.passed, [outcome for outcome in found.outcomes if outcome.differences][:5]
    assert found.planted >= 20 * count


@pytest.mark.slow
def test_variants_come_out_the_same_whoever_tests_them():
    told = []
    found = stress(load("logistic-unit")[0], 6, done=lambda number, total: told.append((number, total)), jobs=2)
    assert found.outcomes == stress(load("logistic-unit")[0], 6).outcomes
    assert [outcome.number for outcome in found.outcomes] == [1, 2, 3, 4, 5, 6] and told[-1] == (6, 6)


def test_a_written_number_becomes_one_that_is_written_alike():
    one, half, third, small, name = map(literal, ("12", "0.50", "-2/3", "2.5e-3", "W"))
    assert (one.kind, half.kind, third.kind, name) == ((0, 1, ""), (2, 1, ""), (None, 3, ""), None)
    assert [str(item) for item in (one, half, third, small)] == ["12", "0.50", "-2/3", "2.5e-3"]
    assert [item.value for item in (half, third, small)] == [Fraction(1, 2), Fraction(-2, 3), Fraction(1, 400)]
    assert {str(other) for other in Sizes([third], True).others(third)} == {"1/3", "-1/3", "2/3", "-2/3"}
    quarter, tenth = literal("0.25"), literal("0.1")
    assert all(str(other).endswith(("25", "75")) for other in Sizes([quarter], False).others(quarter))
    assert all(not str(other).endswith("0") for other in Sizes([tenth, literal("1")], False).others(tenth))


def test_draws_are_even_and_do_not_depend_on_their_order():
    draws = Draws("seed", 1)
    counts = [sum(draws.below(3, number) == value for number in range(3000)) for value in range(3)]
    assert all(900 < count < 1100 for count in counts)
    assert Draws("a", "bc").below(10**9) != Draws("ab", "c").below(10**9)
    assert sorted(draws.order(20)) == list(range(20))


def test_a_table_of_students_becomes_a_directory_whole(backprop, tmp_path):
    (tmp_path / "students.csv").write_text("group;Name\n1;Ann Lee\n2;Борис Ёлкин\n3;ann/lee\n", encoding="utf-8")
    done = backprop("vary", "mazur-2-2-2", "--csv", "students.csv", "--salt", "s", "-o", "variants")
    assert (done.returncode, done.out) == (0, "")
    names = sorted(path.name for path in (tmp_path / "variants").iterdir())
    assert names == ["Ann-Lee.yaml", "ann-lee-2.yaml", "manifest.json", "Борис-Ёлкин.yaml"]
    manifest = json.loads((tmp_path / "variants" / "manifest.json").read_text(encoding="utf-8"))
    assert [item["student"] for item in manifest["variants"]] == ["Ann Lee", "Борис Ёлкин", "ann/lee"]
    assert "salt" not in manifest
    for item in manifest["variants"]:
        assert sha256((tmp_path / "variants" / item["file"]).read_bytes()).hexdigest() == item["sha256"]
    both = backprop("vary", "mazur-2-2-2", "--csv", "students.csv", "--count", "2", "-o", "new")
    assert both.returncode == 2 and "--count has no meaning" in both.err
    again = backprop("vary", "mazur-2-2-2", "--csv", "students.csv", "-o", "variants")
    assert again.returncode == 2
    assert "is there already" in again.err


def test_an_error_on_the_way_leaves_no_directory(backprop, tmp_path):
    (tmp_path / "p.yaml").write_text("expression: x^2\nat: {x: 3}\n")
    done = backprop("vary", "p.yaml", "--count", "30", "-o", "variants")
    assert (done.returncode, sorted(path.name for path in tmp_path.iterdir())) == (2, ["p.yaml"])


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--count", "3"), "-o DIR"),
        (("--csv", "none.csv", "-o", "d"), "cannot read"),
        (("--csv", "empty.csv", "-o", "d"), "no students"),
        (("--csv", "twice.csv", "-o", "d"), "Ann twice\n   = tell the two apart"),
        (("--seed", "-1"), "--seed"),
    ],
)
def test_what_cannot_be_is_an_error(backprop, tmp_path, arguments, said):
    (tmp_path / "empty.csv").write_text("name\n")
    (tmp_path / "twice.csv").write_text("name\nAnn\nAnn\n")
    done = backprop("vary", "ex3", *arguments)
    assert done.returncode == 2
    assert said in done.err


def test_one_variant_is_a_problem_on_standard_output_or_in_a_file(backprop, tmp_path):
    done = backprop("vary", "ex3", "--seed", "7")
    assert load_text(done.out, "ex3.yaml", "x")[0].name == "ex3"
    backprop("vary", "ex3", "--seed", "7", "-o", "other.yaml")
    assert (tmp_path / "other.yaml").read_text(encoding="utf-8") == done.out
    assert backprop("check", "-", stdin=done.out).returncode == 2
    assert backprop("solve", "-", stdin=done.out).returncode == 0


@pytest.mark.slow
def test_variants_are_tested_by_the_thousand(backprop):
    done = backprop("test", "perceptron", "--variants", "1", "-f", "json")
    assert (done.returncode, json.loads(done.out)[0]["as_expected"]) == (0, 1)


FROM_A_FILE = """network: [linear: {weights: [[0.4], [-0.3]], bias: [0.2]}, sigmoid]
loss: half_squared_error
data: {file: numbers.csv}
train: {lr: 0.5}
"""


@pytest.mark.parametrize(
    "output", mostly_slow([[], ["-o", "new.yaml"], ["-o", "class/new.yaml"], ["-o", "class/all"]], 3)
)
def test_a_variant_finds_the_data_of_its_problem_wherever_it_stands(output, tmp_path, monkeypatch, backprop):
    for folder in ("mine", "class"):
        (tmp_path / folder).mkdir()
    (tmp_path / "mine/sheet.yaml").write_text(FROM_A_FILE)
    (tmp_path / "mine/numbers.csv").write_text("x1,x2,y1\n1,2,0.25\n-1,0.5,0.75\n")
    (tmp_path / "numbers.csv").write_text("x1,x2,y1\n9,9,0\n")  # another one of that name must not be taken
    monkeypatch.chdir(tmp_path)
    done = backprop("vary", "mine/sheet.yaml", *output)
    assert done.returncode == 0, done.stderr
    place = tmp_path / (output[-1] if output else "printed.yaml")
    if not output:
        place.write_bytes(done.stdout)
    (file,) = place.glob("*.yaml") if place.is_dir() else [place]
    (variant,) = load(os.path.relpath(file))
    assert [tuple(row.x) for row in variant.data] == [(1, 2), (-1, 0.5)]


@pytest.mark.parametrize("options", [[], ["--count", "2"]])
def test_a_name_that_ends_as_another_format_makes_no_directory(options, tmp_path, backprop):
    done = backprop("vary", "ex3", *options, "-o", str(tmp_path / "new.json"))
    assert done.returncode == 2 and not (tmp_path / "new.json").exists()
