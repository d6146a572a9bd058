"""The table of commands: their modules, their functions of the library, their formats, examples, related commands."""

from __future__ import annotations

from ..records import NamedTuple


class Command(NamedTuple):
    """A command.

    module: in which it stands. function: the one of the library that it is a skin over. writes: what it writes, classes
    in FORMATS or formats. examples: lines without `backprop`. see: related commands. hidden:
    whether it is another spelling of a command that is listed.
    """

    module: str
    function: str
    writes: tuple[str, ...]
    examples: tuple[str, ...]
    see: tuple[str, ...] = ()
    hidden: bool = False


_KINDS = ("layers", "losses", "optimisers", "schedules")
COMMANDS = {
    "solve": Command(
        *("solve", "solve", ("Solution",)),
        ("solve ex3 --exact", "solve ex3 --only update,final --set W1=[[1]] -f json"),
        ("step", "derive", "check"),
    ),
    "step": Command(
        *("step", "step", ("Solution", "yaml")),
        ("step ex3 --at 2", "step ex3 -f yaml -o after.yaml"),
        ("solve", "practice"),
    ),
    "derive": Command(
        *("derive", "derive", ("DerivedParts",)),
        ("derive ex1", "derive ex5 --part boxes,backprop --matrix -f latex"),
        ("solve", "graph"),
    ),
    "graph": Command(
        *("graph", "graph", ("Drawing",)),
        ("graph ex1", "graph ex3 --step 2 --until backward -o ex3.svg"),
        ("derive",),
    ),
    "check": Command(
        *("check", "check_files", ("Checked", "GraderResult")),
        ("check ex3 --template -o answers.yaml", "check ex3 answers.yaml --exit-zero --hints 1"),
        ("explain", "practice", "test"),
    ),
    "grade": Command(
        *("grade", "grade", ("ClassReport",)),
        ("grade ex3 answers --level given", "grade ex3 answers --feedback feedback --hints 2 -o class.html"),
        ("check", "vary"),
    ),
    "explain": Command(
        *("explain", "explain", ("Lesson", "Listing")),
        ("explain", "explain wrong_sign"),
        ("check", "practice"),
    ),
    "worksheet": Command(
        *("worksheet", "worksheet", ("Worksheet", "canvas", "prairielearn")),
        ("worksheet ex3 --level gradient", "worksheet ex3 ex4 --points 20 --both -o hw4.tex"),
        ("check", "vary", "graph"),
    ),
    "train": Command(
        *("train", "train", ("Training", "yaml", "npz")),
        ("train xor#xor --epochs 500", "train xor#xor --epochs 20 -f svg -o curve.svg"),
        ("solve", "step", "optimisers"),
    ),
    "test": Command(
        *("test", "tests", ("TestedProblem", "StressedProblem")),
        ("test ex3", "test my.yaml --write"),
        ("check", "validate"),
    ),
    "practice": Command(
        *("practice", "practice", ("table",)),
        ("practice ex3 --fade", "practice ex3 --find --seed 7 -o mine.yaml"),
        ("check", "step"),
    ),
    "page": Command(
        *("page", "page", ("html",)),
        ("page ex3 -o ex3.html", "page ex3 ex4 --no-judge --lang ru -o work.html"),
        ("practice", "check", "graph"),
    ),
    "vary": Command(
        *("vary", "vary", ("yaml",)),
        ("vary ex3 --seed 7", "vary mazur-2-2-2 --count 3 -o variants"),
        ("new", "show", "check"),
    ),
    "validate": Command(
        *("validate", "validate", ("Listing",)),
        ("validate my.yaml", "validate ex1 ex2 -f json"),
        ("schema", "show", "test"),
    ),
    "show": Command(
        *("show", "problem_text", ("yaml",)),
        ("show ex3", "show ex3 --set W1=[[1]] --lr 0.1 -o mine.yaml"),
        ("new", "validate"),
    ),
    "new": Command(
        *("new", "new_problem", ("yaml",)),
        ("new 2-2-1", "new 3-4-2 --activation tanh --loss cross_entropy --seed 7 -o mine.yaml"),
        ("show", "validate", *_KINDS),
    ),
    "schema": Command(
        *("schema", "schema", ("json",)),
        ("schema problem -o problem.schema.json", "schema answers --lang ru"),
        ("validate", "new"),
    ),
    "problems": Command(
        *("problems", "problems", ("Listing",)),
        ("problems", "problems -f json"),
        ("solve", "show"),
    ),
    "layers": Command(
        *("kinds", "kinds", ("Listing",)),
        ("layers", "layers linear"),
        ("losses", "optimisers", "new"),
    ),
    "losses": Command(
        *("kinds", "kinds", ("Listing",)),
        ("losses", "losses log_loss"),
        ("layers", "optimisers", "new"),
    ),
    "optimisers": Command(
        *("kinds", "kinds", ("Listing",)),
        ("optimisers", "optimisers adam"),
        ("schedules", "layers", "losses"),
    ),
    "schedules": Command(
        *("kinds", "kinds", ("Listing",)),
        ("schedules", "schedules step"),
        ("optimisers", "new"),
    ),
    "optimizers": Command("kinds", "kinds", ("Listing",), ("optimizers", "optimizers sgd"), ("optimisers",), True),
}
