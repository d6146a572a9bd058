"""What the levels of hints hold back, over all that can be said of a wrong answer: no level gives away the next one's."""

import json
from copy import copy

import pytest

from backprop_cli import Checked, Look, View, check, load, render
from backprop_cli.checking.explain.conventions import CONVENTIONS
from backprop_cli.checking.judge.result import Mistake, mistake_said
from backprop_cli.checking.mistakes.catalogue import names, theme_of
from backprop_cli.errors import Message
from backprop_cli.i18n import LANGUAGES, catalogue, text

CHECKED = check(load("ex3")[0], {"answers": [{"step": 1, "dL/dy_hat": "-0.77"}]})
(WRONG,) = CHECKED.result.answers
LAWS = [key for key in catalogue("en") if key.startswith("check.law.")]
NUMBERS = dict.fromkeys(("value", "low", "high", "target", "old"), "7.25")
UNEXPLAINED = WRONG._replace(mistake=None, law=None)
SAID_OF = {
    "nothing": UNEXPLAINED,
    **{name: WRONG._replace(mistake=Mistake(name, mistake_said(name), ("lost_minus",))) for name in names()},
    **{key: UNEXPLAINED._replace(law=Message(key, {"name": "y_hat", **NUMBERS})) for key in LAWS},
    **{item.name: UNEXPLAINED._replace(convention=item.name) for item in CONVENTIONS},
    "a misfit": UNEXPLAINED._replace(note=Message("check.no_number")),
}
KINDS = {name: theme_of(name) for name in names()} | dict.fromkeys((item.name for item in CONVENTIONS), "convention")


def said(judged, lang, hints):
    """Everything that a file of one answer is told at a level: its page with the scoring, and its record."""
    one = Checked(copy(CHECKED.result), lang)
    one.result.answers = one.result.in_order = (judged,)
    view = View(hints=hints, scoring=True)
    pages = [render(one, format, view, Look(lang=lang)) for format in ("plain", "md", "html", "csv")]
    record = json.loads(render(one, "json", view))
    return [*pages, {key: value for key, value in record.items() if key != "format"}]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_first_level_says_the_same_of_every_wrong_answer(lang):
    told = {name: said(judged, lang, 1) for name, judged in SAID_OF.items()}
    assert [name for name in told if told[name] != told["nothing"]] == []


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_second_level_says_the_same_of_all_mistakes_of_a_kind(lang):
    told: dict[str, list] = {}
    for name, judged in SAID_OF.items():
        if name not in LAWS:
            told.setdefault(KINDS.get(name, "unexplained"), []).append(said(judged, lang, 2))
    assert len(told) > 5 and [kind for kind, pages in told.items() if any(page != pages[0] for page in pages)] == []


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("law", LAWS)
def test_why_a_value_cannot_be_is_told_from_the_second_level_on_and_kept_by_the_third(lang, law):
    sentence = text(law, lang, **NUMBERS, name="ŷ")
    first, second, third = (" ".join(said(SAID_OF[law], lang, hints)[0].split()) for hints in (1, 2, 3))
    assert sentence not in first and sentence in second and sentence in third
    assert WRONG.law.key == "check.law.rises"  # and the real thing
