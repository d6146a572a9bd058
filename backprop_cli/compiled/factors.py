"""An exact factor moved to the beginning of a product that nothing else reads, where others have it as well."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection

from .pieces import Piece, Pieces
from .source import reachable


def sink_factors(pieces: Pieces, roots: Collection[Piece]) -> list[Piece]:
    """The pieces that the roots need, each after its operands; with γ·((δ·w)·h) as ((γ·δ)·w)·h.

    γ·δ is there already, as it moves a bias: of a chain of layers all gradients but the first are γ times themselves,
    and no product is made for that. To the last bit it is the same, as only exact factors are moved.
    """
    uses = Counter(arg for piece in reachable(roots, lambda piece: piece.args) for arg in piece.args)
    uses.update(roots)
    waiting = list(pieces.all)
    while waiting:
        moved = [made for piece in waiting if uses[piece] and (made := _moved(pieces, piece, uses))]
        # A product that is read once less may be one that only a factor reads now.
        waiting = [piece for piece in pieces.all if piece.form == pieces.times] if moved else []
    return _in_order(roots)


def _moved(pieces: Pieces, piece: Piece, uses: Counter[Piece]) -> bool:
    """Moves the factor of a piece one product further, if it has one and may."""
    if piece.form != pieces.times or not pieces.is_factor(piece.args[0]):
        return False
    factor, product = piece.args
    if product.form != pieces.times or uses[product] > 1:
        return False
    left, right = product.args
    scaled = pieces.once(pieces.times, (factor, left))
    uses[product], uses[scaled] = 0, uses[scaled] + 1
    if uses[scaled] > 1:
        uses[left], uses[factor] = uses[left] - 1, uses[factor] - 1
    piece.args = (scaled, right)
    return True


def _in_order(roots: Collection[Piece]) -> list[Piece]:
    """The pieces that some need, each after its operands."""
    found: dict[Piece, None] = {}
    waiting = list(reversed(list(roots)))
    while waiting:
        missing = [arg for arg in waiting[-1].args if arg not in found]
        if missing:
            waiting += reversed(missing)
        else:
            found[waiting.pop()] = None
    return list(found)
