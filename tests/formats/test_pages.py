"""Whole documents: LaTeX that compiles, a page of HTML that stands alone, and parts of both for another document."""

import re
import shutil
import subprocess
import xml.etree.ElementTree as ET

import pytest
from examples import mostly_slow
from page_readers import READERS

from backprop_cli import CHAINS, Look, View, derive, load, render, solve
from backprop_cli.expr.write.style import ASCII
from backprop_cli.formats.registry import PAGES
from backprop_cli.problem.load import bundled
from backprop_cli.views.report import Block, Line, Lines, Note, Table, Title

NAMES = sorted(bundled())
PDFLATEX = pytest.mark.skipif(
    not shutil.which("pdflatex"), reason="needs the Debian packages texlive-latex-recommended and texlive-lang-cyrillic"
)


def compiled(folder, name):
    """What pdflatex says of a file; its run must end well."""
    command = ["pdflatex", "-interaction=nonstopmode", "-halt-on-error", name]
    done = subprocess.run(command, cwd=folder, capture_output=True, timeout=60)
    said = done.stdout.decode(errors="replace")
    assert done.returncode == 0, said[-1500:]
    return said


@pytest.mark.parametrize("lang", ["en", "ru"])
@pytest.mark.parametrize("name", mostly_slow(["ex1", "ex2", "ex3", "ex4", "ex5", "softmax-layer"], 3))
def test_a_page_of_html_stands_alone_and_a_fragment_is_its_sections(backprop, name, lang):
    for command in ("solve", "derive"):
        page = backprop(command, name, "-f", "html", "--lang", lang).out
        part = backprop(command, name, "-f", "html", "--lang", lang, "--fragment").out
        assert page.startswith("<!DOCTYPE html>\n") and page.endswith(f"{part}</body>\n</html>\n")
        head, body = ET.fromstring(page)
        assert head.find("title").text and head.find("meta").get("charset") == "utf-8"
        assert {section.get("lang") for section in body} == {lang} and body.findall(".//{*}math")
        assert {element.tag for element in body} == {"section"} and part.startswith("<section")


@pytest.mark.parametrize("name", ["ex3", "ex4", "residual-network"])
def test_a_table_of_html_has_one_header_for_each_phase_and_no_empty_one(name):
    for problem in load(name):
        written = render(solve(problem), "html")
        assert re.findall(r"<th[^>]*></th>|<table[^>]*><tr", written) == []
        tables = re.findall(r'<table class="work">(.*?)</table>', written, re.S)
        for group in re.findall(r"<tbody>(.*?)</tbody>", "".join(tables), re.S):
            assert [int(rows) for rows in re.findall(r'rowspan="(\d+)"', group)] == [group.count("<tr")]


def test_a_page_of_html_asks_for_no_other_file():
    page = render(solve(load("ex3")[0]), "html")
    assert not re.findall(r"(?:src|href)=|url\(|@import", page)
    assert "prefers-color-scheme: dark" in page and "@media print" in page


def test_a_fragment_of_latex_is_the_body_of_its_document():
    (problem,) = load("ex3")
    part, whole = (render(solve(problem), "latex", look=Look(fragment=fragment)) for fragment in (True, False))
    assert part.startswith(r"\section*{") and part in whole and "usepackage" not in part
    assert whole.startswith(r"\documentclass") and whole.endswith("\\end{document}\n")


def test_a_long_formula_of_latex_has_rows_and_a_value_too_wide_for_any_is_rounded():
    derived = render(derive(load("ex2")[0], ["composed"], "scalar"), "latex")
    assert len(re.findall(r"^& & .*&\\quad  \+ f\(f\(", derived, re.MULTILINE)) == 1
    (problem,) = load("mazur-2-2-2")
    said = render(solve(problem, True), "latex", View(exact=True, phases=("gradient",)), Look(exact=True))
    assert r"\approx \begin{pmatrix} 0.08217 & -0.0226 \\" in said


