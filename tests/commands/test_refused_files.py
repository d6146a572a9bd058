"""A file that the system refuses: the reason is told in the language of the page, whichever command wanted it."""

import errno
import os
import re

import pytest
from in_process import run

from backprop_cli.errors import REASONS as KEYS
from backprop_cli.errors import Message, reason_of

NOWHERE = "not/here/at.all"
REASONS = {"en": "No such file or directory", "ru": "нет такого файла или каталога"}


@pytest.mark.parametrize("lang", REASONS)
@pytest.mark.parametrize(
    "line",
    [
        ["check", "ex3", NOWHERE],
        ["solve", "ex3", "-o", f"{NOWHERE}.csv"],
        ["train", "xor#xor", "--data", NOWHERE],
        ["train", "xor#xor", "--resume", NOWHERE],
        ["vary", "ex3", "-o", NOWHERE],
        ["vary", "ex3", "--csv", NOWHERE, "-o", "new"],
        ["graph", "ex3", "--film", NOWHERE],
        ["grade", "ex3", ".", "--variants", NOWHERE],
    ],
    ids=lambda line: " ".join(line[:3]),
)
def test_what_cannot_be_read_or_written_is_told_in_the_language_of_the_page(line, lang, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "a.txt").write_text("L = 1")
    done = run(*line, "--lang", lang)
    assert done.returncode in (2, 74) and REASONS[lang] in done.err
    assert lang == "en" or not re.search(r"[A-Za-z]+ [a-z]+ [a-z]+", done.err), done.err


def test_a_common_reason_is_a_text_and_any_other_what_the_system_says():
    for number, key in KEYS.items():
        assert reason_of(OSError(number, "")) == Message(key)
    assert reason_of(OSError(errno.EPIPE, os.strerror(errno.EPIPE))) == os.strerror(errno.EPIPE)
