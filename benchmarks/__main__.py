"""Every benchmark that compares within one process, as one table; saved as JSON too.

python -m benchmarks [--rounds 15] [--json benchmarks.json]

`startup.py` and `growth.py` start processes, and are run by themselves; so is `classes.py` (check and grade), which
takes a minute.
"""

from __future__ import annotations

import argparse
import json
import platform
from pathlib import Path

from . import growth_of_symbols, large_step, small_step, training, variants
from .figures import show


def main() -> None:
    """Measures, prints the table, and saves it if asked to."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--rounds", type=int, default=15)
    parser.add_argument("--json", type=Path, help="a file for the figures")
    given = parser.parse_args()
    found = [
        figure
        for module in (small_step, variants, large_step, training, growth_of_symbols)
        for figure in show(module.figures(given.rounds))
    ]
    missed = [figure.name for figure in found if not figure.keeps]
    print(f"{len(found) - len(missed)} of {len(found)} promises kept")
    if given.json:
        rows = [{**figure._asdict(), "keeps": figure.keeps} for figure in found]
        table = {"python": platform.python_version(), "machine": platform.machine(), "figures": rows}
        given.json.write_text(json.dumps(table, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
