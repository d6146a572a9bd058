"""What is said of a text that is no YAML: in words of our own, in both languages, whichever reader reads it."""

import re

import pytest
import yaml

from backprop_cli.errors import describe
from backprop_cli.problem.yaml_reasons import OPENED, REASONS
from backprop_cli.problem.yaml_tree import read_documents

BAD = {
    "title: a: b\n": "colon",
    "train:\n  lr: 1\n   order: [1]\n": "colon",
    "{a: 1}: c\nd\n": "no_colon",
    "title: @x\n": "sign",
    "title: `x`\n": "sign",
    "title: %x\n": "sign",
    "network:\n\t- linear\n": "tab",
    "train:\n   lr: 1\n  order: [1]\n": "stray",
    "title: 'abc' def\n": "stray",
    "data: [1, 2]]\n": "stray",
    "network:\n  - relu\n  lr: 1\n": "no_dash",
    "data: - a\n": "dash",
    "data: [{x: 1, y: 2]\n": "comma",
    "data: {x: 1 y: 2}\n": "comma",
    "data: [1,,2]\n": "no_value",
    "a: }\n": "no_value",
    'title: "abc\nloss: mse\n': "open",
    'title: "a\n--- b"\n': "rule",
    'title: "\\q"\n': "escape",
    'title: "\\xZZ"\n': "escape",
    "title: *\n": "star",
    "title: |9x\n  b\n": "block",
    "%YAML 3.0\n---\na: 1\n": "percent",
    "a: 1\n... b\n": "document",
    "a: !x!y z\n": "tag",
    "a: !<x\n": "tag",
}
READERS = {"libyaml": getattr(yaml, "CSafeLoader", yaml.SafeLoader), "Python": yaml.SafeLoader}
# Where Python's own reader sees another fault, or none.
OTHERWISE = {
    "data: [1, 2]]\n",
    "network:\n  - relu\n  lr: 1\n",
    "train:\n   lr: 1\n  order: [1]\n",
    "title: 'abc' def\n",
}


def faults(text, reader, monkeypatch):
    """The faults of a text, as a reader of YAML sees them."""
    monkeypatch.setattr(yaml, "CSafeLoader", READERS[reader], raising=False)
    return read_documents(text, "bad.yaml")[1]


@pytest.mark.parametrize("reader", READERS)
@pytest.mark.parametrize("text", BAD)
def test_a_text_that_is_no_yaml_is_told_in_words_of_our_own(text, reader, monkeypatch):
    found = faults(text, reader, monkeypatch)
    said = getattr(found[-1].message.values["problem"], "key", None)
    assert (text in OTHERWISE and reader == "Python") or said == f"fault.yaml.{BAD[text]}"
    # In a Russian message there is no English word but what the reader's own text has.
    assert re.findall(r"[A-Za-z]{5,}", describe(found[-1]._replace(mark=None, hint=None), "ru")) == []


def test_every_reason_is_met():
    assert set(BAD.values()) == set(REASONS.values())


@pytest.mark.parametrize("text", BAD)
def test_every_reason_has_a_hint_of_its_own(text, monkeypatch):
    hint = faults(text, "libyaml", monkeypatch)[-1].hint.key
    own = {"tab": "hint.tabs", **dict.fromkeys(OPENED, "hint.unclosed")}
    assert hint == own.get(BAD[text], f"hint.yaml.{BAD[text]}")
