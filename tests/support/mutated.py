"""A mutant put in the place of the code, in the running process: in functions that are loaded, and in files yet to be imported."""

from __future__ import annotations

import functools
import gc
import inspect
from collections.abc import Iterator
from importlib.machinery import SourceFileLoader
from pathlib import Path
from types import CodeType, FunctionType
from typing import Any

from mutants import Mutant
from places import PACKAGE, ROOT

Where = tuple[tuple[str, int, int], ...]  # where a code object stands: name, line and number, from the file inwards

Changes = list[tuple[FunctionType, CodeType]]


def pieces(code: CodeType, place: Where = ()) -> Iterator[tuple[Where, CodeType]]:
    """The code of a file with everything that is defined in it, each with its place."""
    yield place, code
    seen: dict[tuple[str, int], int] = {}
    for inner in code.co_consts:
        if isinstance(inner, CodeType):
            name = inner.co_name, inner.co_firstlineno
            seen[name] = seen.get(name, 0) + 1
            yield from pieces(inner, (*place, (*name, seen[name])))


def own(code: CodeType) -> tuple[Any, ...]:
    """What a code object does by itself, whatever the functions in it do and wherever it stands in its lines."""
    constants = [repr(value) for value in code.co_consts if not isinstance(value, CodeType)]
    return code.co_code, constants, code.co_names, code.co_varnames, code.co_freevars, code.co_cellvars


class Loaded:
    """The functions of the package that are in memory, and the caches in front of them and of the tests' own."""

    def __init__(self) -> None:
        self.functions: dict[CodeType, list[FunctionType]] = {}
        self.files: dict[str, dict[Where, CodeType]] = {}
        self.caches: list[Any] = []
        for found in gc.get_objects():
            if isinstance(found, FunctionType) and found.__code__.co_filename.startswith(str(PACKAGE)):
                self.functions.setdefault(found.__code__, []).append(found)
            elif isinstance(found, functools._lru_cache_wrapper) and is_ours(found):
                self.caches.append(found)

    def forget(self) -> None:
        """Empties the caches: what they hold was computed by the code as it was."""
        for cache in self.caches:
            cache.cache_clear()

    def put(self, changes: Changes) -> None:
        """Gives functions their new code."""
        self.forget()
        for function, code in changes:
            function.__code__ = code

    def changes(self, mutant: Mutant) -> Changes | None:
        """What makes loaded functions a mutant's, each with its new code; nothing where the file is yet to be imported.

        None: it is code that has run where the file was imported.
        """
        path = PACKAGE / mutant.place
        if not any(code.co_filename == str(path) for code in self.functions):
            return []
        text = path.read_text("utf-8")
        if mutant.place not in self.files:
            self.files[mutant.place] = dict(pieces(compile(text, str(path), "exec", dont_inherit=True)))
        old, new = self.files[mutant.place], dict(pieces(compiled(mutant, text)))
        turned = [at for at in old if at in new and own(old[at]) != own(new[at])]
        gone = [at for at in old if at not in new]  # with the function around them, whose own code says so
        if not turned or any(not old[at].co_flags & inspect.CO_OPTIMIZED for at in turned):
            return None
        around = {at[:size] for at in (*turned, *gone) for size in range(1, len(at) + 1)} & new.keys()
        found = [(function, new[at]) for at in around for function in self.functions.get(old[at], [])]
        fits = all(function.__code__.co_freevars == code.co_freevars for function, code in found)
        return found if found and fits else None


def is_ours(cache: Any) -> bool:
    """Whether a cache is in front of a function of this checkout."""
    code = getattr(inspect.unwrap(cache), "__code__", None)
    return code is not None and code.co_filename.startswith(str(ROOT))


def compiled(mutant: Mutant, text: str) -> CodeType:
    """The code of a mutant's file."""
    return compile(mutant.source(text), str(PACKAGE / mutant.place), "exec", dont_inherit=True)


def import_as(mutant: Mutant) -> None:
    """From now on in this process the mutant's file is imported with the change."""
    read, path = SourceFileLoader.get_code, PACKAGE / mutant.place

    def get_code(self: SourceFileLoader, name: str) -> CodeType | None:
        return compiled(mutant, path.read_text("utf-8")) if Path(self.path) == path else read(self, name)

    SourceFileLoader.get_code = get_code  # type: ignore[method-assign,assignment]
