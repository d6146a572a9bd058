"""backprop practice: a tutor that asks for one value after the other."""

import os
import sys
from collections.abc import Callable, Iterable

from ..checking.answers.file import answers_for, read_answers
from ..checking.judge.key import functions_of
from ..checking.practice import Session
from ..errors import BackpropError, Message, fail
from ..formats.look import Look
from ..problem.load import file_bytes
from ..program.line import PHASES
from ..views import practice as views
from ..views.report import Block
from .edge import tell, write
from .options import LANG, Change, Only, Output, ProblemArgument, words
from .present import look, show
from .sources import single

QUIT = {"q", "quit", "exit", "выход"}
HINT = {"?", "hint", "подсказка"}
SKIP = {"s", "skip", "пропустить"}
BACK = {"b", "back", "назад"}
BOARD = {"board", "доска"}
SAVE = {"save", "сохранить"}
HELP = {"h", "help", "помощь"}


def practice(
    problem: ProblemArgument = None,
    only: Only = None,
    output: Output = Output(),  # noqa: B008
    change: Change = Change(),  # noqa: B008
) -> None:
    """Asks for the values of a problem one after the other, judges each at once, and gives hints; the work is saved."""
    if sys.stdin is None or not sys.stdin.isatty():
        raise fail("fault.needs_terminal", None, Message("hint.needs_terminal"))
    found = single(problem, change, output.quiet)
    session = Session(found, words(only, PHASES, "fault.unknown_phase"))
    file = output.output or f"{found.name}.answers.yaml"
    output = output._replace(output=None)
    page = look(output, "table").labelled(found.names)
    _Tutor(session, file, page, output).run()


class _Tutor:
    """The conversation: prints what the session says, and reads what is answered."""

    def __init__(self, session: Session, file: str, page: Look, output: Output) -> None:
        self.session, self.file, self.page, self.output = session, file, page, output

    def run(self) -> None:
        self._say(views.welcome(self.session, LANG))
        self._resume()
        try:
            while not self.session.done:
                self._answer(self._asked())
        except (EOFError, KeyboardInterrupt) as stopped:
            print()
            self._save()
            if isinstance(stopped, KeyboardInterrupt):
                raise SystemExit(130) from None
            return
        self._save()
        self._say(views.summary(self.session))

    def _say(self, blocks: Iterable[Block]) -> None:
        show(blocks, self.page, self.output, "table")

    def _asked(self) -> str:
        from ..formats.messages import say

        prompt = say(views.question(self.session), self.page)
        return input(f"{prompt} ").strip()

    def _answer(self, text: str) -> None:
        commands: list[tuple[set[str], Callable[[], None]]] = [
            (QUIT, self._quit),
            (HINT, lambda: self._say(views.hint(self.session))),
            (SKIP, self.session.skip),
            (BACK, self.session.back),
            (BOARD, lambda: self._say(views.board_so_far(self.session))),
            (SAVE, self._save),
            (HELP, lambda: self._say(views.help_lines())),
        ]
        for names, act in commands:
            if text.lower() in names:
                act()
                return
        if text:
            self._say(views.verdict(self.session.judge(text)))

    def _quit(self) -> None:
        raise EOFError

    def _save(self) -> None:
        from ..i18n import text

        write([self.session.saved(text("check.saved_by_practice", LANG))], self.output._replace(output=self.file))
        self._say(views.saved(self.file))

    def _resume(self) -> None:
        if not os.path.exists(self.file):
            return
        try:
            functions = functions_of(self.session.problem)
            answers = read_answers(file_bytes(self.file), self.file, functions)
        except BackpropError as error:
            tell(*error.faults)
            raise fail("fault.not_resumed", None, Message("hint.not_resumed"), name=self.file) from None
        own = answers_for(answers, self.session.problem.name)
        if own is None:
            raise fail("fault.not_resumed", None, Message("hint.not_resumed"), name=self.file)
        self.session.resume(own)
        self._say(views.resumed(self.session, self.file))
