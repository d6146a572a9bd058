"""backprop practice: a tutor that asks for one value after the other."""

from __future__ import annotations

import os
import sys
from contextlib import suppress
from importlib import import_module
from typing import Annotated

from .. import PHASES, Tutor
from .. import practice as practise
from ..errors import Message, fail
from .options import EditOptions, OutputOptions, ProblemArgument, option, split, words
from .output import choose_format, page_look, put
from .session_lock import only_session
from .sources import single
from .writing import orderly_exit, standard_output, write


def practice(
    problem: ProblemArgument = None,
    only: Annotated[str | None, option("--only", key="only")] = None,
    question: Annotated[str | None, option("--question", key="question")] = None,
    fade: Annotated[bool, option("--fade", key="fade")] = False,
    output: OutputOptions = OutputOptions(),  # noqa: B008
    edit: EditOptions = EditOptions(),  # noqa: B008
) -> None:
    """Asks for the values of a problem one after the other, judges each at once, and gives hints; the work is saved."""
    if sys.stdin is None or not sys.stdin.isatty():
        raise fail("fault.needs_terminal", None, Message("hint.needs_terminal"))
    found = single(problem, edit, output)
    session = practise(found, words(only, PHASES, "fault.unknown_phase"), split(question), fade)
    choose_format(output, ("yaml",))
    file = output.output or f"{found.name.replace('/', '-')}.answers.yaml"
    terminal = output._replace(output=None)
    look = page_look(terminal, "table").labelled(found.names)
    tutor = Tutor(
        session,
        file,
        ask=input,
        show=lambda listing: put(listing, "table", terminal, look=look),
        save=lambda text: write([text], output._replace(output=file)),
        look=look,
    )
    with only_session(file), orderly_exit(), standard_output():
        _converse(tutor, os.path.exists(file))


def _converse(tutor: Tutor, resumed: bool) -> None:
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
