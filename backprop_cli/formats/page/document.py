"""The page as HTML: one file whose table is readable without script, and whose script needs no network."""

from __future__ import annotations

import base64
import json
import re
import zlib
from collections.abc import Iterator, Sequence
from functools import cache
from hashlib import sha256
from importlib.resources import files
from xml.sax.saxutils import escape, quoteattr

from ... import tolerances
from ...checking.mistakes.arithmetic import SLIPS
from ...checking.mistakes.catalogue import is_belief, said_of, theme_of
from ...expr.names import NEW
from ...expr.operations import functions
from ...i18n import text
from ...problem.model import Problem
from ...typed import Any
from ..drawing.svg import STYLE as PICTURE_STYLE
from ..look import Look
from .lines import PageData, PageLines
from .section import JUDGE, ProblemSection

NAME_SPACE = ' xmlns="http://www.w3.org/1998/Math/MathML"'
WORDS = ("unreadable", "coarse", "recomputed", "copied", "cleared", "unexplained", "other", "possibly", "numbers")
VERDICTS = ("right", "rounded", "follows", "wrong", "collapsed", "missing")
_LIMIT = re.compile(r"\blimits\.([A-Z_0-9]+)")  # a tolerance that the script reads
HEAD = """<!DOCTYPE html>
<html lang={lang}>
<head>
<meta charset="utf-8"/>
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; \
script-src '{loader}' '{script}'; style-src '{style}'; base-uri 'none'; form-action 'none'"/>
<meta name="viewport" content="width=device-width, initial-scale=1"/>
<meta name="color-scheme" content="light dark"/>
<title>{title}</title>
"""


# The script is three times as small deflated. What it becomes is allowed by its own hash, so nothing else can be run.
LOADER = """"use strict";
async function inflated(id) {
  const packed = atob(document.getElementById(id).textContent);
  const stream = new Blob([Uint8Array.from(packed, (sign) => sign.charCodeAt(0))]).stream();
  return new Response(stream.pipeThrough(new DecompressionStream("deflate"))).text();
}
inflated("program").then((program) => {
  const script = document.createElement("script");
  script.textContent = program;
  document.body.append(script);
});
"""


def page_document(problems: Sequence[Problem], mode: str, look: Look) -> Iterator[str]:
    """Problems as one page, in pieces; mode: what its reader does with it (judge, read or solution).

    Raises BackpropError for a problem that is larger than a page can hold.
    """
    data, lines = page_data(problems, mode, look)
    script, style = _read("page.js"), _read("page.css") + PICTURE_STYLE
    titles = [problem.text(problem.title, look.lang) or problem.name for problem in problems]
    more = len(titles) - 1
    heading = escape(text("page.and_more", look.lang, title=titles[0], count=more) if more else titles[0])
    yield HEAD.format(
        lang=quoteattr(look.lang), title=heading, script=_hash(script), style=_hash(style), loader=_hash(LOADER)
    )
    yield f'<style>{style}</style>\n</head>\n<body class="{mode}">\n<main>\n'
    yield from _contents(titles, look.lang) if more else ()
    for number, found in enumerate(lines):
        # HTML knows MathML without its name space, and the page has hundreds of formulas.
        section = ProblemSection(found, mode, look.of_problem(found.problem), number)
        yield from (piece.replace(NAME_SPACE, "") for piece in section.pieces())
    yield '</main>\n<p id="said" role="status" aria-live="polite"></p>\n'
    yield _packed(json.dumps(data, ensure_ascii=False, separators=(",", ":")), "data") + _packed(script, "program")
    yield f"<script>{LOADER}</script>\n</body>\n</html>\n"


def _contents(titles: Sequence[str], lang: str) -> Iterator[str]:
    """Which problems stand on a page of several, each a link to its own."""
    yield f'<nav aria-label="{escape(text("page.contents", lang))}">\n<ol>\n'
    for number, said in enumerate(titles):
        yield f'<li><a href="#problem-{number}">{escape(said)}</a></li>\n'
    yield "</ol>\n</nav>\n"


def _packed(content: str, name: str) -> str:
    """A text as the page carries it: deflated, in a script element that no browser runs."""
    packed = base64.b64encode(zlib.compress(content.encode(), 9)).decode()
    return f'<script type="text/plain" id="{name}">{packed}</script>\n'


@cache
def _read(name: str) -> str:
    """A file of the page: its script, or its style."""
    return files(__package__).joinpath(name).read_text(encoding="utf-8")


def page_data(problems: Sequence[Problem], mode: str, look: Look) -> tuple[dict[str, Any], list[PageLines]]:
    """What the script of a page works on, and the lines that it is made of."""
    data = PageData(mode == JUDGE)
    lines = [PageLines(problem, data) for problem in problems]
    names = [*data.names, *(name for name, _ in SLIPS)] if mode == JUDGE else []
    records = [item.record for item in lines]
    for record in records:
        record["hash"] = sha256(json.dumps(record).encode()).hexdigest()[:12]
    found = {
        "mode": mode,
        "mark": look.mark,
        "sign": NEW,
        "limits": {name: getattr(tolerances, name) for name in sorted(set(_LIMIT.findall(_read("page.js"))))},
        "functions": functions(),
        "words": {word: text(f"page.{word}", look.lang) for word in WORDS}
        | {"verdicts": {verdict: text(f"page.verdict.{verdict}", look.lang) for verdict in VERDICTS}},
        "nodes": data.table.nodes,
        "lists": data.lists,
        "names": data.names,
        "mistakes": {name: _mistake(name, look.lang) for name in names},
        "problems": records,
    }
    return found, lines


def _mistake(name: str, lang: str) -> dict[str, Any]:
    theme, said = text(f"theme.{theme_of(name)}", lang), said_of(name)
    return {
        "said": text(said.key, lang, **said.values),
        "theme": theme[0].upper() + theme[1:] + ".",
        "belief": is_belief(name),
    }


def _hash(source: str) -> str:
    """The name by which a policy allows a script or a style: that of its very text."""
    return f"sha256-{base64.b64encode(sha256(source.encode()).digest()).decode()}"
