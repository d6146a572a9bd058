"""A factor before a product that nothing else reads, moved to where other products share it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection

from .pieces import Piece, Pieces
from .source import reachable


def sink_factors(pieces: Pieces, roots: Collection[Piece]) -> list[Piece]:
    """The pieces that the roots need, each after its operands; γ·(x·δ) is x·(γ·δ), and γ·((δ·w)·h) is ((γ·δ)·w)·h.

    γ·δ is there already, as it moves a bias; so all gradients but that of the loss come with their γ, and no product is
    made for it. What is a factor, `pieces.is_factor` says: for floats only what changes no bit.
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
    gets = right if right.form == pieces.times else left  # δ is a product, and x is none
    scaled = pieces.once(pieces.times, (factor, gets))
    uses[product], uses[scaled] = 0, uses[scaled] + 1
    if uses[scaled] > 1:
        uses[gets], uses[factor] = uses[gets] - 1, uses[factor] - 1
    piece.args = (left, scaled) if gets is right else (scaled, right)
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
