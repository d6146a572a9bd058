"""The notes of a problem that gets other numbers: they stay, and it is said that they were written for others."""

from __future__ import annotations

from ..i18n import LANGUAGES, text
from ..problem.yaml_tree import Mapping, Scalar, Tree, plain_data
from ..problem.yaml_tree import Sequence as List

NOTES = "notes"


def with_caveat(document: Tree) -> Tree:
    """A document whose notes begin with what they are worth under other numbers; one without notes as it is.

    Nobody but its author knows whether a note speaks of the numbers: none is left out, and none is passed off as true.
    """
    notes = document.get(NOTES) if isinstance(document, Mapping) else None
    if not isinstance(document, Mapping) or not isinstance(notes, List) or not notes.items:
        return document
    said = {lang: text("board.other_numbers", lang) for lang in LANGUAGES}
    pairs = ((Scalar(lang, True, notes.mark), Scalar(sentence, False, notes.mark)) for lang, sentence in said.items())
    caveat = Mapping(tuple(pairs), True, notes.mark)
    if plain_data(notes.items[0]) == plain_data(caveat):  # a variant of a variant
        return document
    longer = notes._replace(items=(caveat, *notes.items))
    return document._replace(pairs=tuple((key, longer if key.text == NOTES else tree) for key, tree in document.pairs))
