"""Hand computations of other authors, neuron by neuron: our board prints their lines, and `check` finds the wrong ones."""

import re
from pathlib import Path

import pytest
import yaml

from backprop_cli import Look, View, check, load_text, read_answers, render, solve

PUBLISHED = yaml.safe_load((Path(__file__).parents[1] / "support" / "published.yaml").read_text(encoding="utf-8"))
examples = pytest.mark.parametrize("example", PUBLISHED, ids=[example["source"][:30] for example in PUBLISHED])


def problem_of(example):
    return load_text(yaml.safe_dump(example["problem"], allow_unicode=True, sort_keys=False), "published.yaml", "p")[0]


def lines_of(example):
    """The author's lines as (name, sign, number as it was written)."""
    return [re.fullmatch(r"(\S+) ([=←]) (\S+)", line).groups() for line in example["lines"].splitlines()]


def printed(problem):
    """The last number of every line of our board, by its name and sign."""
    view = View(entries=True, quiet=True, chain="local")
    found: dict[tuple[str, ...], float] = {}
    for line in render(solve(problem), view=view, look=Look(digits=13)).splitlines():
        match = re.match(r"(?:[a-z]+)?\s+(\S+)\s+([=←]) .*?([−\d.e]+)\s*[▲▼]?$", line)
        if match:
            found.setdefault(match.group(1, 2), float(match[3].replace("−", "-")))
    return found


@examples
def test_the_board_prints_the_lines_of_the_author_by_name_and_number(example):
    ours = printed(problem_of(example))
    for name, sign, written in lines_of(example):
        place = 10.0 ** -len(written.partition(".")[2])
        # Authors carry on with what they rounded, and cut where they should round: the last digit may be one off.
        assert ours[name, sign] == pytest.approx(float(written), abs=1.01 * place), name


@examples
def test_check_takes_what_is_right_and_finds_what_is_wrong(example):
    problem, wrong = problem_of(example), example.get("wrong", {})
    written = {name: number for name, sign, number in lines_of(example)} | wrong
    text = "step 1\n" + "\n".join(f"{name} = {number}" for name, number in written.items())
    (answers,) = read_answers(text, "a.txt")
    verdicts = {item.answer.name: item.verdict for item in check(problem, answers).result.answers}
    assert {name for name, verdict in verdicts.items() if verdict == "wrong"} == set(wrong), verdicts


LAYERS = yaml.safe_load((Path(__file__).parents[1] / "support" / "published_layers.yaml").read_text(encoding="utf-8"))


@pytest.mark.parametrize("example", LAYERS, ids=[example["source"][:30] for example in LAYERS])
def test_the_numbers_of_convolutions_sequences_attention_and_norms_are_judged_as_what_they_are(example):
    """All lines are read; the wrong ones are found, and what is behind them; what follows is forgiven."""
    text = example["lines"] if example["lines"].startswith("question") else f"step 1\n{example['lines']}"
    (answers,) = read_answers(text, "a.txt")
    result = check(problem_of(example), answers).result
    found = {item.answer.name: item for item in result.answers if item.verdict not in ("right", "rounded")}
    wrong = {name: item.mistake and item.mistake.name for name, item in found.items() if item.verdict == "wrong"}
    assert wrong == example.get("wrong", {})
    assert {name: item.verdict for name, item in found.items() if name not in wrong} == dict.fromkeys(
        example.get("follows", ()), "follows"
    )
