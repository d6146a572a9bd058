"""Right-hand sides with the numbers of a step put in, as text: what stands around the numbers is laid out once."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from ..expr.axes import flat
from ..expr.node import Node
from ..expr.traverse import symbols
from ..expr.write.style import Style
from ..expr.write.text import text
from ..records import NamedTuple
from ..tolerances import MOST_NUMBERS_AT_SIGHT, MOST_RECENT, MOST_TEMPLATES
from ..typed import Any
from .evaluate import Value, elements, map_value
from .substitute import substitute_values

MARK = "\0"  # around the place of a number in a template: no name and no sign has it


class Recent:
    """What a function makes of values, kept for the latest of them, as several lines of a step read the same value.

    A value is known by the object that it is, which is quicker than to compare hundreds of numbers.
    """

    def __init__(self, make: Callable[[Value], Any]) -> None:
        self._make = make
        self._new: dict[int, tuple[Value, Any]] = {}
        self._old: dict[int, tuple[Value, Any]] = {}

    def __call__(self, value: Value) -> Any:
        """What the function makes of the value."""
        key = id(value)  # nobody else has it while the value is kept beside it
        found = self._new.get(key)
        if found is None:
            found = self._old.get(key) or (value, self._make(value))
            if len(self._new) >= MOST_RECENT:
                self._old, self._new = self._new, {}
            self._new[key] = found
        return found[1]


class _Template(NamedTuple):
    """text: a format for every number. order: which of the numbers of all names stand there."""

    text: str
    order: tuple[int, ...]


class _Stand(float):
    """A number in whose place others of its sign will stand; it notices where its layout asks for more than the sign.

    place: which of the numbers it is. is_alone: whether it is the only one of its value. asked: whether more was asked.
    """

    place: int
    is_alone: bool
    asked = False

    def __lt__(self, other: float) -> bool:
        self.asked = self.asked or other != 0 or not self.is_alone
        return float(self) < other

    def __eq__(self, other: object) -> bool:
        self.asked = True
        return float(self) == other

    __hash__ = float.__hash__


class PutInTexts:
    """Texts of right-hand sides with floats put in.

    style: its `number` writes all numbers. floats: how it writes those put in, as %.6g, which a template does at once.
    """

    def __init__(self, style: Style, floats: str) -> None:
        self.style, self.floats = style, floats
        self._names: dict[Node, tuple[str, ...]] = {}
        self._templates: dict[Any, _Template | None] = {}
        self._seen: set[Any] = set()  # long lines that have come once

    def text(self, node: Node, values: Mapping[str, Value]) -> str:
        """The text of `substitute_values(node, values)`, where all that the node reads has floats."""
        names = self._names.get(node)
        if names is None:
            names = self._names[node] = tuple(symbols(node))
        numbers: list[float] = []
        key: list[Any] = [node]
        for name in names:
            found = _row_of(values[name])
            numbers += found
            # A single number below 0 is laid out otherwise.
            key.append(-1 if len(found) == 1 and found[0] < 0 else len(found))
        known = tuple(key)
        if known not in self._templates:
            if len(numbers) > MOST_NUMBERS_AT_SIGHT and known not in self._seen:
                if len(self._seen) >= MOST_TEMPLATES:
                    self._seen.clear()
                self._seen.add(known)
                return text(substitute_values(node, values), self.style)
            if len(self._templates) >= MOST_TEMPLATES:
                self._templates.clear()
                self._names = {node: names}
            self._templates[known] = self._template(node, {name: values[name] for name in names})
        template = self._templates[known]
        if template is None:
            return text(substitute_values(node, values), self.style)
        return template.text % tuple([numbers[place] for place in template.order])

    def _template(self, node: Node, values: Mapping[str, Value]) -> _Template | None:
        """The template of all numbers with these signs; None where the layout depends on more, as √4 does."""
        stands: list[_Stand] = []
        written, constant = 0, self.style.number or str

        def standing(value: Value) -> Value:
            is_alone = len(elements(value)) == 1

            def stand(element: float) -> _Stand:
                made = _Stand(element)
                made.place, made.is_alone = len(stands), is_alone
                stands.append(made)
                return made

            return map_value(stand, value)

        def number(value: Any) -> str:
            nonlocal written
            if type(value) is not _Stand:
                return constant(value)
            written += 1
            return f"{MARK}{value.place}{MARK}"

        put_in = substitute_values(node, {name: standing(value) for name, value in values.items()})
        around = text(put_in, self.style._replace(number=number)).split(MARK)
        # A number that was written and does not stand there was only looked at.
        if written != len(around) // 2 or any(stand.asked for stand in stands):
            return None
        fixed = (part.replace("%", "%%") for part in around[::2])
        return _Template(self.floats.join(fixed), tuple(map(int, around[1::2])))


def _row_of(value: Value) -> Sequence[float]:
    """The numbers of a value one after the other; most are a number, a vector or a single row."""
    if type(value) is not tuple:
        return (value,)
    if len(value) == 1 and type(value[0]) is tuple:
        value = value[0]
    return flat(value) if type(value[0]) is tuple else value
