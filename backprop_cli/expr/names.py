"""The names of values: W1, its gradient dL/dW1, its entry W1[1,2], H1[2]⁽³⁾ of an observation, W1⁺ after the update.

In expressions, rows and files a name is a string, handed on whole. Here alone names are put together and taken apart.
"""

from __future__ import annotations

from functools import lru_cache

from ..records import NamedTuple

NEW = "⁺"
LOCAL, TOTAL, STATE = "local", "total", "state"
_STAND_IN, _UNIT = "@", "I"
_BEFORE, _BEHIND = "⁽", "⁾"
_SMALL = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")


class Name(NamedTuple):
    """The parts of a name. `str` puts them together, `parse` takes them apart.

    what: the value, or of a derivative what is differentiated. by: what a derivative is taken by, else "".
    entry: row and column, or place, from 1. new: whether it is the value after the update. mark: tells apart values
    that are printed under one name; it is never printed itself. observation: the number of the one that the value
    belongs to, in small digits; "" where there is only one.

    >>> parse("dL/dW1[1,2]")
    Name(what='L', by='W1', entry=(1, 2), new=False, mark='', observation='')
    >>> parse("H1[2]⁽³⁾").entry, parse("H1[2]⁽³⁾").observation
    ((2,), '³')
    >>> str(Name("W1", new=True))
    'W1⁺'

    The value of a time step, h[2], reads as an entry of h, as which it is printed; its own entries are h[2][1].

    >>> parse("dL/dh[2]").below, parse("h[2][1]").what
    ('h[2]', 'h[2]')
    """

    what: str
    by: str = ""
    entry: tuple[int, ...] = ()
    new: bool = False
    mark: str = ""
    observation: str = ""

    def __str__(self) -> str:
        whole = f"d{self.what}/d{self.by}" if self.by else self.what
        entry = entry_of(whole, *self.entry)
        whose = f"{_BEFORE}{self.observation}{_BEHIND}" if self.observation else ""
        return entry + whose + NEW * self.new + (f":{self.mark}" if self.mark else "")

    @property
    def below(self) -> str:
        """Of a derivative, the name of what it is taken by, with its entry: W1[1,2] of dL/dW1[1,2]."""
        return str(self._replace(what=self.by, by=""))


@lru_cache(4096)
def parse(name: str) -> Name:
    """The parts of a name."""
    # By hand, as this runs when a command starts: to compile a pattern takes longer than all the names of a page.
    whole, _, mark = name.partition(":")
    old = new = before_update(whole)
    observation = ""
    if old.endswith(_BEHIND):
        old, _, observation = old[:-1].rpartition(_BEFORE)
    above, _, last = old[1:].partition("/d") if old.startswith("d") else ("", "", "")
    what, last = (above, last) if above and last else ("", old)
    owner, bracket, inside = last.rpartition("[")
    places = inside[:-1].split(",")
    is_entry = owner and bracket and inside[-1:] == "]" and all(map(str.isdecimal, places))
    owner, entry = (owner, tuple(map(int, places))) if is_entry else (last, ())
    return Name(what or owner, owner if what else "", entry, new != whole, mark, observation)


def below(name: str) -> str:
    """What a derivative is taken by: W1 of dL/dW1, h[2] of dL/dh[2]; "" of any other value."""
    parts = parse(name)
    return parts.below if parts.by else ""


def time_step(name: str) -> tuple[str, int]:
    """The value that a name is of one time step of, and the step: h and 2 of h[2], dL/dh and 2 of dL/dh[2]; −1 of none.

    >>> time_step("dL/dh[2]"), time_step("h[0]"), time_step("W1")
    (('dL/dh', 2), ('h', 0), ('W1', -1))
    """
    parts = parse(name)
    return (str(parts._replace(entry=())), parts.entry[0]) if len(parts.entry) == 1 else (name, -1)


def derivative(of: str, by: str, mark: str = "") -> str:
    """The derivative of one value by another: dO1/dH1."""
    return str(Name(of, by, mark=mark))


def gradient_of(name: str) -> str:
    """The gradient, the derivative of the loss by a value: dL/dW1."""
    return derivative("L", name)


def entry_of(name: str, *places: object) -> str:
    """One entry of a value: W1[1,2], b1[2]; without places the name as it is."""
    return f"{name}[{','.join(map(str, places))}]" if places else name


def in_observation(name: str, number: int) -> str:
    """A value of one observation of a batch: H1[2]⁽³⁾."""
    return str(parse(name)._replace(observation=str(number).translate(_SMALL)))


def entry_at(name: str, *places: int) -> str:
    """An entry of any value, also of one after the update or with a mark: W1[1,2]⁺ of W1⁺, h[2][1] of h[2]."""
    parts = parse(name)
    if parts.entry:
        owner = entry_of(parts.by or parts.what, *parts.entry)
        parts = parts._replace(by=owner) if parts.by else parts._replace(what=owner)
    return str(parts._replace(entry=places))


def whole_of(name: str) -> str:
    """The value that an entry belongs to: W1 of W1[1,2], h[2] of h[2][1]; any other name as it is."""
    return name.rpartition("[")[0] or name


def updated(name: str) -> str:
    """The value after the update: W1⁺."""
    return name + NEW


def is_updated(name: str) -> bool:
    """Whether a name is that of a value after the update."""
    return name.endswith(NEW)


def before_update(name: str) -> str:
    """The name without ⁺."""
    return name.removesuffix(NEW)


def state_of(name: str, parameter: str = "") -> str:
    """What an optimiser remembers, of a parameter or of all: v_W1, t; its mark tells it from an author's own name."""
    return marked(f"{name}_{parameter}" if parameter else name, STATE)


def marked(name: str, mark: str) -> str:
    """The name with a mark: v1:local, W1:first."""
    return f"{name}:{mark}"


def is_marked(name: str) -> bool:
    """Whether a name has a mark."""
    return ":" in name


def plain_name(name: str) -> str:
    """The name without its mark, as it is printed."""
    return name.partition(":")[0] if ":" in name else name


def unit_matrix(left_out: int, size: int) -> str:
    """The unit matrix of a size with one 1 left out; that one counts from 0."""
    return marked(_UNIT, f"{left_out}:{size}")


def unit_matrix_parts(name: str) -> tuple[int, int] | None:
    """Which 1 is left out of a unit matrix, and its size; None of any other name."""
    if not name.startswith(marked(_UNIT, "")):
        return None
    left_out, size = parse(name).mark.split(":")
    return int(left_out), int(size)


def stand_in(name: str, step: int) -> str:
    """The name that stands for a number which is too long to write: that of its line in its step."""
    return f"{name}{_STAND_IN}{step}"


def is_stand_in(name: str) -> bool:
    """Whether a name, or an entry's, stands for a number that is too long to write."""
    return _STAND_IN in name
