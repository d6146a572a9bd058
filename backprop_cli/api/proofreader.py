"""The conversation of somebody who looks for the wrong line of a page, whoever prints it and reads the replies."""

from __future__ import annotations

from collections.abc import Callable

from ..checking.proofreading import LINE, REASON, Proofreading
from ..errors import Message, fail
from ..i18n import text
from ..problem.load import file_bytes
from ..problem.yaml_tree import decoded
from ..views import proofreading as views
from .tutor import BOARD, HELP, HINT, SKIP, Conversation

PAGE = {"page", "страница"} | BOARD


class Proofreader(Conversation[Proofreading]):
    """Shows pages of work with a planted mistake, and asks for the wrong line, the reason, and the right value.

    The arguments are those of a Tutor, but that the work is a `Proofreading`.

    >>> from backprop_cli import Proofreader, load, proofread, render
    >>> replies = iter(["H1", "dL/dH1", "1", "2", "0.008771; 0.009954"])
    >>> def show(listing):
    ...     print(render(listing).splitlines()[0])
    >>> work = proofread(load("mazur-2-2-2")[0], seed=8, count=1)
    >>> Proofreader(work, "mazur.find-8.yaml", lambda prompt: next(replies), show, save=len).run()
    ━━ Page 1 of 1: step 1 ━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━
    ✗ H1 is right.
    ✓ The error is in ∂L/∂H1.
    1  You passed the incoming gradient on unchanged; multiply it by the activation's derivative.
    ✗ That would give another value.
    ✓ That is the mistake.
    ✓ right
    Saved in mazur.find-8.yaml.
    1 of 3 credited, 0 hints used.
    """

    def welcome(self) -> None:
        """Says what is to be done."""
        self._say(views.welcome(self.session, self.look.lang))

    def resume(self) -> None:
        """Takes up the work in the file. Raises BackpropError where that is not the work on these pages."""
        if not self.session.recall(decoded(file_bytes(self.file), self.file)):
            raise fail("fault.not_resumed", None, Message("hint.not_resumed"), name=self.file)
        self._say(views.resumed(self.session, self.file))

    def run(self) -> None:
        """Goes on until every page is done. Raises EOFError where the person wants to stop."""
        told = None
        while not self.session.done:
            task = self.session.task
            if told is None or (told != task and task.kind == LINE):
                self._say(views.page(self.session))
            if told != task and task.kind == REASON:
                self._say(views.choices(self.session))
            told = task
            self._reply_to(views.question(self.session))
        self.save()
        self._say(views.summary(self.session))

    def work(self) -> str:
        """The text of the file."""
        return self.session.saved(text("check.find.saved", self.look.lang))

    def commands(self) -> list[tuple[set[str], Callable[[], object]]]:
        """The words that a reply may be, and what each does."""
        return [
            *super().commands(),
            (HINT, lambda: self._say(views.hint(self.session))),
            (SKIP, self.session.skip),
            (PAGE, lambda: self._say(views.page(self.session))),
            (HELP, lambda: self._say(views.help_lines())),
        ]

    def judge(self, reply: str) -> None:
        """Judges a reply, and saves before anything is said."""
        finding = self.session.judge(reply)
        self.write(self.work())
        self._say(views.verdict(self.session, finding))
