"""A sheet file: a document that names problems, what is asked of each, and what it is worth."""

from __future__ import annotations

from ..errors import BackpropError, Mark, Message
from ..i18n import LANGUAGES
from ..records import NamedTuple
from ..typed import Any
from .fields import integer, keys_of, list_of, localized, one_of, text
from .marking import ALL, FINAL, GRADIENT
from .model import Localized
from .reader import Reader
from .schema import Field
from .yaml_tree import Mapping, Tree, read_documents

MOST_POINTS, MOST_SEED = 10_000, 10**9
SHEET = {
    "title": Field(localized, about="schema.sheet.title"),
    "points": Field(integer(1, MOST_POINTS), about="schema.sheet.points"),
    "lang": Field(one_of(LANGUAGES), about="schema.sheet.lang"),
}
VARY = {"seed": Field(integer(0, MOST_SEED), about="schema.sheet.seed")}


class SheetItem(NamedTuple):
    """A problem of a sheet: its file or bundled name, what is asked, its points. seed: of a variant, if it is one."""

    name: str
    mark: Mark
    level: str = ALL
    points: int | None = None
    questions: tuple[str, ...] = ()
    seed: int | None = None


class SheetFile(NamedTuple):
    """A sheet as its file has it. title: by language."""

    items: tuple[SheetItem, ...]
    title: Localized = {}
    points: int | None = None
    lang: str | None = None


def _item(values: dict[str, Any], tree: Tree) -> SheetItem:
    more = {key: values[key] for key in ("level", "points", "questions") if key in values}
    return SheetItem(values["from"], tree.mark, **more, seed=values.get("vary", {}).get("seed"))


ITEM = {
    "from": Field(text, required=True, about="schema.sheet.from"),
    "level": Field(one_of((ALL, GRADIENT, FINAL)), about="schema.sheet.level"),
    "points": Field(integer(1, MOST_POINTS), about="schema.sheet.points"),
    "questions": Field(list_of(text, "hint.sheet_questions"), about="schema.sheet.questions"),
    "vary": Field(keys_of(VARY, "vary"), about="schema.sheet.vary"),
}


def _made(values: dict[str, Any], tree: Tree) -> SheetFile:
    return SheetFile(values["problems"], **values.get("sheet", {}))


FILE = {
    "sheet": Field(keys_of(SHEET, "sheet"), required=True, about="schema.sheet"),
    "problems": Field(
        list_of(keys_of(ITEM, "problems", _item), "hint.sheet_problems"), required=True, about="schema.sheet"
    ),
}
sheet_file = keys_of(FILE, "sheet", _made)


def is_sheet(tree: Tree) -> bool:
    """Whether a document is a sheet, which names problems and holds none."""
    return isinstance(tree, Mapping) and tree.get("sheet") is not None


def read_sheet(data: bytes, source: str) -> SheetFile | None:
    """The sheet of a file; None where the file is none. Raises BackpropError with every fault, each at its place."""
    trees, faults = read_documents(data, source)
    if not trees or not is_sheet(trees[0]):
        return None
    if faults:
        raise BackpropError(*faults)
    reader = Reader()
    found = sheet_file(reader, trees[0])
    if len(trees) > 1:
        reader.fault("fault.sheet_alone", trees[1])
    if found is not None:
        _check_points(reader, found, trees[0])
    reader.finish()
    sheet: SheetFile = found
    return sheet


def _check_points(reader: Reader, sheet: SheetFile, tree: Tree) -> None:
    """Points of the problems that do not add up to those of the sheet are a fault."""
    known = [item.points for item in sheet.items if item.points is not None]
    if sheet.points is None or not known:
        return
    is_all, total = len(known) == len(sheet.items), sum(known)
    if total > sheet.points or (is_all and total != sheet.points):
        reader.fault("fault.sheet_points", tree, Message("hint.sheet_points"), found=total, wanted=sheet.points)
