"""A command line is read, and refused, exactly as typer reads and refuses it."""

import pytest

from backprop_cli import BackpropError
from backprop_cli.__main__ import command_of
from backprop_cli.commands.argument_reader import parameters, read_line
from backprop_cli.commands.table import COMMANDS
from backprop_cli.commands.typer_app import application

LINES = (
    "worksheet ex3 ex4 --level gradient --points 20 --blanks table --fade 3 --erroneous auto --both --cloze --title Homework -o hw.tex",
    "page ex3 ex4 --no-judge --lang ru -o work.html",
    "page ex3 --solution",
    "train xor --epochs 500 --batch 2 --seed 3 --test 0.25 -o weights.npz",
    "train net.yaml --data digits.csv --resume w.npz --quiet",
    "solve ex3 --at-step 2",
    "solve",
    "solve ex3",
    "solve -",
    "solve ex1 ex2 ex3",
    "solve ex3 -f json --exact --digits 9 -q",
    "solve --format=json ex3 --get 2:W3",
    "solve ex3 --set train.lr=0.1 --set=network[1].linear.bias=[0] --lr 1/2",
    "solve ex3 --work --steps 0",
    "solve ex3 --no-work --after -o out.json",
    "solve ex3 --work --no-work",
    "solve ex3 --no-work --work",
    "solve ex3 --only=forward,loss --lang ru",
    "solve -fjson ex3",
    "solve -qfjson ex3",
    "solve -f=json ex3",
    "solve -fq ex3",
    "solve -- ex3",
    "solve ex3 -- -f json",
    "solve ex3 --lr -1",
    "solve ex3 --lr --exact",
    "solve ex3 --lr 1 --lr 2",
    "solve ex3 --set=",
    "solve ex3 --lr=",
    "solve ex3 --digits +5",
    "solve ex3 --digits 0_9",
    "step ex3 --at 2 --observation 1",
    "derive ex2 --part boxes --scalar",
    "graph ex1 -f svg",
    "validate ex1 --quiet",
    "schema answers",
    "layers relu",
    "optimizers",
    "problems -f plain",
    "check ex3 answers.yaml --hints 2 --exit-zero",
    "check ex3 -- -",
    "check ex3 --template --level final",
    "check ex3 a.yaml b.yaml -f csv --accept none --follow half",
    "explain wrong_sign -f json",
    "test ex3 ex4 --write --most 3",
    "practice ex3 --only gradient",
    "show ex3 ex4 --lr 1/2",
    "vary ex3 --seed 3 --count 5 --salt s -o variants",
    "grade ex3 answers --variants v --jobs 2 --strict --hints 1",
    "new 2-2-1 --activation tanh --loss mse --seed 3 -o new.yaml",
)
REFUSED = (
    "solve --form json",
    "solve -x",
    "solve -qx",
    "solve -f",
    "solve ex3 --digits 99",
    "solve ex3 --digits x",
    "solve ex3 --digits",
    "solve ex3 --digits=",
    "solve ex3 --steps -1",
    "solve ex3 --exact=1",
    "solve ex3 --no-work=1",
    "solve ex3 --no-such",
    "solve ex3 --no-such=5",
    "solve --help --no-such",
    "step ex3 ex2",
    "problems ex3",
    "step ex3 --at 0",
    "schema answers b.yaml",
    "check ex3 a.yaml --hints 4",
)


def by_typer(line):
    """The values that typer reads from a line."""
    name, *words = line.split()
    app = application({name: command_of(name)}, "en")
    return app(args=[name, *words], standalone_mode=False)


def by_reader(line):
    name, *words = line.split()
    return read_line(words, parameters(command_of(name)))


@pytest.mark.parametrize("line", LINES)
def test_a_line_is_read_as_typer_reads_it(line):
    given, theirs, defaults = by_reader(line), by_typer(line), by_typer(line.split()[0])
    assert given == {key: value for key, value in theirs.items() if key in given}
    assert {key: value for key, value in theirs.items() if key not in given} == {
        key: value for key, value in defaults.items() if key not in given
    }


@pytest.mark.parametrize("line", REFUSED)
def test_a_line_that_typer_refuses_is_refused(line):
    with pytest.raises(Exception) as theirs:
        by_typer(line)
    assert hasattr(theirs.value, "format_message")
    with pytest.raises(BackpropError) as refused:
        by_reader(line)
    assert [fault.message.key.startswith("fault.usage_") for fault in refused.value.faults] == [True]


@pytest.mark.parametrize("line", ["solve --help", "solve -h ex3", "solve ex3 --digits x -qh"])
def test_help_is_told_before_values_are_looked_at(line):
    assert by_reader(line) == {"help": True}


def test_every_command_has_a_line():
    assert {line.split()[0] for line in LINES} >= set(COMMANDS) - {"losses", "optimisers", "schedules"}


@pytest.mark.parametrize("name", COMMANDS)
def test_what_typer_reads_without_options_is_what_a_command_has_by_default(name):
    assert by_typer(name) == {parameter.name: parameter.default for parameter in parameters(command_of(name))}
