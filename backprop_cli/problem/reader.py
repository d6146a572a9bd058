"""The faults of one document, collected while it is read, so that a person sees all of them at once."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from ..errors import MAX_FAULTS, BackpropError, Fault, Mark, Message, plainly
from ..typed import Any
from .yaml_tree import Tree

Hint = Message | Callable[[], Message] | None
Read = Callable[["Reader", Tree], Any]


class Reader:
    """Collects the faults of one document; a hint that takes time to find is a function, called if it is shown.

    places: where else in the document a key may stand: by the name of the place ("": the top), its fields, and how a
    key is written there. meant: the right words for the unknown keys so far.
    """

    def __init__(self, places: Mapping[str, tuple[Mapping[str, Any], str]] | None = None) -> None:
        self.faults: list[tuple[Fault, Hint]] = []
        self.places = places or {}
        self.meant: set[str] = set()

    def fault(self, key: str, place: Tree | Mark, hint: Hint = None, /, **values: Any) -> None:
        """Notes a fault at a node or a mark. The values fill the text of that key; a user's own words are cut short."""
        mark = place if isinstance(place, Mark) else place.mark
        said = {name: plainly(value) if isinstance(value, str) else value for name, value in values.items()}
        self.faults.append((Fault(Message(key, said), mark), hint))

    def finish(self) -> None:
        """Raises BackpropError with the faults in the order of the file; does nothing where there are none."""
        if self.faults:
            placed = sorted(self.faults, key=lambda item: place_of(item[0]))[:MAX_FAULTS]
            raise BackpropError(*(fault._replace(hint=hint() if callable(hint) else hint) for fault, hint in placed))


def place_of(fault: Fault) -> tuple[int, int]:
    """The line and column of a fault, by which faults are sorted; (0, 0) where no place is known."""
    return (fault.mark.line, fault.mark.column) if fault.mark else (0, 0)
