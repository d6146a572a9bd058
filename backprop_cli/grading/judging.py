"""One file of a class judged: a pure function of plain data, so that any process of any machine can work it out."""

from __future__ import annotations

from functools import lru_cache
from hashlib import sha256

from ..api.rendering import look_of, render
from ..errors import BackpropError, Message, describe
from ..formats.json import checked_object
from ..notebook import Checked, ClassJudge
from ..problem.array_files import contents
from ..problem.document_text import portable_text
from ..problem.load import load_text
from ..problem.model import Problem
from ..records import NamedTuple
from ..typed import Any
from ..views.check import EVERYTHING
from ..views.check_record import check_record
from ..views.selection import View

FEEDBACK = ("md", "html")
NO_LIMIT = 10**9  # steps of problems that were read within their limit already
KEPT = 4  # classes that a worker remembers: one at a time, but a worker of a cluster may have several
Result = dict[str, Any]


class ClassSpec(NamedTuple):
    """How a class is judged, in plain data: the text of its problems, and which of them are asked for.

    data: a digest of the files of numbers that the problems name. rules: those of marking that are not the problem's
    own. feedback: the format of what a student gets, "" for none;
    hints: how much it says.
    """

    text: str
    wanted: tuple[str, ...]
    lang: str = "en"
    rules: tuple[tuple[str, Any], ...] = ()
    feedback: str = ""
    hints: int = EVERYTHING
    data: str = ""

    @property
    def digest(self) -> str:
        """What changes as soon as anything here does."""
        return sha256(repr(tuple(self)).encode()).hexdigest()


def spec_of(problems: tuple[Problem, ...], **how: Any) -> ClassSpec:
    """The specification for problems, with those of their file that they may be compared with."""
    beside = [other for other in problems[0].siblings if other.name not in {item.name for item in problems}]
    rules = {name: tuple(rule) if isinstance(rule, list) else rule for name, rule in how.pop("rules", {}).items()}
    together = [*problems, *beside]
    data = sha256(b"".join(sha256(content).digest() for item in together for content in contents(item.document)))
    wanted = tuple(item.name for item in problems)
    # Whole paths, for a worker may run in another directory.
    text = portable_text(together, None)
    return ClassSpec(text, wanted, rules=tuple(sorted(rules.items())), data=data.hexdigest(), **how)


@lru_cache(KEPT)
def _judge(spec: ClassSpec) -> ClassJudge:
    found = load_text(spec.text, "", spec.wanted[0], max_steps=NO_LIMIT)
    return ClassJudge([item for item in found if item.name in spec.wanted], spec.lang, **dict(spec.rules))


def judge(spec: ClassSpec, name: str, data: bytes) -> Result:
    """What a file of answers is worth, as plain data: one record a document as `check -f json` has it, and feedback.

    A file that cannot be read has an `error` instead.
    """
    found: Result = {"file": name, "checks": [], "error": None, "feedback": ""}
    try:
        checked = _judge(spec).checked((name, data))
    except BackpropError as error:
        return {**found, "error": describe(error.faults[0], spec.lang).partition("\n")[0]}
    found["checks"] = [checked_object(check_record(item.result), spec.lang) for item in checked]
    if spec.feedback:
        found["feedback"] = "".join(_feedback(spec, item) for item in checked)
    return found


def refused(name: str, message: Message | BackpropError, lang: str) -> Result:
    """The result of a file that could not be judged at all."""
    said = message.faults[0].message if isinstance(message, BackpropError) else message
    from ..i18n import text

    return {"file": name, "checks": [], "error": text(said.key, lang, **said.values), "feedback": ""}


def judge_batch(batch: list[tuple[ClassSpec, str, bytes]]) -> list[Result]:
    """The results of some files."""
    return [judge(*one) for one in batch]


def _feedback(spec: ClassSpec, checked: Checked) -> str:
    return render(checked, spec.feedback, View(hints=spec.hints), look_of(checked))
