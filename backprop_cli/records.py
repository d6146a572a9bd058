"""Records: the named tuples of typing, made in a fifth of the time; a command makes eighty of them before it begins."""

from __future__ import annotations

import collections
from types import CodeType, FunctionType

from .typed import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from typing import NamedTuple as NamedTuple
else:
    new = tuple.__new__

    class _Record(tuple):
        """What all records have in common; those of collections each have functions of their own."""

        __slots__ = ()

        @classmethod
        def _make(cls, values: Any) -> Any:
            """A record of as many values as it has fields."""
            made = new(cls, values)
            if len(made) != len(cls._fields):
                raise TypeError(f"Expected {len(cls._fields)} arguments, got {len(made)}")
            return made

        def _replace(self, /, **values: Any) -> Any:
            """The same record with other values of some fields."""
            made = self._make(map(values.pop, self._fields, self))
            if values:
                raise ValueError(f"Got unexpected field names: {list(values)!r}")
            return made

        __replace__ = _replace

        def _asdict(self) -> dict[str, Any]:
            """The values by the names of their fields."""
            return dict(zip(self._fields, self))

        def __repr__(self) -> str:
            fields = ", ".join(f"{name}={value!r}" for name, value in zip(self._fields, self))
            return f"{type(self).__name__}({fields})"

        def __getnewargs__(self) -> tuple[Any, ...]:
            return tuple(self)

    # What makes a tuple of one argument, of two and so on: most are written out, as to compile one takes its time.
    _CONSTRUCTORS = (
        lambda _cls, a: new(_cls, (a,)),
        lambda _cls, a, b: new(_cls, (a, b)),
        lambda _cls, a, b, c: new(_cls, (a, b, c)),
        lambda _cls, a, b, c, d: new(_cls, (a, b, c, d)),
        lambda _cls, a, b, c, d, e: new(_cls, (a, b, c, d, e)),
        lambda _cls, a, b, c, d, e, f: new(_cls, (a, b, c, d, e, f)),
        lambda _cls, a, b, c, d, e, f, g: new(_cls, (a, b, c, d, e, f, g)),
        lambda _cls, a, b, c, d, e, f, g, h: new(_cls, (a, b, c, d, e, f, g, h)),
        lambda _cls, a, b, c, d, e, f, g, h, i: new(_cls, (a, b, c, d, e, f, g, h, i)),
        lambda _cls, a, b, c, d, e, f, g, h, i, j: new(_cls, (a, b, c, d, e, f, g, h, i, j)),
        lambda _cls, a, b, c, d, e, f, g, h, i, j, k: new(_cls, (a, b, c, d, e, f, g, h, i, j, k)),
        lambda _cls, a, b, c, d, e, f, g, h, i, j, k, m: new(_cls, (a, b, c, d, e, f, g, h, i, j, k, m)),
    )

    def _constructor(count: int) -> CodeType:
        """What makes a tuple of so many arguments: one code for all records of as many fields, but for their names."""
        if 0 < count <= len(_CONSTRUCTORS):
            return _CONSTRUCTORS[count - 1].__code__
        names = ", ".join(f"field_{number}" for number in range(count))
        return eval(f"lambda _cls, {names}: new(_cls, ({names},))").__code__

    class _Maker(type):
        """Makes a record of the class that is written; types stay the texts they are, as nobody asks for them."""

        def __new__(mcs, name: str, bases: tuple[Any, ...], body: dict[str, Any]) -> Any:
            if not bases:
                return super().__new__(mcs, name, bases, body)
            fields = tuple(body.get("__annotations__", ()))
            defaults = {field: body[field] for field in fields if field in body}
            code = _constructor(len(fields)).replace(co_varnames=("_cls", *fields), co_name="__new__")
            make = FunctionType(code, {"new": new}, "__new__", tuple(defaults.values()))
            make.__qualname__ = f"{body['__qualname__']}.__new__"
            # The getters of named tuples are faster than any other; they have no public name.
            getters = {field: collections._tuplegetter(at, "") for at, field in enumerate(fields)}
            described = {"_fields": fields, "_field_defaults": defaults, "__match_args__": fields, "__slots__": ()}
            return type(name, (_Record,), {**body, **getters, **described, "__new__": make})

    class NamedTuple(metaclass=_Maker):
        """What typing.NamedTuple is: a class under it is a tuple of its fields."""
