"""The shape of the house: short functions and files, one class for a name, a sentence at the head of every module."""

import ast
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

import pytest
from places import PACKAGE, ROOT
from sources import parsed

FUNCTION, FILE = 35, 300  # lines
SAYS_MORE = {  # folders whose own file holds more than its docstring, and why
    "": "the library's public names",
    "i18n": "the lookup of texts, beside the languages that it looks into",
    "i18n/en": "the catalogue of a language, put together from its files",
    "i18n/ru": "the catalogue of a language, put together from its files",
}
MODULES = sorted(PACKAGE.rglob("*.py"))
SOURCES = {path.relative_to(PACKAGE).as_posix(): path.read_text(encoding="utf-8") for path in MODULES}
TESTS = {path.relative_to(ROOT).as_posix(): path.read_text("utf-8") for path in sorted((ROOT / "tests").rglob("*.py"))}


def long_functions(sources: dict[str, str]) -> list[str]:
    """The functions of more than 35 lines, from the def to the last line."""
    found = []
    for place, source in sources.items():
        for node in ast.walk(parsed(source)):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                lines = (node.end_lineno or node.lineno) - node.lineno + 1
                found += [f"{place}: {node.name} ({lines})"] if lines > FUNCTION else []
    return found


def long_files(sources: dict[str, str]) -> list[str]:
    """The files of more than 300 lines."""
    return [place for place, source in sources.items() if len(source.splitlines()) > FILE]


def classes_named_twice(sources: Iterable[str]) -> list[str]:
    """The names of public classes that stand more than once."""
    nodes = [node for source in sources for node in ast.walk(parsed(source)) if isinstance(node, ast.ClassDef)]
    return sorted(name for name, times in Counter(node.name for node in nodes).items() if times > 1 and name[0] != "_")


def without_docstring(sources: dict[str, str]) -> list[str]:
    """The modules that do not begin with a docstring."""
    return [place for place, source in sources.items() if not ast.get_docstring(parsed(source))]


def crowded_folders(sources: dict[str, str]) -> list[str]:
    """The folders whose own file holds more than its docstring."""
    own = {place: parsed(source).body for place, source in sources.items() if Path(place).name == "__init__.py"}
    return [place.removesuffix("__init__.py").rstrip("/") for place, body in own.items() if len(body) > 1]


def test_no_function_is_longer_than_thirty_five_lines():
    assert long_functions(SOURCES) == []


def test_no_file_is_longer_than_three_hundred_lines():
    assert long_files(SOURCES) == []


def test_no_file_of_tests_is_longer_than_three_hundred_lines():
    assert long_files(TESTS) == []


def test_a_class_s_name_stands_for_one_thing():
    assert classes_named_twice(SOURCES.values()) == []


def test_every_module_says_what_it_is():
    assert without_docstring(SOURCES) == []


def test_a_folder_s_own_file_holds_its_docstring_only():
    assert set(crowded_folders(SOURCES)) - set(SAYS_MORE) == set()


LONG = "def f():\n" + "    x = 1\n" * FUNCTION


@pytest.mark.parametrize(
    ("check", "sources", "found"),
    [
        (long_functions, {"a.py": LONG}, ["a.py: f (36)"]),
        (long_functions, {"a.py": f"class A:\n    {LONG.replace(chr(10), chr(10) + '    ')}pass"}, ["a.py: f (36)"]),
        (long_functions, {"a.py": LONG.removesuffix("    x = 1\n")}, []),
        (long_files, {"a.py": "x = 1\n" * 301, "b.py": "x = 1\n" * 300}, ["a.py"]),
        (without_docstring, {"a.py": "x = 1", "b.py": '"""B."""', "c.py": ""}, ["a.py", "c.py"]),
        (crowded_folders, {"a/__init__.py": '"""A."""\nx = 1', "b/__init__.py": '"""B."""', "c.py": "x = 1"}, ["a"]),
    ],
)
def test_what_is_out_of_shape_is_caught(check, sources, found):
    assert check(sources) == found


def test_a_name_for_two_classes_is_caught():
    assert classes_named_twice(["class A: ...\nclass B: ...", "def f():\n    class A: ..."]) == ["A"]
    assert classes_named_twice(["class _A: ...", "class _A: ..."]) == []
