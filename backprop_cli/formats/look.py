"""How a page looks: the settings that every format reads."""

from __future__ import annotations

from collections.abc import Mapping

from ..expr.names import Name, gradient_of, parse, plain_name
from ..expr.write.style import TYPESET, Style, indexed_label
from ..problem.model import Problem
from ..records import NamedTuple

DIGITS = 6  # of decimals where nothing else is said


class Look(NamedTuple):
    """How a page looks. Every field has a default: `Look(digits=3, mark=",")`.

    digits (none): significant digits of decimals; without them, lines of work have as few of 4 to 6 as they need.
    style (TYPESET): the signs of formulas, ∂L/∂W1 or dL/dW1; the others are in `backprop_cli.expr.write.style`.
    mark ("."): the decimal mark.
    width (None): the columns of a terminal; without them, as in a pipe or a file, no line is folded.
    work (True): whether formulas, and formulas with their numbers put in, are shown beside the values.
    ascii (False): whether brackets, rules and arrows are written in ASCII; `style` is to be ASCII as well.
    lang ("en"): the language of texts, en or ru.
    exact (False): whether 1/8 stays a fraction; without it, it is written as the decimal 0.125.
    labels (none): the problem's own names, canonical → printed.
    delimiter (","): what stands between the cells of CSV.
    fragment (False): whether LaTeX and HTML are parts for another document, without a head of their own.
    thick (False): whether the edges of a drawn network are as wide as their weights are large.
    enough (6): significant digits where `digits` leaves them open; pages set it for their lines of work.

    >>> from backprop_cli import Look
    >>> Look(labels={"W1": "V"}).name("dL/dW1")
    '∂L/∂V'
    """

    digits: int | None = None
    style: Style = TYPESET
    mark: str = "."
    width: int | None = None
    work: bool = True
    ascii: bool = False
    lang: str = "en"
    exact: bool = False
    labels: Mapping[str, str] = {}
    delimiter: str = ","
    fragment: bool = False
    thick: bool = False
    enough: int = DIGITS

    def labelled(self, labels: Mapping[str, str]) -> Look:
        """The same look with a problem's own names."""
        return self._replace(labels=labels)

    def of_problem(self, problem: Problem) -> Look:
        """The same look with the names that a problem gives its values, and the digits that it asks for."""
        return self.labelled(problem.names)._replace(digits=self.digits or problem.look.digits)

    @property
    def separator(self) -> str:
        """What stands between the entries of a vector on one line; a decimal comma would make a comma ambiguous."""
        return "; " if self.mark == "," else ", "

    def label(self, canonical: str) -> str | None:
        """The problem's own name for a value; for an entry also that of its whole with its place: net_h1, z₁₂."""
        label = self.labels.get(canonical)
        if label is None and self.labels:
            entry = plain_name(canonical)
            parts = parse(entry)
            label = self.labels.get(entry) or (self._of_entry(entry, parts) if parts.entry and not parts.by else None)
        return label if label is not None and (label.isascii() or not self.ascii) else None

    def _of_entry(self, entry: str, parts: Name) -> str | None:
        whole = self.labels.get(parts.what)
        if whole is not None and not (parts.new or parts.observation):
            return indexed_label(whole, parts.entry)
        head, line, whose = entry.rpartition("_")
        return f"{self.style.name(head)}_{self.labels[whose]}" if line and whose in self.labels else None

    def name(self, canonical: str) -> str:
        """A canonical name as it is printed: the problem's own label (in ASCII if need be), or the style's."""
        label = self.label(canonical)
        if label is not None:
            return label
        of_each = self.labels.get(canonical.removesuffix("_i")) if canonical.endswith("_i") else None
        if of_each is not None:  # the loss of each observation, L_i
            return of_each + ("_i" if self.ascii else "ᵢ")
        parts = parse(canonical)
        if self.labels and parts.by:
            d = self.style.name(gradient_of("L"))[0]
            return f"{d}{self.name(parts.what)}/{d}{self.name(parts.below)}"
        if self.labels and (parts.observation or parts.new):
            base = str(parts._replace(observation="", new=False, mark=""))
            return self.name(base) + self.style.name(plain_name(canonical)[len(base) :])
        return self.style.name(canonical)
