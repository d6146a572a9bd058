"""Records are the named tuples that typing makes, in all that is used of them."""

from __future__ import annotations

import pickle
from typing import Any, NamedTuple

import pytest
from places import PACKAGE

from backprop_cli import records


class ByTyping(NamedTuple):
    """A point."""

    x: int
    y: int = 2

    def total(self) -> int:
        """The sum."""
        return self.x + self.y

    @property
    def first(self) -> int:
        """The first of the two."""
        return self.x


class ByOurs(records.NamedTuple):
    """A point."""

    x: int
    y: int = 2

    def total(self) -> int:
        """The sum."""
        return self.x + self.y

    @property
    def first(self) -> int:
        """The first of the two."""
        return self.x


def test_a_record_is_what_typing_makes():
    theirs: Any = ByTyping(1)
    ours: Any = ByOurs(1)
    assert ours == theirs == (1, 2) and ours._asdict() == theirs._asdict()
    assert repr(ours) == repr(theirs).replace("Typing", "Ours")
    assert (ours.total(), ours.first, ours._replace(y=5)) == (3, 1, (1, 5))
    assert pickle.loads(pickle.dumps(ours)) == ours and type(pickle.loads(pickle.dumps(ours))) is ByOurs
    for name in ("_fields", "_field_defaults", "__doc__", "__module__", "__match_args__"):
        assert getattr(ByOurs, name) == getattr(ByTyping, name)
    for wrong in ((), (1, 2, 3)):
        with pytest.raises(TypeError):
            type(ours)(*wrong)


def test_every_record_of_the_package_is_made_so():
    by_typing = [
        path.name
        for path in PACKAGE.rglob("*.py")
        for line in path.read_text(encoding="utf-8").splitlines()
        if "from typing import" in line and "NamedTuple" in line
    ]
    assert by_typing == ["records.py"]
