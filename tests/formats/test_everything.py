"""Every bundled problem by every command in every format, exact, in ASCII, in Russian and with the pass after a step."""

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from examples import mostly_slow
from page_readers import READERS, insides, strange
from quick_yaml import quick_load_all

from backprop_cli import (
    FORMATS,
    Look,
    View,
    after_step,
    check,
    derive,
    explain,
    graph,
    kinds,
    load,
    problems,
    render,
    rules,
    solve,
    step,
    to_yaml,
)
from backprop_cli import tests as outcomes
from backprop_cli.api.listings import FAMILIES
from backprop_cli.checking.mistakes.catalogue import names
from backprop_cli.expr.write.style import ASCII
from backprop_cli.problem.load import bundled

LOOKS = {
    "": Look(),
    "exact": Look(exact=True),
    "ascii": Look(style=ASCII, ascii=True),
    "ru": Look(lang="ru", mark=","),
    "after": Look(),
    "narrow": Look(width=60),
    "fragment": Look(fragment=True),
    "no work": Look(work=False),
}
ONLY = {"narrow": ("table",), "fragment": ("latex", "html"), "no work": ("table", "md", "latex", "html")}
COMPUTED = ("numpy", "torch")  # scripts, which need numbers: tests/formats/test_scripts.py has them refused without
PROBLEMS = [problem for name in sorted(bundled()) for problem in load(name)]
ANSWERS = {
    document.get("name", path.stem): [test["answers"] for test in document.get("tests", ())]
    for path in sorted((Path(__file__).parents[2] / "problems").glob("*.yaml"))
    for document in quick_load_all(path.read_text(encoding="utf-8"))
}


def things(problem, way, lang):
    """What the commands make of a problem; a solution is written once, so each format gets one of its own."""
    exact = way == "exact"
    yield "Solution", lambda: solve(problem, exact, after=way == "after")
    yield "Solution", lambda: step(problem, exact=exact, after=way == "after")
    if way not in ("exact", "after"):
        derived, drawn = derive(problem), graph(problem, lang)
        checks = [check(problem, answers, lang=lang) for answers in ANSWERS[problem.name][:: 1 if way == "" else 4]]
        yield from (("DerivedParts", lambda: derived), ("Drawing", lambda: drawn))
        yield from (("Checked", lambda check=check: check) for check in checks)


def written(problem, way):
    """Every text that is printed of a problem in one way, with its format."""
    look = LOOKS[way]
    view = View(exact=look.exact, work=look.work, lang=look.lang)
    for kind, make in things(problem, way, look.lang):
        exact = look.exact or kind in ("DerivedParts", "Drawing")
        for form in ONLY.get(way) or FORMATS[kind]:
            if form in FORMATS[kind] and not (problem.symbolic and form in COMPUTED):
                yield kind, form, render(make(), form, view, look._replace(exact=exact))
    if way in ("", "exact"):
        yield "Solution", "yaml", to_yaml(after_step(step(problem, exact=True), look.exact))


def own_texts(problem):
    """The texts of a problem that are printed as their author wrote them."""
    return str([problem.title, problem.notes, problem.names, problem.source, [item.id for item in problem.questions]])


def faults(problem, way):
    """What is wrong with the texts that are printed of a problem in one way."""
    for kind, form, text in written(problem, way):
        whole = text if way != "fragment" or form != "html" else f"<!DOCTYPE html>\n<html>{text}</html>"
        yield from (f"{kind} {form}: {fault}" for fault in insides(text, form))
        if way == "ascii" and strange(
            text, "" if form in ("json", "jsonl", "html", "svg") else own_texts(problem), "en"
        ):
            yield f"{kind} {form}: {strange(text, own_texts(problem), 'en')}"
        try:
            READERS[form](whole)
        except Exception as error:
            yield f"{kind} {form}: {type(error).__name__} {error}"


@pytest.mark.parametrize(
    ("form", "text"),
    [
        ("csv", "a,b\n1\n"), ("csv", "a\n-x\n"), ("md", "| a | b |\n|---|\n"), ("md", "costs $5"), ("latex", "{a"),
        ("latex", r"\begin{a}\end{b}"), ("latex", "$a"), ("latex", r"\left( a"), ("html", "<!DOCTYPE html><p>"),
        ("md", r"$\text{a $\to$ b}$"), ("json", "{'a': 1}"), ("jsonl", "{}\n{"), ("svg", "<svg>"), ("dot", "{"), ("html", "<p></p>"),
    ],
)  # fmt: skip
def test_a_text_that_a_program_would_not_read_is_seen(form, text):
    with pytest.raises(Exception):  # noqa: B017
        READERS[form](text)


@pytest.mark.parametrize(
    "text", ["(check.step, {'number': 1})", "step {number} of", "= None", "\x1b[1m", "board.step", "Message(key)"]
)
def test_insides_are_seen(text):
    assert insides(text)


GENERAL: dict[str, Callable[[], Any]] = {
    **{
        f"{family} {kind}": partial(kinds, family, kind) for family in FAMILIES for kind in (None, *rules.kinds(family))
    },
    **{f"explain {mistake}": partial(explain, mistake) for mistake in names()},
    "problems en": partial(problems, "en"),
    "problems ru": partial(problems, "ru"),
    "test": lambda: outcomes(load("ex3")[0]),
}


@pytest.mark.parametrize("name", mostly_slow(GENERAL, 39))
def test_whatever_is_printed_of_no_problem_can_be_read_and_shows_no_insides(name):
    thing = GENERAL[name]()
    for form in FORMATS[type(thing).__name__]:
        for way in ("", "ascii", "ru", "narrow"):
            text = render(thing, form, look=LOOKS[way])
            assert insides(text, form) == [] and (way != "ascii" or "ru" in name or not strange(text, "", "en"))
            READERS[form](text)


CASES = [(problem, way) for way in LOOKS for problem in PROBLEMS]


@pytest.mark.parametrize(("problem", "way"), mostly_slow(CASES, 219), ids=lambda item: getattr(item, "name", item))
def test_whatever_is_printed_of_a_problem_can_be_read_and_shows_no_insides(problem, way):
    assert list(faults(problem, way)) == []


@pytest.mark.parametrize("name", mostly_slow([*bundled()], 3))
def test_ascii_in_the_typeset_style_leaves_no_cell_that_a_spreadsheet_computes(name):
    for problem in load(name):
        for exact in (False, True):
            READERS["csv"](render(solve(problem, exact=exact), "csv", View(exact=exact), Look(ascii=True)))
