"""Damaged files: never a crash, never a wait, never a lost file. Each seed is one file; a failure names its seed."""

from random import Random

import pytest
from in_process import run
from mutations import answer_texts, damaged, problem_texts
from soon import soon

from backprop_cli import BackpropError, load_text

FEW, MANY, BLOCK = 100, 10_000, 100
COMMANDS = [
    *(
        "solve",
        "solve -f csv",
        "solve -f json --exact",
        "solve -f latex",
        "solve -f html --after",
        "solve --steps 3 -f md",
    ),
    *(
        "step -f yaml",
        "step",
        "derive",
        "derive -f json",
        "graph",
        "graph -f svg",
        "validate",
        "check --template",
        "test",
    ),
]
WRITING = ["test --write --most 3", "step -o"]
CHECKS = ["", "-f json", "-f html", "--level all", "--rounding strict --hints 1", "--lang ru", "--min-digits 5 -f md"]
BLOCKS = [pytest.param(at, marks=[pytest.mark.slow] if at >= FEW else []) for at in range(0, MANY, BLOCK)]


def ends_well(*words, stdin=b""):
    """Runs a command and gives what it ended with, which must be no fault of ours, and soon."""
    with soon():
        done = run(*words, stdin=stdin)
    assert done.returncode in (0, 1, 2), done.err
    return done


def is_problem(data):
    try:
        return bool(load_text(data, "net.yaml", "net"))
    except BackpropError:
        return False


def problem_case(seed, folder):
    """A damaged problem file and what is done with it."""
    random = Random(seed)
    file = folder / "net.yaml"
    data = damaged(random.choice(problem_texts()), random)
    file.write_bytes(data)
    if random.random() < 0.85:
        command, *more = random.choice(COMMANDS).split()
        ends_well(command, file, *more, "--max-steps", "200")
        assert file.read_bytes() == data
        return
    command, *more = random.choice(WRITING).split()
    done = ends_well(command, file, *more, *([file] if "-o" in more else []), "--max-steps", "200")
    assert file.read_bytes() == data or (done.returncode == 0 and is_problem(file.read_bytes()))
    assert list(folder.iterdir()) == [file]


def answer_case(seed, folder):
    """A damaged answer file, checked."""
    random = Random(seed)
    problem, name, text = random.choice(answer_texts())
    file = folder / name
    data = damaged(text, random)
    file.write_bytes(data)
    ends_well("check", problem, file, *random.choice(CHECKS).split())
    assert file.read_bytes() == data


@pytest.mark.parametrize("first", BLOCKS)
@pytest.mark.parametrize("case", [problem_case, answer_case])
def test_a_damaged_file_is_no_reason_to_crash(case, first, tmp_path):
    for seed in range(first, first + BLOCK):
        folder = tmp_path / str(seed)
        folder.mkdir()
        try:
            case(seed, folder)
        except Exception as error:
            raise AssertionError(f"{case.__name__}({seed})") from error


# What damaged files have found, each as a file of its own


NET = "network: [{linear: {weights: [[a]]}}]\nloss: mse\ndata: [{x: [1], y: [1]}]\ntrain: {lr: 1}\n"
FOUND = {
    "a score that is a formula": (
        "test",
        NET.replace("a]", "2]") + "tests: [{answers: {final: {W1: 0}}, score: exp(-1)}]\n",
    ),
    "no mistake to be tested": ("test --write", "nodes: {a: x^2, b: 2*a}\nat: {x: 1}\n"),
    "exact weights with a name": ("solve --exact -f json", NET),
    "a bound that is a formula": (
        "solve",
        NET.replace("weights: [[a]]", "inputs: 1, outputs: 1, init: {uniform: {bound: exp(1), seed: 1}}"),
    ),
    "the largest spread": (
        "solve",
        NET.replace("weights: [[a]]", "inputs: 1, outputs: 90, init: {normal: {std: 1.7e308, seed: 1}}, bias: false"),
    ),
}


@pytest.mark.parametrize("name", FOUND)
def test_what_was_found_stays_mended(name, tmp_path):
    words, text = FOUND[name]
    (tmp_path / "net.yaml").write_text(text)
    command, *more = words.split()
    ends_well(command, tmp_path / "net.yaml", *more)


def test_a_row_of_a_table_may_be_shorter_than_its_head(tmp_path):
    (tmp_path / "answers.csv").write_text("step,name,value\n1,L,0.125\n2\n")
    done = ends_well("check", "ex3", tmp_path / "answers.csv")
    assert done.returncode == 1
    assert "right" in done.out


def test_exact_weights_are_exact_in_json():
    said = run("solve", "ex3", "--steps", "1", "--exact", "-f", "json").out
    assert '"final_exact": {"W1": [["0"]], "b1": ["0"], "W2": [["0"]], "b2": ["0"], "W3": [["-1/16"]]' in said
