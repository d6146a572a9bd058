"""backprop practice: a tutor that asks for one value after the other."""

from __future__ import annotations

import os
import sys
from contextlib import suppress
from importlib import import_module

from .. import PHASES, Proofreader, Proofreading, Session, Tutor, proofread
from .. import practice as practise
from ..errors import Message, fail
from ..typed import Annotated, Any
from .options import EditOptions, OutputOptions, ProblemArgument, option, split, words
from .output import choose_format, page_look, put
from .patience import end_of_patience
from .session_lock import only_session
from .sources import single
from .writing import orderly_exit, standard_output, write


def practice(
    problem: ProblemArgument = None,
    only: Annotated[str | None, option("--only", key="only")] = None,
    question: Annotated[str | None, option("--question", key="question")] = None,
    fade: Annotated[bool, option("--fade", key="fade")] = False,
    find: Annotated[bool, option("--find", key="find")] = False,
    entries: Annotated[bool | None, option("--scalar/--matrix", key="single_entries")] = None,
    seed: Annotated[int, option("--seed", key="find_seed", min=0)] = 1,
    output: OutputOptions = OutputOptions(),  # noqa: B008
    edit: EditOptions = EditOptions(),  # noqa: B008
) -> None:
    """Asks for the values of a problem one after the other, judges each at once, and gives hints; the work is saved."""
    if sys.stdin is None or not sys.stdin.isatty():
        raise fail("fault.needs_terminal", None, Message("hint.needs_terminal"))
    if find and (fade or question):
        raise fail("fault.find_alone")
    found, phases = single(problem, edit, output, tests=False), words(only, PHASES, "fault.unknown_phase")
    choose_format(output, ("yaml",))
    kind = f"find-{seed}" if find else "answers"
    file = output.output or f"{found.name.replace('/', '-')}.{kind}.yaml"
    if find:
        session: Session | Proofreading = proofread(found, seed, phases=phases, digits=output.digits)
    else:
        session = practise(found, phases, split(question), fade, entries)
    end_of_patience()
    with only_session(file), orderly_exit(), standard_output():
        _converse(_tutor(session, file, output), os.path.exists(file))


def _tutor(session: Session | Proofreading, file: str, output: OutputOptions) -> Tutor | Proofreader:
    """The conversation in the terminal about a session; its file is written as a whole."""
    terminal = output._replace(output=None)
    look = page_look(terminal, "table").labelled(session.problem.names)
    person: dict[str, Any] = {
        "ask": input,
        "show": lambda listing: put(listing, "table", terminal, look=look),
        "save": lambda text: write([text], output._replace(output=file)),
        "look": look,
    }
    return Tutor(session, file, **person) if isinstance(session, Session) else Proofreader(session, file, **person)


def _converse(tutor: Tutor | Proofreader, resumed: bool) -> None:
    """Asks until everything is answered or the person leaves; the work is saved after every answer."""
    _edit_lines()
    tutor.welcome()
    if resumed:
        tutor.resume()
    try:
        tutor.run()
    except (EOFError, KeyboardInterrupt) as stopped:
        print()
        tutor.save()
        if isinstance(stopped, KeyboardInterrupt):
            raise SystemExit(130) from None


def _edit_lines() -> None:
    """Lets the person edit a line and take up earlier ones, where Python has readline."""
    with suppress(ImportError):
        # `input` uses readline as soon as it is imported. Marks around what is pasted would only clutter a log.
        import_module("readline").parse_and_bind("set enable-bracketed-paste off")
