"""What is wrong with a text that is no YAML, in words of our own: the readers of YAML say it in English only."""

from __future__ import annotations

from ..errors import Message, plainly

# A part of what libyaml says, or Python's own reader (or both), and the key of our words for it.
REASONS = {
    "mapping values are not allowed": "colon",
    "could not find expected ':'": "no_colon",
    "cannot start any token": "sign",
    "tab character": "tab",
    "expected key": "stray",
    "but found '<block mapping start>'": "stray",
    "expected '-' indicator": "no_dash",
    "expected <block end>": "no_dash",
    "sequence entries are not allowed": "dash",
    "expected ','": "comma",
    "expected node content": "no_value",
    "expected the node content": "no_value",
    "unexpected end of stream": "open",
    "unexpected document": "rule",
    "escape character": "escape",
    "hexdecimal": "escape",
    "hexadecimal": "escape",
    "alphabetic or numeric": "star",
    "comment or": "block",
    "indentation indicator": "block",
    "directive": "percent",
    "incompatible": "percent",
    "<document start>": "document",
    "tag": "tag",
    "expected '>'": "tag",
}
# Where something was opened before, and is still open: the place of that is what helps.
OPENED = ("comma", "open", "rule")


def reason_in_words(problem: str, opened: tuple[int, int] | None, is_tab: bool) -> tuple[Message | str, Message]:
    """What is wrong, in words, and a hint how to mend it.

    problem: what the reader says. opened: the line and the column of a bracket or a quote that is open here; None where
    none is. is_tab: whether the line is indented by a tab.
    """
    key = next((key for said, key in REASONS.items() if said in problem), None)
    if is_tab or key == "tab":
        return Message("fault.yaml.tab"), Message("hint.tabs")
    hint = Message(f"hint.yaml.{key}" if key and key not in OPENED else "hint.yaml")
    if opened and (key is None or key in OPENED):
        hint = Message("hint.unclosed", {"line": opened[0], "column": opened[1]})
    return Message(f"fault.yaml.{key}") if key else plainly(problem), hint
