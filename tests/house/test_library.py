"""The library: every public name is documented by an example that runs, is typed, and every command has its function."""

import ast
import doctest
import functools
import inspect
import re
import subprocess
import sys
import typing
from importlib import import_module

import pytest
from examples import mostly_slow
from places import PACKAGE, ROOT
from sources import parsed

import backprop_cli
from backprop_cli import Look
from backprop_cli.api.rendering import look_of
from backprop_cli.commands.table import COMMANDS
from backprop_cli.formats.graders import IDENTITY

CONSTANTS = ("CHAINS", "FORMATS", "LEVELS", "PARTS", "PARTS_OF_STEP", "PHASES", "TRAINING_PHASES", "VIEWS")
DOCUMENTED = [name for name in backprop_cli.__all__ if name not in CONSTANTS]


def examples(thing) -> list[doctest.Example]:
    return doctest.DocTestParser().get_examples(inspect.getdoc(thing) or "")


@pytest.mark.parametrize("name", mostly_slow(DOCUMENTED, 4))
def test_a_public_name_has_an_example_that_is_true(name):
    thing = getattr(backprop_cli, name)
    assert examples(thing), "no example"
    parser, runner = doctest.DocTestParser(), doctest.DocTestRunner()
    runner.run(parser.get_doctest(inspect.getdoc(thing), {}, name, None, None))
    assert runner.failures == 0


def test_an_example_that_is_wrong_is_caught():
    runner = doctest.DocTestRunner()
    runner.run(doctest.DocTestParser().get_doctest(">>> 1 + 1\n3", {}, "wrong", None, None), out=lambda text: None)
    assert runner.failures == 1
    assert not examples(lambda: None)


def test_the_document_shows_what_the_library_gives():
    text = (ROOT / "docs" / "library.md").read_text(encoding="utf-8")
    sessions = "\n".join(re.findall(r"```pycon\n(.*?)```", text, re.DOTALL))
    runner = doctest.DocTestRunner()
    runner.run(doctest.DocTestParser().get_doctest(sessions, {}, "library.md", None, None))
    assert (runner.failures, runner.tries > 30) == (0, True)


def test_the_document_names_everything_that_is_public():
    text = (ROOT / "docs" / "library.md").read_text(encoding="utf-8")
    named = set(re.findall(r"\w+", text))
    assert {name for name in backprop_cli.__all__ if name not in named} == set()


def untyped(function) -> list[str]:
    """The parameters of a function without a type, and `return` where it says no result."""
    signature = inspect.signature(function)
    hints = {name: parameter.annotation for name, parameter in signature.parameters.items()}
    hints["return"] = signature.return_annotation
    return [name for name, hint in hints.items() if hint is inspect.Parameter.empty and name != "self"]


@pytest.mark.parametrize("name", [name for name in DOCUMENTED if inspect.isfunction(getattr(backprop_cli, name))])
def test_a_public_function_says_its_types(name):
    assert untyped(getattr(backprop_cli, name)) == []


def test_a_missing_type_is_caught():
    def function(given, also: int): ...

    assert untyped(function) == ["given", "return"]


@pytest.mark.parametrize("command", COMMANDS)
def test_a_command_is_a_function_of_the_library(command):
    assert COMMANDS[command].function in backprop_cli.__all__
    module = (PACKAGE / "commands" / f"{COMMANDS[command].module}.py").read_text(encoding="utf-8")
    imported = {
        alias.name
        for node in ast.walk(parsed(module))
        if isinstance(node, ast.ImportFrom) and node.level == 2 and not node.module
        for alias in node.names
    }
    assert COMMANDS[command].function in imported


def test_what_is_public_is_there_once_and_typed_for_others():
    assert len(set(backprop_cli.__all__)) == len(backprop_cli.__all__)
    assert set(backprop_cli.__all__) == set(backprop_cli._MODULES)
    assert set(backprop_cli.__all__) <= set(dir(backprop_cli))
    assert (PACKAGE / "py.typed").exists()


def test_what_a_type_checker_sees_is_what_is_imported():
    tree = parsed((PACKAGE / "__init__.py").read_text(encoding="utf-8"))
    (checked,) = (node for node in tree.body if isinstance(node, ast.If))
    imports = (node for node in checked.body if isinstance(node, ast.ImportFrom))
    seen = {alias.name: node.module for node in imports for alias in node.names}
    assert seen == backprop_cli._MODULES


def test_a_name_that_is_not_public_is_an_attribute_error():
    with pytest.raises(AttributeError, match="has no attribute 'solver'"):
        backprop_cli.solver  # noqa: B018


def test_importing_the_library_loads_nothing_but_the_words_of_annotations():
    code = "import sys, backprop_cli; print([n for n in sys.modules if n.startswith('backprop_cli.')])"
    assert (
        subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
        == "['backprop_cli.typed']\n"
    )


