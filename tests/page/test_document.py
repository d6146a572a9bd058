"""The page as a file: without a network, small, readable without script, and without a value of a line in it."""

import json
import re

import pytest
from examples import mostly_slow
from page_cases import inflated, numeric_problems

from backprop_cli import BackpropError, load, load_text, page, solve
from backprop_cli.evaluate.evaluate import elements
from backprop_cli.expr.traverse import walk
from backprop_cli.formats.page import document
from backprop_cli.problem.load import bundled

KILOBYTE = 1024


def telling_digits(problem):
    """The digits of values that say something: four or more, which are not also given, nor constants of a formula."""
    lines = document.PageLines(problem, document.PageData(False))
    given = {digits_of(value) for field in lines.fields for value in elements(field.value)}
    given |= {digits_of(float(number)) for block in lines.blocks for line in block.lines for number in constants(line)}
    rows = solve(problem).trace()
    found = {digits_of(value) for row in rows if row.value is not None for value in elements(row.value)}
    return {digits for digits in found - given if len(digits) >= 4}


def constants(line):
    """The numbers that stand in a formula beside others: 2/3 in the gradient of a mean of three squares."""
    whole = line.assignment.expression
    return [part.data for part in walk(whole) if part.op == "number" and part is not whole]


def digits_of(value):
    """The first six significant digits of a number, without the zeros at their end."""
    return re.sub(r"\D", "", f"{abs(value):.5e}".split("e")[0]).rstrip("0")


@pytest.mark.parametrize("name", mostly_slow(bundled(), 11))
def test_a_page_is_small(name):
    assert all(len(page(problem).encode()) <= 200 * KILOBYTE for problem in load(name))
    assert name != "ex3" or len(page(load(name)).encode()) <= 120 * KILOBYTE


@pytest.mark.parametrize("mode", ["judge", "read"])
@pytest.mark.parametrize("problem", mostly_slow(numeric_problems(), 33), ids=lambda problem: problem.name)
def test_no_value_of_a_line_is_in_the_file(problem, mode):
    written = page(problem, mode)
    carried = inflated(written)
    shown = re.sub(r"<style>.*?</style>|<svg.*?</svg>|<script.*?</script>|sha256-[\w+/=]+", "", written, flags=re.S)
    data = json.loads(carried["data"])
    numbers = [node[1] for node in data["nodes"] if node[0] == "number"]
    numbers += [value for item in data["problems"] for field in item["fields"] for value in flat(field)]
    digits = {digits_of(number) for number in numbers} | {
        re.sub(r"\D", "", text) for text in re.findall(r"[\d.,]+", shown)
    }
    texts = re.sub(r"<desc.*?</desc>", "", "".join(re.findall(r"<text[^>]*>([^<]*)</text>", written)))
    assert [
        value
        for value in telling_digits(problem)
        if value in digits or value.lstrip("0") in re.sub(r"\D", " ", texts).split()
    ] == []


def flat(value):
    return [inner for item in value for inner in flat(item)] if isinstance(value, list) else [value]


def test_the_digits_of_values_would_be_seen():
    (problem,) = load("ex3")
    shown = {re.sub(r"\D", "", text) for text in re.findall(r"[\d.]+", page(problem, "solution"))}
    assert telling_digits(problem) & {digits.lstrip("0") for digits in shown}


def test_a_page_asks_for_nothing_from_elsewhere():
    written = page(load("ex3"))
    assert "default-src 'none'" in written
    assert "unsafe" not in re.search(r'Security-Policy" content="([^"]*)"', written)[1]
    assert re.findall(r"https?://(?!www\.w3\.org/)", written + "".join(inflated(written).values())) == []
    assert re.findall(r"\s(?:src|href|on\w+|style)=", re.sub(r"<script.*?</script>", "", written, flags=re.S)) == []


@pytest.mark.parametrize("name", mostly_slow(bundled(), 11))
def test_without_script_every_line_is_a_row_of_a_table(name):
    for problem in load(name):
        written = page(problem, "solution")
        rows = re.findall(r'<tr data-line="[\d:]+".*?</tr>', written)
        lines = document.PageLines(problem, document.PageData(False))
        assert len(rows) == sum(len(block.lines) for block in lines.blocks)
        assert all(row.count("<math") >= 2 for row in rows)
        numeric = [row for row in rows if not problem.symbolic]
        assert all('<td class="value"><math>' in row for row in numeric)


def test_several_problems_stand_on_one_page():
    problems = load("ex4")
    written = page(problems, "read", "ru")
    assert written.count("<section class") == 2
    links = re.findall('<a href="#([^"]+)">([^<]+)</a>', written)
    assert links == [(f"problem-{number}", problem.title["ru"]) for number, problem in enumerate(problems)]
    assert all(f' id="{name}"' in written for name, _ in links)
    assert f"<title>{problems[0].title['ru']} и ещё 1</title>" in written
    assert len(set(re.findall(r' id="([^"]+)"', written))) == len(re.findall(r' id="([^"]+)"', written))


def test_a_problem_that_is_too_large_is_refused():
    (large,) = load_text(
        "network: [{linear: {inputs: 60, outputs: 60, init: {he: {seed: 1}}}}]\nloss: mse\n"
        f"data: [{{x: {[1] * 60}, y: {[1] * 60}}}]\ntrain: {{lr: 1}}",
        "large.yaml",
        "large",
    )
    with pytest.raises(BackpropError, match="a page holds at most 1500"):
        page(large)


def test_the_command_writes_what_the_library_gives(backprop, tmp_path):
    done = backprop("page", "ex3", "--no-judge", "-o", "ex3.html", cwd=tmp_path)
    assert (done.returncode, done.out) == (0, "")
    assert (tmp_path / "ex3.html").read_text(encoding="utf-8") == page(load("ex3"), "read")
    assert backprop("page", "ex3", "-o", "ex3.pdf", cwd=tmp_path).returncode == 2
