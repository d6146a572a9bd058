"""Which texts can be names in a formula."""

from __future__ import annotations

import re

from ..expr.operations import functions
from .schema import accepts, any_case, names

MAX_NAME = 64
SIGNS = ("+", "-", "−", ".", "")  # with which no name begins
_NAME = r"[^\W\d²³½](?:[^\W²³½]|[′'])*"
_NO_NAMES = "true|false|yes|no|on|off|null|none|nan|inf|infinity"
_OF_LINES = r"[oOоО]+|X|y|y_hat|L|L_i|P|lr|step|[HO]\d+\w?|dL"


def _no_names() -> list[str]:
    return [*functions(), *any_case(_NO_NAMES.split("|"))]


@accepts(lambda of: names(MAX_NAME, *_no_names()))
def is_name(text: str) -> bool:
    """Whether a text can be a name in a formula. Words of YAML (yes, null) and functions cannot."""
    if text[:1].isdecimal() or text[:1] in SIGNS:  # at once, for most numbers: patterns take long to compile
        return False
    named = len(text) <= MAX_NAME and re.fullmatch(_NAME, text) and not re.fullmatch(f"(?i){_NO_NAMES}", text)
    return bool(named) and text not in functions()


@accepts(lambda of: names(MAX_NAME, *_no_names(), _OF_LINES), "symbol")
def symbol_name(text: str) -> bool:
    """Whether a text can name a value without a number. Names that lines of a program have (H1, y_hat) cannot."""
    return is_name(text) and not re.fullmatch(_OF_LINES, text)
