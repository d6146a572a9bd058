"""Records: the named tuples of typing, made in a third of the time; a command makes eighty of them before it begins."""

from __future__ import annotations

from collections import namedtuple
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from typing import NamedTuple as NamedTuple
else:

    class _Maker(type):
        """Makes a named tuple of the class that is written; types stay the texts they are, as nobody asks for them."""

        def __new__(mcs, name: str, bases: tuple[Any, ...], body: dict[str, Any]) -> Any:
            if not bases:
                return super().__new__(mcs, name, bases, body)
            fields = body.get("__annotations__", {})
            defaults = [body.pop(field) for field in fields if field in body]
            made = namedtuple(name, fields, defaults=defaults, module=body["__module__"])
            for key, value in body.items():
                if key != "__module__":
                    setattr(made, key, value)
            return made

    class NamedTuple(metaclass=_Maker):
        """What typing.NamedTuple is: a class under it is a tuple of its fields."""
