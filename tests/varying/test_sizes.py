"""Which numbers may stand in the place of one that has many digits."""

import pytest

from backprop_cli.varying.literals import Sizes, literal


@pytest.mark.parametrize(
    "texts", [("0.12345678", "3"), ("0.248552766708608", "13.2758"), ("1/1234567891", "2"), ("1", "1e15")]
)
def test_of_numbers_with_many_digits_some_sizes_are_looked_at_and_not_all(texts):
    first, last = map(literal, texts)
    for one in (first, last):
        found = Sizes([first, last], True).others(one)
        assert 4 <= len(found) < 300_000
        assert {other.kind for other in found} == {one.kind}
        assert all(abs(other.value) <= 3 * max(first.value, last.value) for other in found)
    assert len({other.units % 10 for other in Sizes([first, last], True).others(first)}) > 1
