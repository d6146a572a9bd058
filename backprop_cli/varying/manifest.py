"""The manifest of a directory of variants: which file is whose, and what it should hold."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from contextlib import suppress
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


def read_manifest(text: bytes, name: str, problem: str) -> list[dict[str, Any]]:
    """The variants that a manifest lists, each with `file`, `sha256`, and `student` where it is somebody's.

    problem: whose they must be. Raises BackpropError for what is no manifest, or one of another problem.
    """
    found: list[dict[str, Any]] = []
    with suppress(ValueError, KeyError, TypeError, AttributeError, RecursionError):
        said = json.loads(text)
        texts = [item[key] for item in said["variants"] for key in ("file", "sha256")]
        texts += [item.get("student", "") for item in said["variants"]]
        if said["format"] == FORMAT and all(isinstance(one, str) for one in (*texts, said["problem"])):
            found = said["variants"]
    if not found:
        raise fail("fault.not_manifest", name=plainly(name))
    if said["problem"] != problem:
        raise fail("fault.other_variants", name=plainly(name), found=plainly(said["problem"]), wanted=problem)
    return found


def read_variant(text: bytes, name: str, stem: str, expected: str) -> tuple[Problem, ...]:
    """The problems of a variant's file. Raises BackpropError where it was changed since it was made."""
    if sha256(text).hexdigest() != expected:
        raise fail("fault.changed_variant", name=plainly(name))
    return load_text(text, name, stem)
