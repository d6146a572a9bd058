"""Examples of what a JSON Schema takes: for each key, word and alternative in it, some values that have it.

A group is a list of variants of one such feature: whoever reads must take one of them at least.
"""

from __future__ import annotations

from collections.abc import Callable
from itertools import product
from typing import Any

from jsonschema import Draft202012Validator

Part = dict[str, Any]
Group = list[Any]
SAMPLES: dict[str, list[Any]] = {"string": ["a", "1/3", "1"], "number": [1], "boolean": [True, False], "null": [None]}


class Examples:
    """The examples of a schema and of its parts."""

    def __init__(self, schema: Part) -> None:
        self.schema = schema
        self.known: dict[str, list[Group]] = {}

    def groups(self, part: Part | None = None) -> list[Group]:
        """A group for every feature of a part, by default of the whole; the first one is the plainest."""
        part = self.schema if part is None else part
        name = part.get("$ref", "")
        bare = not {*part} - {"$ref", "description"}
        if not (bare and name in self.known):
            if bare and name:
                # A part of itself, as a layer of a branch, is one of its words.
                words = [choice["const"] for choice in self._told(part).get("anyOf", ()) if "const" in choice]
                self.known[name] = [words] if words else []
            found = self._groups(self._told(part))
            if not bare or not name:
                return found
            self.known[name] = found
        return self.known[name]

    def _groups(self, part: Part) -> list[Group]:
        choices = [choice for choice in part.get("anyOf", ()) if [*choice] != ["required"]]
        if choices:
            return [group for choice in choices for group in self.groups(choice)]
        if "const" in part or "enum" in part:
            return [[word] for word in part.get("enum", [part.get("const")])]
        kinds = [part["type"]] if isinstance(part["type"], str) else part["type"]
        return [group for kind in kinds for group in self._of_type(kind, part)]

    def _of_type(self, kind: str, part: Part) -> list[Group]:
        if kind == "object":
            return self._objects(part)
        if kind == "array":
            count = part.get("minItems", 1)
            return [[[value] * count for value in group] for group in self.groups(part["items"])]
        if kind == "integer":
            return [[part["minimum"]], [part["maximum"]]]
        takes = self._takes(part)
        return [[value] for value in SAMPLES[kind] if takes(value)][: 1 if kind == "string" else None]

    def _objects(self, part: Part) -> list[Group]:
        """An empty mapping, then a group for every feature of every key, with whatever keys it needs."""
        takes, keys = self._takes(part), part.get("properties", {})
        plain = {key: groups[0][0] for key, schema in keys.items() if (groups := self.groups(schema))}
        bases = [*({key: plain[key] for key in needed} for needed in needs(part)), plain]
        found: list[Group] = [[{}]] if takes({}) else []
        for key, schema in keys.items():
            for group in self.groups(schema):
                good = [variant for base, value in product(bases, group) if takes(variant := {**base, key: value})]
                assert good, (key, group)
                found.append(good)
        if isinstance(free := part.get("additionalProperties"), dict):
            found += [[{**bases[0], "a": value} for value in group] for group in self.groups(free)]
        return found

    def _told(self, part: Part) -> Part:
        """A part with what it refers to put in."""
        if "$ref" not in part:
            return part
        target: Any = self.schema
        for word in part["$ref"].removeprefix("#").split("/")[1:]:
            target = target[word]
        return self._told({**target, **{key: value for key, value in part.items() if key != "$ref"}})

    def _takes(self, part: Part) -> Callable[[Any], bool]:
        """Whether a part of the schema takes a value."""
        return Draft202012Validator({"$defs": self.schema["$defs"], **part}).is_valid


def needs(part: Part) -> list[list[str]]:
    """The sets of keys of which one must be there."""
    choices = [each["anyOf"] for each in (part, *part.get("allOf", ())) if "anyOf" in each]
    always = part.get("required", [])
    together = [each["then"]["required"] for each in part.get("allOf", ()) if "required" in each.get("then", ())]
    return [always + [key for one in chosen for key in one["required"]] for chosen in product(*choices)] + together
