"""Maxima run once over a batch: the lists that it prints, as numbers."""

import shutil
import subprocess

import pytest

MAXIMA = shutil.which("maxima")
needs_maxima = pytest.mark.skipif(not MAXIMA, reason="needs maxima")
MARK = "found"


def evaluated(source):
    """The lists that `print(LIST)$` prints in some Maxima, in their order; what is no number is None there.

    ValueError where something fails.
    """
    source = source.replace("\nprint(", f'\nprint("{MARK}",')
    head = "display2d:false$ linel:100000$\n"
    run = subprocess.run(
        [MAXIMA, "--very-quiet"], input=head + source, capture_output=True, text=True, timeout=600, check=True
    )
    found = [line.removeprefix(MARK) for line in run.stdout.splitlines() if line.startswith(MARK)]
    if len(found) != source.count(f'print("{MARK}",') or "incorrect syntax" in run.stdout or "an error" in run.stdout:
        raise ValueError(f"Maxima: {run.stdout[-1000:]}")
    return [[_number(entry) for entry in line.strip().strip("[]").split(",")] for line in found]


def _number(text):
    try:
        return float(text)
    except ValueError:
        return None
