"""The words of annotations: typing's own for those who check types, and for a command names that stand for nothing.

A command has no use for types, and importing typing is a tenth of what it loads. Whatever annotates takes its words
from here; only who reads types by typing itself, as typer does, imports it.
"""

from __future__ import annotations

TYPE_CHECKING = False  # which those who check types take to be true

if TYPE_CHECKING:
    from typing import Annotated as Annotated
    from typing import Any as Any
    from typing import Generic as Generic
    from typing import Protocol as Protocol
    from typing import TypeVar as TypeVar
    from typing import cast as cast
else:

    class Any:
        """Any type."""

    class Annotated:
        """A type, and what is declared of it."""

        def __init__(self, origin, *metadata):
            self.__origin__, self.__metadata__ = origin, metadata

        def __class_getitem__(cls, given):
            return cls(*given)

    class Generic:
        """A class of which there is one for each type."""

        def __class_getitem__(cls, given):
            return cls

    class Protocol:
        """What a class is to have."""

    def TypeVar(name, bound=None):
        """A name for any type."""
        return Any

    def cast(kind, value):
        """The value, whatever a checker takes it for."""
        return value
