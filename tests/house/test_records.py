"""Records are the named tuples that typing makes, in all that is used of them."""

from __future__ import annotations

import inspect
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
    assert ours._make([3, 4]) == theirs._make([3, 4]) and type(ours._make([3, 4])) is ByOurs
    assert (ByOurs(y=5, x=1), ours.x, ours.y) == ((1, 5), 1, 2)
    assert [*inspect.signature(ByOurs).parameters] == [*inspect.signature(ByTyping).parameters]


@pytest.mark.parametrize(("given", "named"), [((), {}), ((1, 2, 3), {}), ((1,), {"z": 2}), ((1,), {"x": 2})])
def test_what_does_not_fit_a_record_is_refused_in_the_words_of_typing(given, named):
    kinds: tuple[Any, ...] = (ByTyping, ByOurs)
    said = []
    for kind in kinds:
        with pytest.raises(TypeError) as error:
            kind(*given, **named)
        said.append(str(error.value).replace("Typing", "Ours"))
    assert said[0] == said[1]


def test_a_record_of_other_fields_is_refused():
    ours: Any = ByOurs(1)
    with pytest.raises(TypeError):
        ours._make([1])
    with pytest.raises((ValueError, TypeError)):
        ours._replace(z=1)


def test_every_record_of_the_package_is_made_so():
    by_typing = [
        path.name
        for path in PACKAGE.rglob("*.py")
        for line in path.read_text(encoding="utf-8").splitlines()
        if "from typing import" in line and "NamedTuple" in line
    ]
    assert by_typing == ["records.py"]
