"""Very long words on the command line: an error shows their beginning, and none is a bug."""

import re

import pytest
from examples import mostly_slow

WORD, NUMBER, HUGE = "x" * 3000, "9" * 3000, "9" * 5000
OPTIONS = [
    "format",
    "only",
    "question",
    "set",
    "lr",
    "loss",
    "lang",
    "color",
    "get",
    "delimiter",
    "digits",
    "steps",
    "max-steps",
]
CALLS = [f"solve ex3 --{name} {word}" for name in OPTIONS for word in (WORD, NUMBER, HUGE)]
CALLS += [f"step ex3 --{name} {word}" for name in ("at", "observation") for word in (WORD, NUMBER, HUGE)]
CALLS += [
    f"check ex3 - --{name} {word}"
    for name in ("level", "accept", "follow", "rounding", "min-digits", "hints")
    for word in (WORD, HUGE)
]
CALLS += [
    f"{name} {word}"
    for name in ("solve", "explain", "derive", "layers", "schema", "new", "test", "validate", "")
    for word in (WORD, HUGE)
]
CALLS += [
    f"solve ex3#{WORD}",
    f"solve ex3 --get 1:{WORD}",
    f"solve ex3 --get {NUMBER}:L",
    f"solve ex3 --set {WORD}=1",
    f"solve ex3 --{WORD}",
]
CALLS += [
    f"graph ex3 --view {WORD}",
    f"derive ex3 --part {WORD}",
    f"check ex3 {WORD}",
    f"show ex3 --set train.lr={NUMBER}",
]


@pytest.mark.parametrize(
    "call",
    mostly_slow(CALLS, 3),
    ids=lambda call: re.sub(r"x{99,}|9{99,}", lambda m: m[0][0] * 3, call) + str(len(call)),
)
def test_an_error_shows_the_beginning_of_a_word(backprop, call):
    done = backprop(*call.split(), stdin="L = 1\n")
    assert done.returncode in (0, 2)
    assert not re.search(r"x{101,}|9{101,}", done.err + done.out)
