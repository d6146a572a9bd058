"""YAML as an editor sees it: plain scalars by the core schema of YAML 1.2, keys as texts, merged keys, no tags."""

from __future__ import annotations

import json
import re
from typing import Any

import yaml

CORE = (
    (re.compile(r"null|Null|NULL|~|"), lambda text: None),
    (re.compile(r"true|True|TRUE"), lambda text: True),
    (re.compile(r"false|False|FALSE"), lambda text: False),
    (re.compile(r"[-+]?[0-9]+"), int),
    (re.compile(r"0o[0-7]+"), lambda text: int(text[2:], 8)),
    (re.compile(r"0x[0-9a-fA-F]+"), lambda text: int(text[2:], 16)),
    (re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?"), float),
    (re.compile(r"[-+]?\.(inf|Inf|INF)|\.(nan|NaN|NAN)"), lambda text: float(text.replace(".", "").lower())),
)


def resolved(text: str) -> Any:
    """The value of a plain scalar."""
    return next((read(text) for pattern, read in CORE if pattern.fullmatch(text)), text)


def seen(data: bytes) -> list[Any] | None:
    """The documents of a file; None where they cannot be told apart from their marks: no text, no YAML, no end."""
    try:
        nodes = list(yaml.compose_all(data.decode("utf-8"), Loader=yaml.SafeLoader))
        return [_value(node, ()) for node in nodes if node is not None]
    except (UnicodeDecodeError, yaml.YAMLError, RecursionError, TypeError):
        return None


def _value(node: yaml.Node, above: tuple[yaml.Node, ...]) -> Any:
    if node in above:
        raise RecursionError
    if isinstance(node, yaml.ScalarNode):
        return node.value if node.style else resolved(node.value)
    if isinstance(node, yaml.SequenceNode):
        return [_value(item, (*above, node)) for item in node.value]
    found: dict[str, Any] = {}
    for key, item in node.value:
        if not isinstance(key, yaml.ScalarNode):
            raise TypeError("a key that is no text")
        value = _value(item, (*above, node))
        found |= value if key.value == "<<" else {key.value: value}
    return found


def flow(value: Any) -> str:
    """A value as YAML in braces; nothing is written as nothing."""
    if isinstance(value, dict):
        return "{" + ", ".join(f"{json.dumps(key)}: {flow(item)}" for key, item in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(flow, value)) + "]"
    return "" if value is None else json.dumps(value)
