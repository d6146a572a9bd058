"""Where things are in the checkout."""

from pathlib import Path

ROOT = Path(__file__).parent.parent.parent
PACKAGE = ROOT / "backprop_cli"
PROBLEMS = ROOT / "problems"
SUPPORT = ROOT / "tests" / "support"