def test_a_fraction_that_is_too_long_for_a_row_goes_on_with_its_denominator():
    derived = render(derive(load("attention-layer")[0], ["composed"], "scalar"), "latex")
    assert re.search(r"= e\^\{.*\\\\\n& & +&\\quad +/\(e\^", derived)
    assert "\\tiny" not in derived


@PDFLATEX
@pytest.mark.slow
@pytest.mark.parametrize("lang", ["en", "ru"])
def test_every_latex_document_of_every_bundled_problem_compiles(backprop, tmp_path, lang):
    for command in ("solve", "derive"):
        for name in NAMES:
            file = tmp_path / f"{command}-{name}.tex"
            assert backprop(command, name, "--lang", lang, "-o", file).returncode == 0
            over = re.findall(r"Overfull \\hbox \((\d+)", compiled(tmp_path, file.name))
            assert max(map(int, over), default=0) < 30


@PDFLATEX
@pytest.mark.slow
def test_no_line_of_a_step_entry_by_entry_is_too_wide_in_any_form_of_its_chains(tmp_path):
    parts = []
    for name in NAMES:
        for view in (View(entries=True, chain=chain) for chain in CHAINS):
            steps = (solve(item, steps=1) for item in load(name))
            parts += [
                rf"\typeout{{== {name} {view.chain}}}" + render(step, "latex", view, Look(fragment=True))
                for step in steps
            ]
    head, _, _ = render(solve(load("ex3")[0]), "latex").partition(r"\section*")
    whole = "\n".join([head, "\n\\clearpage\n".join(parts), r"\end{document}", ""])
    (tmp_path / "all.tex").write_text(whole, encoding="utf-8")
    said = compiled(tmp_path, "all.tex")
    assert len(set(re.findall("== .*", said))) == len(CHAINS) * len(NAMES)
    assert re.findall(r"== .*|Overfull.*", said) == re.findall("== .*", said)


@PDFLATEX
@pytest.mark.parametrize("name", ["mazur-2-2-2", "ex4-regression", "tanh-2-2-1"])
@pytest.mark.parametrize("lang", ["en", "ru"])
def test_a_step_of_a_network_with_two_layers_is_one_page(backprop, tmp_path, name, lang):
    assert backprop("step", name, "--lang", lang, "-o", "a.tex").returncode == 0
    assert "(1 page," in compiled(tmp_path, "a.tex").replace("\n", " ")


USERS = r"50% of $5 | *a* _b_ `c` <i>&amp; \x {y} ✓"


@pytest.mark.parametrize("form", ["md", "html", "latex"])
@pytest.mark.parametrize("ascii", [False, True])
def test_a_user_s_text_is_no_markup(form, ascii):
    look = Look(style=ASCII, ascii=True) if ascii else Look()
    blocks: list[Block] = [Title(USERS, USERS), Note(USERS), Table((USERS, "b"), ((USERS, USERS),))]
    blocks.append(Lines((Line(USERS, "W1", value=1.0, remark=USERS),)))
    said = "".join(PAGES[form]([(blocks, look._replace(labels={"W1": "a|b$c_d"}))]))
    READERS[form](said)
    assert "<i>" not in said and "&amp;" not in re.sub(r"&amp;amp;|\\&amp;", "", said)
    assert form != "md" or not re.search(r"(?<!\\)[*`]", said)


def test_lines_of_a_convolution_window_by_window_have_rows_of_their_own():
    page = render(solve(load("conv-pool")[0]), "html")
    rows = [row for row in re.findall("(?s)<tr>.*?</tr>", page) if "<mi>h</mi>" in row.partition("</td>")[0]]
    assert [row.count('class="name"') for row in rows] == [1] * 9


def test_a_long_sum_stands_in_several_formulas_so_that_a_row_of_html_breaks_between_them():
    page = render(solve(load("lstm-cell")[0]), "html")
    assert max(len(re.sub("<[^>]+>", "", formula)) for formula in re.findall("(?s)<math.*?</math>", page)) < 60
