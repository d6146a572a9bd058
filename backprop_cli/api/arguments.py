"""The arguments of public functions held against their types: for what does not fit, an error that says what does."""

from __future__ import annotations

import os
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from functools import cache, wraps
from types import UnionType

from ..errors import ArgumentError, Fault, Message, plainly
from ..typed import Any

SEVERAL = (list, tuple, Sequence, Collection)
SINGLE = (str, bytes, os.PathLike)


def guarded(function: Callable[..., Any]) -> Callable[..., Any]:
    """The function with its arguments checked when it is called: raises ArgumentError for one of another type."""

    @wraps(function)
    def checked(*given: Any, **named: Any) -> Any:
        """Calls the function if its arguments fit."""
        for name, value, hint in _arguments(function, given, named):
            if not fits(value, hint):
                raise _unfitting(function.__name__, name, value, hint)
        return function(*given, **named)

    return checked


def _arguments(
    function: Callable[..., Any], given: tuple[Any, ...], named: dict[str, Any]
) -> Iterable[tuple[str, Any, Any]]:
    """Every argument of a call: its name, its value, and its type."""
    code = function.__code__
    names = code.co_varnames[: code.co_argcount]
    yield from ((name, value, _hint(function, name)) for name, value in zip(names, given))
    if len(given) > len(names) and code.co_flags & 4:  # it takes any number of arguments: *problems
        rest = code.co_varnames[code.co_argcount + code.co_kwonlyargcount]
        yield from ((rest, value, _hint(function, rest)) for value in given[len(names) :])
    yield from ((name, value, _hint(function, name)) for name, value in named.items())


@cache
def _hint(function: Callable[..., Any], name: str) -> Any:
    """The type of an argument; one that only type checkers import fits anything, as does one that nobody says."""
    said, unknown = function.__annotations__.get(name, Any), dict[str, Any]()
    while True:
        try:
            return eval(said, function.__globals__, unknown) if isinstance(said, str) else said
        except NameError as error:
            unknown[error.name or ""] = Any


def fits(value: Any, hint: Any) -> bool:
    """Whether a value is of a type, as far as that can be told without taking anything out of it.

    >>> fits(("a", "b"), list[str] | tuple[str, ...]), fits("a", tuple[str, ...]), fits(1, float)
    (True, False, True)
    """
    origin, args = _origin(hint), getattr(hint, "__args__", ())
    if origin is None:
        return _is_a(value, hint)
    if not isinstance(origin, type) or origin.__name__ in ("Union", "UnionType"):
        return any(fits(value, arg) for arg in args)
    if origin in SEVERAL:
        return isinstance(value, origin) and not isinstance(value, SINGLE) and _items_fit(value, args)
    return isinstance(value, origin)


def _origin(hint: Any) -> Any:
    """What a type is one of, as list of list[str]; None of a plain type."""
    return UnionType if isinstance(hint, UnionType) else getattr(hint, "__origin__", None)


def _is_a(value: Any, hint: Any) -> bool:
    """Whether a value is of a plain type; a whole number is a float as well."""
    if hint is Any or not isinstance(hint, type):
        return True
    return isinstance(value, (int, float) if hint is float else hint)


def _items_fit(values: Any, args: tuple[Any, ...]) -> bool:
    if isinstance(values, Mapping) or not args:
        return True
    if len(args) == 1 or args[-1] is Ellipsis:
        return all(fits(value, args[0]) for value in values)
    return len(values) == len(args) and all(map(fits, values, args))


def _unfitting(function: str, name: str, value: Any, hint: Any) -> ArgumentError:
    """The error of an argument; where it is what `load` gives, how one problem is taken out of it."""
    wanted = getattr(hint, "__name__", None) if _origin(hint) is None else None
    values = {"function": function, "name": name, "expected": wanted or _said(hint), "found": plainly(repr(value))}
    is_loaded = wanted == "Problem" and isinstance(value, (tuple, str))
    hint_said = Message("hint.load", {"mended": '(problem,) = load("ex3")'}) if is_loaded else None
    return ArgumentError(Fault(Message("fault.argument", values), None, hint_said))


def _said(hint: Any) -> str:
    """A type as one writes it, without the modules of its classes."""
    return " ".join(word.rpartition(".")[2] if "..." not in word else word for word in str(hint).split(" "))
