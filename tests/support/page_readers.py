"""Readers of what is printed: each reads a text in its format, and fails where a program would."""

from __future__ import annotations

import ast
import csv
import json
import re
import xml.etree.ElementTree as ET
from collections.abc import Callable

import yaml

CELL = re.compile(r"(?<!\\)\|")
DOLLAR = re.compile(r"(?<!\\)\$")


def read_csv(text):
    rows = list(csv.reader(text.splitlines()))
    assert len({len(row) for row in rows}) == 1, "rows of several lengths"
    for cell in (cell for row in rows for cell in row):
        assert cell[:1] not in ("=", "@", "+", "-") or re.fullmatch(r"-[\d./e+-]+", cell), f"a formula: {cell}"


def read_markdown(text):
    """Tables have rows of one length, and mathematics ends in the cell or line where it begins."""
    columns = None
    for line in text.splitlines():
        cells = CELL.split(line) if line.startswith("|") else None
        assert columns is None or cells is None or len(cells) == columns, f"another number of cells: {line}"
        columns = cells and len(cells)
        for cell in cells or [line]:
            texts = DOLLAR.split(cell)
            assert len(texts) % 2, f"half of a formula: {cell}"
            for formula in texts[1::2]:
                read_latex(formula)


def read_latex(text):
    """Braces, environments, dollars and growing brackets are closed in their order."""
    bare = re.sub(r"\\[\\{}$]", "", text)
    assert len(re.findall(r"\$", bare)) % 2 == 0, "an odd number of dollars"
    assert len(re.findall(r"\\left\b", bare)) == len(re.findall(r"\\right\b", bare)), "half of a bracket"
    open_ones = []
    for begin, end, brace in re.findall(r"\\begin\{(\w+\*?)\}|\\end\{(\w+\*?)\}|([{}])", bare):
        if begin or brace == "{":
            open_ones.append(begin or brace)
        else:
            assert open_ones and open_ones.pop() == (end or "{"), f"closes another: {end or brace}"
    assert not open_ones, f"not closed: {open_ones}"


def read_braces(text):
    assert text.count("{") == text.count("}") and text.count("[") == text.count("]")


def read_html(text):
    assert text.startswith("<!DOCTYPE html>")
    ET.fromstring(text)


READERS: dict[str, Callable[[str], object]] = {
    "json": json.loads,
    "jsonl": lambda text: [json.loads(line) for line in text.splitlines()],
    "csv": read_csv,
    "yaml": lambda text: list(yaml.safe_load_all(text)),
    "html": read_html,
    "svg": ET.fromstring,
    "md": read_markdown,
    "latex": read_latex,
    "tikz": read_latex,
    "dot": read_braces,
    "mermaid": read_braces,
    "plain": str,
    "table": str,
    "text": str,
    "numpy": ast.parse,
    "torch": ast.parse,
}
INSIDES = {
    "an object of Python": r"\{'|\('|Message\(|Fraction\(|Node\(|object at 0x|<function|<backprop",
    "a place that was not filled": r"(?<![\w^}\]])\{[a-z_]+\}",
    "None": r"\bNone\b",
    "an escape code": "\x1b",
    "a key of the catalogue": r"\b(?:board|check|mistake|fault|verdict|theme|convention|command)\.[a-z]\w*\b",
}


def insides(text, form="plain"):
    """The names of what ought to stay inside and is in the text. In TikZ and LaTeX a label stands in braces, in a
    script what Python itself fills when the script runs, and new axes.
    """
    if form in ("numpy", "torch"):
        text = re.sub(r"\[(?:\.{3}|:)(?:, None)+", "[:", re.sub(r'\bf"[^"]*"', '""', text))
    if form in ("tikz", "latex"):
        text = re.sub(r"[{}]", " ", text)
    return [name for name, pattern in INSIDES.items() if re.search(pattern, text)]


def strange(text, own, lang):
    """The characters of a text that are not ASCII, nor in a user's own texts, nor Russian letters in Russian."""
    letters = re.compile("[А-яЁё]") if lang == "ru" else None
    return {sign for sign in set(text) - set(own) if not sign.isascii() and not (letters and letters.match(sign))}
