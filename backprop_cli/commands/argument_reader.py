"""A command line: what a command takes, the line read, and the command called.

Commands say what they take by annotations (`options.py`). Lines are read here and not by typer, because importing typer
takes longer than all the rest of a small problem; typer (`typer_app.py`) completes words. What is read
and what is refused is the same (a test reads lines with both).
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import nullcontext

from ..errors import BackpropError, Fault, Message, plainly
from ..records import NamedTuple
from ..typed import Annotated, Any
from .options import Argument, Option, OutputOptions, option
from .patience import patience

HINT = Message("command.usage_hint")


class Group(NamedTuple):
    """A group of options: the argument of the command, and its class."""

    name: str
    type: Any


class Parameter(NamedTuple):
    """One option or argument: its name, type, declaration and default, and the group that it is a field of."""

    name: str
    type: Any
    declared: Option | Argument
    default: Any
    group: Group | None = None

    @property
    def names(self) -> tuple[str, ...]:
        """What an option is called on the command line, also to turn it off; an argument has no names."""
        names = self.declared.names if isinstance(self.declared, Option) else ()
        return tuple(name for written in names for name in written.split("/"))

    @property
    def main_names(self) -> tuple[str, ...]:
        """What an option is called on the command line to turn it on."""
        names = self.declared.names if isinstance(self.declared, Option) else ()
        return tuple(written.partition("/")[0] for written in names)

    @property
    def types(self) -> tuple[Any, ...]:
        """The types of the value: those of a union, or the one."""
        return getattr(self.type, "__args__", None) or (self.type,)

    @property
    def is_list(self) -> bool:
        """Whether it may be given several times."""
        return hasattr(self.types[0], "__origin__")

    @property
    def is_flag(self) -> bool:
        """Whether it is given without a value."""
        return bool in self.types


HELP = Parameter("help", bool, Option(("-h", "--help"), "help"), False)
COMPLETION = tuple(
    Parameter(f"{what}_completion", bool, Option((f"--{what}-completion",), f"{what}_completion"), False)
    for what in ("install", "show")
)


def parameters(command: Callable[..., None], groups: bool = True) -> Iterator[Parameter]:
    """What a command takes, each group of options laid out flat; or without the groups, for a line without options."""
    hints = _hints(command)
    code = command.__code__
    for name, default in zip(code.co_varnames[: code.co_argcount], command.__defaults__ or ()):
        if hasattr(hints[name], "_fields"):
            yield from _fields(Group(name, hints[name])) if groups else ()
        else:
            yield _parameter(name, hints[name], default)


def _fields(group: Group) -> Iterator[Parameter]:
    """The options of a group; a field without a declaration is none."""
    for name, hint in _hints(group.type).items():
        if hasattr(hint, "__metadata__"):
            yield _parameter(name, hint, group.type._field_defaults[name])._replace(group=group)


def _hints(annotated: Any) -> dict[str, Any]:
    """The types of the arguments of a command, or of the fields of a group: what their annotations say in their module.

    What typing does for any annotation, for those of commands alone: all at once, as each takes its time.
    """
    said = annotated.__annotations__
    return dict(zip(said, eval(f"[{', '.join(said.values())}]", vars(sys.modules[annotated.__module__]))))


def _parameter(name: str, hint: Any, default: Any) -> Parameter:
    return Parameter(name, hint.__origin__, hint.__metadata__[0], default)


def call(command: Callable[..., None], known: Iterable[Parameter], given: dict[str, Any], lang: str) -> None:
    """Calls a command with the values that are given to its parameters, in their groups, and the language."""
    arguments: dict[str, Any] = dict(zip(command.__code__.co_varnames, command.__defaults__ or ()))
    for name, group in arguments.items():
        if "language" in getattr(group, "_fields", ()):
            arguments[name] = group._replace(language=lang)
    for parameter in known:
        if parameter.name in given and parameter.group:
            group = arguments[parameter.group.name]
            arguments[parameter.group.name] = group._replace(**{parameter.name: given[parameter.name]})
        elif parameter.name in given:
            arguments[parameter.name] = given[parameter.name]
    output = next((value for value in arguments.values() if isinstance(value, OutputOptions)), None)
    with patience(output) if output else nullcontext():
        command(**arguments)


class _Line:
    """A command line being read: the words that are left, and the values of options and arguments so far."""

    def __init__(self, words: Iterable[str], known: Iterable[Parameter]) -> None:
        self.left = list(words)
        known = tuple(known)
        self.options = {name: parameter for parameter in (*known, HELP) for name in parameter.names}
        self.long_names = [name for parameter in known for name in parameter.main_names if name.startswith("--")]
        self.places = [parameter for parameter in known if isinstance(parameter.declared, Argument)]
        self.found: dict[str, tuple[Parameter, list[str]]] = {}

    def option(self, word: str) -> None:
        """Reads `--name`, `--name=value`, `-n`, `-nvalue` or several short flags, `-qx`."""
        name, equals, value = word.partition("=")
        if word.startswith("--"):
            self._take(name, value if equals else None)
            return
        for number, letter in enumerate(word[1:], 2):
            rest = word[number:]
            if self._take(f"-{letter}", rest or None, short=True):
                return

    def _take(self, name: str, value: str | None, short: bool = False) -> bool:
        """Reads one option, and says whether it took the value; what follows a short flag is another flag."""
        parameter = self.options.get(name)
        if parameter is None:
            raise _fault("fault.usage_no_option", _near(name, self.long_names), found=name)
        if parameter.is_flag:
            if value is not None and not short:
                raise _fault("fault.usage_flag_value", HINT, name=name)
            self._put(parameter, name)
            return False
        if value is None:
            if not self.left:
                raise _fault("fault.usage_no_value", HINT, name=name)
            value = self.left.pop(0)
        self._put(parameter, value)
        return True

    def _put(self, parameter: Parameter, word: str) -> None:
        self.found.setdefault(parameter.name, (parameter, []))[1].append(word)

    def arguments(self, words: list[str]) -> list[str]:
        """Puts the words without a name in their places, and gives those that there is no place for."""
        for place in self.places:
            count = len(words) if place.is_list else 1
            for word in words[:count]:
                self._put(place, word)
            words = words[count:]
        return words


def read_line(words: list[str], known: Iterable[Parameter]) -> dict[str, Any]:
    """The values that a line gives to the parameters of a command, by name, in the order of the line.

    Where help is asked for, `help` is among them, and no value is checked. Raises BackpropError for what is no option,
    no value of one, or too much.
    """
    line = _Line(words, known)
    arguments: list[str] = []
    while line.left:
        word = line.left.pop(0)
        if word == "--":
            arguments += line.left
            break
        if word.startswith("-") and word != "-":
            line.option(word)
        else:
            arguments.append(word)
    extra = line.arguments(arguments)
    if HELP.name in line.found:
        return {HELP.name: True}
    values = {name: _value(*found) for name, found in line.found.items()}
    if extra:
        raise _fault("fault.usage_extra", HINT, found=" ".join(extra))
    return values


def read_start(words: list[str]) -> tuple[dict[str, Any], list[str]]:
    """The values of the options before the name of a command, and the words from that name on."""
    if words and not words[0].startswith("-"):  # as nearly always
        return {}, words
    line = _Line(words, (*parameters(start), *COMPLETION))
    while line.left and line.left[0].startswith("-") and line.left[0] not in ("-", "--"):
        line.option(line.left.pop(0))
    rest = line.left[1:] if line.left[:1] == ["--"] else line.left
    return {name: _value(*found) for name, found in line.found.items()}, rest


def _value(parameter: Parameter, words: list[str]) -> Any:
    """The value of a parameter from what was written for it; of several, the last counts."""
    if parameter.is_list:
        return words
    if parameter.is_flag:
        return words[-1] in parameter.main_names
    if isinstance(parameter.declared, Option) and words[-1] == parameter.declared.same_as_none:
        return parameter.default
    return _whole(parameter, words[-1]) if int in parameter.types else words[-1]


def _whole(parameter: Parameter, word: str) -> int:
    """A whole number within the bounds of its option."""
    assert isinstance(parameter.declared, Option)
    low, high = parameter.declared.min, parameter.declared.max
    try:
        number: int | str = int(word)
    except ValueError:
        number = word
    if isinstance(number, int) and (low is None or low <= number) and (high is None or number <= high):
        return number
    name = next(name for name in parameter.names if name.startswith("--"))
    if high is None:
        raise _fault("fault.usage_at_least", HINT, name=name, low=str(low), found=str(number))
    raise _fault("fault.usage_between", HINT, name=name, low=str(low), high=str(high), found=str(number))


def unknown_command(word: str, commands: Iterable[str]) -> BackpropError:
    """The error of a word that is no command."""
    return _fault("fault.usage_no_command", _near(word, commands), found=word)


def _near(word: str, known: Iterable[str]) -> Message:
    """The known word that was meant, or all of them."""
    from ..problem.fields import did_you_mean

    return did_you_mean(word, known)


def _fault(key: str, hint: Message, **values: str) -> BackpropError:
    return BackpropError(Fault(Message(key, {name: plainly(value) for name, value in values.items()}), None, hint))


def start(
    version: Annotated[bool, option("--version", "-V", key="version")] = False,
    man: Annotated[bool, option("--man", key="man")] = False,
    lang: Annotated[str | None, option("--lang", key="lang")] = None,
) -> None:
    """Backpropagation by hand."""
