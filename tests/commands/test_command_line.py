"""A usual command line is read at once, and exactly as typer reads it."""

import pytest

from backprop_cli.__main__ import COMMANDS, _command
from backprop_cli.commands import typed
from backprop_cli.commands.line import usual

USUAL = (
    "solve",
    "solve ex3",
    "solve -",
    "solve ex1 ex2 ex3",
    "solve ex3 -f json --exact --digits 9 -q",
    "solve --format=json ex3 --get 2:W3",
    "solve ex3 --set train.lr=0.1 --set=network[1].linear.bias=[0] --lr 1/2",
    "solve ex3 --work --steps 0",
    "solve ex3 --no-work --after -o out.json",
    "solve ex3 --only=forward,loss --lang ru",
    "step ex3 --at 2 --observation 1",
    "derive ex2 --part boxes --scalar",
    "graph ex1 -f svg",
    "validate ex1 --quiet",
    "schema answers",
    "layers relu",
    "optimizers",
    "problems -f plain",
    "check ex3 answers.yaml --hints 2 --exit-zero",
    "check ex3 --template --level final",
    "test ex3 ex4 --write --most 3",
    "practice ex3 --only gradient",
)
UNUSUAL = (
    "solve --help",
    "solve -fjson ex3",
    "solve --form json",
    "solve -- ex3",
    "solve ex3 --digits 99",
    "solve ex3 --digits x",
    "solve ex3 --digits",
    "solve ex3 --lr -1",
    "solve ex3 --exact=1",
    "solve ex3 --lr 1 --lr 2",
    "solve ex3 --no-such",
    "solve ex3 --set=",
    "step ex3 ex2",
    "problems ex3",
    "step ex3 --at 0",
    "check ex3 a.yaml b.yaml",
    "check ex3 a.yaml --hints 4",
)


def by_typer(line, monkeypatch):
    """The values that typer gives the command of a line."""
    found = []
    monkeypatch.setattr(typed, "call", lambda command, given: found.append(given))
    name, *words = line.split()
    typed.application({name: _command(name)}, False)(args=[name, *words], standalone_mode=False)
    return found[0]


@pytest.mark.parametrize("line", USUAL)
def test_a_usual_line_is_read_as_typer_reads_it(line, monkeypatch):
    name, *words = line.split()
    given = usual(_command(name), words)
    theirs = by_typer(line, monkeypatch)
    assert given == {key: value for key, value in theirs.items() if key in given}
    defaults = by_typer(name, monkeypatch)
    assert {key: value for key, value in theirs.items() if key not in given} == {
        key: value for key, value in defaults.items() if key not in given
    }


@pytest.mark.parametrize("line", UNUSUAL)
def test_a_line_with_anything_unusual_in_it_is_left_to_typer(line):
    name, *words = line.split()
    assert usual(_command(name), words) is None


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_has_a_usual_line(name):
    assert usual(_command(name), []) == {}
    assert usual(_command(name), ["--lang", "en", "--ascii"]) == {"lang": "en", "ascii": True}