@pytest.mark.parametrize("kind", backprop_cli.FORMATS)
def test_what_is_rendered_is_a_class_of_the_library(kind):
    assert inspect.isclass(getattr(backprop_cli, kind))


@functools.cache
def stressed() -> backprop_cli.StressedProblem:
    return backprop_cli.stress(backprop_cli.load("perceptron")[0], 1)


def thing_of(kind: str) -> typing.Any:
    """One of a kind of thing that can be rendered."""
    (problem,) = backprop_cli.load("ex3")
    makers: dict[str, typing.Callable[[], typing.Any]] = {
        "Solution": lambda: backprop_cli.solve(problem),
        "DerivedParts": lambda: backprop_cli.derive(problem),
        "Checked": lambda: backprop_cli.check(problem, {"answers": [{"step": 1, "L": 1}]}),
        "Drawing": lambda: backprop_cli.graph(problem),
        "Listing": lambda: backprop_cli.kinds("layers"),
        "TestedProblem": lambda: backprop_cli.tests(problem),
        "Training": lambda: backprop_cli.train(problem),
        "StressedProblem": stressed,
        "ClassReport": lambda: backprop_cli.grade([problem], [("ann.txt", b"L = 0.3")]),
        "GraderResult": lambda: backprop_cli.submission(
            [problem], ("ann.txt", b"L = 0.3"), environment=dict.fromkeys(IDENTITY.values(), "here")
        ),
        "Worksheet": lambda: backprop_cli.worksheet([problem]),
        "Lesson": lambda: backprop_cli.explain("forgot_derivative"),
    }
    return makers[kind]()


SHOWN = [(kind, "html") for kind, formats in backprop_cli.FORMATS.items() if "html" in formats] + [("Drawing", "svg")]


@pytest.mark.parametrize(("kind", "format"), SHOWN)
def test_a_notebook_shows_what_has_a_page_or_a_picture(kind, format):
    thing = thing_of(kind)
    first = getattr(thing, f"_repr_{format}_")()
    page = backprop_cli.render(thing, format, look=look_of(thing)._replace(fragment=True))
    assert first == getattr(thing, f"_repr_{format}_")() == page


def test_a_notebook_shows_a_step_that_was_read_already():
    (problem,) = backprop_cli.load("ex3")
    solution = backprop_cli.step(problem, at=2)
    page = solution._repr_html_()
    assert solution.final
    again = backprop_cli.render(backprop_cli.step(problem, at=2), "html", look=Look(fragment=True))
    assert solution._repr_html_() == page == again


@pytest.mark.parametrize(
    ("kind", "format"), mostly_slow([(k, f) for k, formats in backprop_cli.FORMATS.items() for f in formats], 12)
)
def test_everything_can_be_rendered_in_every_format_that_it_has(kind, format):
    assert backprop_cli.render(thing_of(kind), format).strip()


@pytest.mark.parametrize("kind", backprop_cli.FORMATS)
def test_a_format_that_a_thing_has_not_is_an_error_with_the_choices(kind):
    with pytest.raises(backprop_cli.BackpropError) as refused:
        backprop_cli.render(thing_of(kind), "docx")
    assert ", ".join(backprop_cli.FORMATS[kind]) in str(refused.value)


@pytest.mark.parametrize("thing", [3, "text", [object()]])
def test_what_cannot_be_rendered_is_a_type_error(thing):
    with pytest.raises(TypeError):
        backprop_cli.render(thing)


@pytest.mark.parametrize(
    "call",
    [
        lambda lib, problem: lib.derive(problem, ["nothing"]),
        lambda lib, problem: lib.derive(problem, form="round"),
        lambda lib, problem: lib.derive(problem, mode="sideways"),
        lambda lib, problem: lib.template(problem, "some"),
        lambda lib, problem: lib.practice(problem, ["nothing"]),
        lambda lib, problem: lib.check(problem, {"answers": []}, rounding="lax"),
        lambda lib, problem: lib.check(problem, {"answers": []}, level="some"),
        lambda lib, problem: lib.kinds("colours"),
        lambda lib, problem: lib.kinds("layers", "nothing"),
        lambda lib, problem: lib.schema("nothing"),
        lambda lib, problem: lib.explain("nothing"),
        lambda lib, problem: lib.validate("nothing"),
        lambda lib, problem: lib.add_tests("ex3"),
        lambda lib, problem: lib.check_sheet(lib.load("ex4"), ("a.yaml", b"answers: [{step: 1, L: 1}]")),
    ],
)
def test_a_word_that_is_not_known_is_an_error_that_says_so(call):
    with pytest.raises(backprop_cli.BackpropError) as refused:
        call(backprop_cli, backprop_cli.load("ex3")[0])
    assert str(refused.value).startswith(("error: ", "a.yaml:1:1: error: "))


def test_every_module_of_a_public_name_can_be_imported_alone():
    for module in set(backprop_cli._MODULES.values()):
        assert import_module(f"backprop_cli.{module}")
