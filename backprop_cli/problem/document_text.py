"""The text of a document as its author wrote it, comments and all, with the changes in it that were made since."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from ..errors import BackpropError
from ..typed import Any
from .array_files import moved
from .edit import to_yaml
from .model import Problem
from .yaml_tree import Mapping, Scalar, Tree, documents
from .yaml_tree import Sequence as List

Change = tuple[int, int, str]  # from where in the text, to where, and what is to stand there


def text_of(document: Tree) -> str:
    """The text of a document with its changes: comments, order and spacing stay wherever nothing was changed.

    Where that would not read as the document again (a changed alias, say), the document is written anew, without its
    comments.
    """
    import yaml

    text = _own_text(document)
    node = yaml.compose(text, Loader=yaml.SafeLoader)
    for start, end, new in sorted(_changes(node, document, text), reverse=True):
        text = text[:start] + new + text[end:]
    text = text if text.endswith("\n") else f"{text}\n"
    return text if _reads_as(text, document) else to_yaml(document)


def portable_text(problems: Sequence[Problem], folder: str | None = "") -> str:
    """The file of problems as text, with the names that they have now, and without their tests.

    folder: from where it names files of numbers; "" is the working directory, None gives whole paths.
    """
    return "---\n".join(text_of(moved(_portable(item.document, item.name), folder)) for item in problems)


def _portable(document: Tree, name: str) -> Tree:
    if not isinstance(document, Mapping):
        return document
    mark = document.mark
    kept = tuple((key, value) for key, value in document.pairs if key.text != "tests")
    named = () if document.get("name") else ((Scalar("name", True, mark), Scalar(name, True, mark)),)
    return document._replace(pairs=(*kept, *named))


def _own_text(document: Tree) -> str:
    """The part of its file that a document stands in, from the marker before it to the one after it."""
    lines, place = document.mark.source.text.split("\n"), document.mark.line
    markers = [number for number, line in enumerate(lines) if re.match(r"---(\s|$)", line)]
    before = max((number for number in markers if number <= place), default=-1)
    after = min((number for number in markers if number > place), default=len(lines))
    is_first = before == min(markers, default=-1)
    head = [line for line in lines[: max(before, 0)] if line.startswith("#")] if is_first else []
    return "\n".join([*head, *lines[before + 1 : after]]).rstrip("\n") + "\n"


def _reads_as(text: str, document: Tree) -> bool:
    """Whether a text is that document."""
    try:
        found = documents(text, "")
    except BackpropError:
        return False
    return len(found) == 1 and _bare(found[0]) == _bare(document)


def _bare(tree: Tree) -> Any:
    """A tree without its places."""
    if isinstance(tree, Scalar):
        return tree.text, tree.plain
    if isinstance(tree, List):
        return [_bare(item) for item in tree.items]
    return [(key.text, _bare(value)) for key, value in tree.pairs], "keys"


def _changes(node: Any, tree: Tree, text: str) -> Iterator[Change]:
    """What must change in a text, in which a node stands, so that it is a tree."""
    if node.id == "scalar" and isinstance(tree, Scalar):
        if (node.value, node.style is None) != (tree.text, tree.plain):
            yield _replacement(node, tree)
    elif node.id == "sequence" and isinstance(tree, List) and len(node.value) == len(tree.items):
        for old, new in zip(node.value, tree.items):
            yield from _changes(old, new, text)
    elif node.id == "mapping" and isinstance(tree, Mapping) and (kept := _kept(node, tree)):
        for (_, old), (_, new) in zip(kept, tree.pairs):
            yield from _changes(old, new, text)
        yield from (_removal(key, old, text) for key, old in node.value if (key, old) not in kept)
        added = [f"{_in_one_line(key)}: {_in_one_line(value)}" for key, value in tree.pairs[len(kept) :]]
        if added:
            yield _addition(node, added, text)
    else:
        yield _replacement(node, tree)


def _kept(node: Any, tree: Mapping) -> list[tuple[Any, Any]]:
    """The pairs of a node that a mapping still has, if it begins with them; braces must keep all of theirs."""
    names = {key.text for key, _ in tree.pairs}
    kept = [(key, value) for key, value in node.value if key.value in names]
    is_same = [key.value for key, _ in kept] == [key.text for key, _ in tree.pairs[: len(kept)]]
    return kept if is_same and not (node.flow_style and len(kept) < len(node.value)) else []


def _removal(key: Any, value: Any, text: str) -> Change:
    """The lines of a pair go; what stands before its key in its line (a dash) makes the text read otherwise."""
    line_end = text.find("\n", max(_end(value) - 1, 0))
    return text.rfind("\n", 0, key.start_mark.index) + 1, len(text) if line_end < 0 else line_end + 1, ""


def _replacement(node: Any, tree: Tree) -> Change:
    start, end = node.start_mark.index, _end(node)
    return start, end, f" {_in_one_line(tree)}" if start == end else _in_one_line(tree)


def _addition(node: Any, added: list[str], text: str) -> Change:
    """New keys: before the brace, or on lines of their own after the last key's."""
    if node.flow_style:
        place = node.end_mark.index - 1
        return place, place, "".join(f", {pair}" for pair in added)
    line_end = text.find("\n", max(_end(node) - 1, 0))
    place = len(text) if line_end < 0 else line_end
    return place, place, "".join(f"\n{' ' * node.start_mark.column}{pair}" for pair in added)


def _end(node: Any) -> int:
    """Where a node ends; a block ends where YAML finds the next token, so its last part says it."""
    if node.id == "scalar" or node.flow_style or not node.value:
        return int(node.end_mark.index)
    last = node.value[-1]
    return _end(last[1] if isinstance(last, tuple) else last)


def _in_one_line(tree: Tree) -> str:
    """A tree in braces, brackets or quotes, on one line."""
    return to_yaml(List((tree,), True, tree.mark)).strip()[1:-1]
