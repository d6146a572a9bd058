"""The manifest of a directory of variants: which file is whose, and what it should hold."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from hashlib import sha256

from ..errors import ArgumentError, Fault, Message, fail, plainly
from ..problem.load import load_text
from ..problem.model import Problem
from ..typed import Any
from .variants import Variant

MANIFEST = "manifest.json"
FORMAT = "backprop-variants/1"


def variant_files(variants: Iterable[Variant], seed: int) -> Iterator[tuple[str, str]]:
    """The files of a directory as (name, text): each variant, and last the manifest, which lists them.

    >>> from backprop_cli import load, variant_files, vary
    >>> [name for name, text in variant_files(vary(load("ex3"), seed=7, count=2), 7)]
    ['ex3-1.yaml', 'ex3-2.yaml', 'manifest.json']
    """
    listed: list[dict[str, Any]] = []
    problem = ""
    for variant in variants:
        if not isinstance(variant, Variant):
            raise ArgumentError(Fault(Message("fault.not_variant", {"found": type(variant).__name__})))
        name = f"{variant.name}.yaml"
        whose = {"student": variant.student} if variant.student else {}
        listed.append({"file": name, **whose, "sha256": sha256(variant.text.encode()).hexdigest()})
        problem = variant.problems[0].name
        yield name, variant.text
    said = {"format": FORMAT, "problem": problem, "seed": seed, "variants": listed}
    yield MANIFEST, json.dumps(said, ensure_ascii=False, indent=1) + "\n"


def read_manifest(text: bytes, name: str) -> list[dict[str, Any]]:
    """The variants that a manifest lists, each with `file`, `sha256`, and `student` where it is somebody's.

    Raises BackpropError for what is no manifest.
    """
    try:
        said = json.loads(text)
        found: list[dict[str, Any]] = said["variants"] if said["format"] == FORMAT else []
        if all(isinstance(item[key], str) for item in found for key in ("file", "sha256")) and found:
            return found
    except (ValueError, KeyError, TypeError, RecursionError):
        pass
    raise fail("fault.not_manifest", name=plainly(name))


def read_variant(text: bytes, name: str, stem: str, expected: str) -> tuple[Problem, ...]:
    """The problems of a variant's file. Raises BackpropError where it was changed since it was made."""
    if sha256(text).hexdigest() != expected:
        raise fail("fault.changed_variant", name=plainly(name))
    return load_text(text, name, stem)
