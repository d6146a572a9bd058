"""A command line: what a command takes, the usual line read at once, and the command called.

Commands say what they take by annotations (`options.py`). The whole of a command line is typer's to read (`typed.py`);
importing it takes longer than all the rest of a small problem, so that a line with nothing unusual in it is read here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

from .edge import messages
from .options import Argument, Option


class Parameter(NamedTuple):
    """One option or argument: its name, type, declaration and default, and the group that it is a field of."""

    name: str
    type: Any
    declared: Option | Argument
    default: Any
    group: str | None = None


def parameters(command: Callable[..., None]) -> Iterator[Parameter]:
    """What a command takes, each group of options laid out flat."""
    code = command.__code__
    for name, default in zip(code.co_varnames[: code.co_argcount], command.__defaults__ or ()):
        hint = command.__annotations__[name]
        if hasattr(hint, "_field_defaults"):
            for field in hint._fields:
                inner = hint.__annotations__[field]
                yield Parameter(field, inner.__origin__, inner.__metadata__[0], hint._field_defaults[field], name)
        else:
            yield Parameter(name, hint.__origin__, hint.__metadata__[0], default)


def call(command: Callable[..., None], given: dict[str, Any]) -> None:
    """Calls a command with the values of its parameters by name, in their groups; its errors become messages."""
    with messages(bool(given.get("debug"))):
        groups: dict[str, dict[str, Any]] = {}
        alone: dict[str, Any] = {}
        for parameter in parameters(command):
            place = alone if parameter.group is None else groups.setdefault(parameter.group, {})
            place[parameter.name] = given.get(parameter.name, parameter.default)
        grouped = {name: command.__annotations__[name](**fields) for name, fields in groups.items()}
        command(**alone, **grouped)


def usual(command: Callable[..., None], words: list[str]) -> dict[str, Any] | None:
    """The values of a usual line: names of options in full, each once, then a value; None where anything is unusual."""
    known = list(parameters(command))
    options = {name: parameter for parameter in known for name in _names(parameter)}
    places = [parameter for parameter in known if isinstance(parameter.declared, Argument)]
    given: dict[str, Any] = {}
    rest = iter(words)
    for word in rest:
        name, sign, value = word.partition("=") if word.startswith("--") else (word, "", "")
        is_option = word.startswith("-") and word != "-"
        parameter = options.get(name) if is_option else _place(places, given)
        if parameter is None or _takes_value(parameter) < bool(sign):
            return None
        if is_option and _takes_value(parameter):
            word = value if sign else next(rest, "-")
        found = _value(parameter, word)
        if found is None or (parameter.name in given and not isinstance(found, list)):
            return None
        given[parameter.name] = [*given.get(parameter.name, []), *found] if isinstance(found, list) else found
    return given


def _place(places: list[Parameter], given: dict[str, Any]) -> Parameter | None:
    """Which argument the next word without a name is: the first that is free, or takes several."""
    return next((place for place in places if place.name not in given or _is_list(place)), None)


def _is_list(parameter: Parameter) -> bool:
    return hasattr(_types(parameter)[0], "__origin__")


def _names(parameter: Parameter) -> list[str]:
    return [name for said in getattr(parameter.declared, "names", ()) for name in said.split("/")]


def _takes_value(parameter: Parameter) -> bool:
    return bool not in _types(parameter)


def _types(parameter: Parameter) -> tuple[Any, ...]:
    """The types of a parameter: those of a union, or the one."""
    return getattr(parameter.type, "__args__", None) or (parameter.type,)


def _value(parameter: Parameter, word: str) -> Any:
    """What a word is as the value of a parameter; None where it is better left to typer."""
    declared, kind = parameter.declared, _types(parameter)[0]
    if not _takes_value(parameter):
        return not any(said.endswith(f"/{word}") for said in getattr(declared, "names", ()))
    if isinstance(declared, Option) and (not word or word.startswith("-")):
        return None
    if kind is int:
        low, high = declared.min, declared.max  # type: ignore[union-attr]
        usual = word.isascii() and word.isdigit() and len(word) < 18 and (low or 0) <= int(word)
        return int(word) if usual and (high is None or int(word) <= high) else None
    return [word] if _is_list(parameter) else kind(word)
