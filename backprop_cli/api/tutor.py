"""The conversation of practice, whoever prints it and reads the replies."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from ..checking.answers.answer import answers_for
from ..checking.answers.file import read_answers
from ..checking.judge.key import functions_of
from ..checking.practice import Session
from ..checking.proofreading import Proofreading
from ..errors import MAX_FAULTS, BackpropError, Fault, Message, fail
from ..formats.look import Look
from ..formats.messages import say
from ..i18n import text
from ..problem.load import file_bytes
from ..problem.yaml_tree import decoded
from ..typed import Generic, TypeVar
from ..views import practice as views
from ..views.report import Block
from .listings import Listing

Work = TypeVar("Work", bound=Session | Proofreading)
QUIT = {"q", "quit", "exit", "выход"}
HINT = {"?", "hint", "подсказка"}
SKIP = {"s", "skip", "пропустить"}
BACK = {"b", "back", "назад"}
BOARD = {"board", "доска"}
SKILLS = {"skills", "правила"}
SAVE = {"save", "сохранить"}
HELP = {"h", "help", "помощь"}


class Conversation(Generic[Work]):
    """A conversation about saved work: a reply is one of its commands, or else it is judged, and the work is saved.

    session: the work. file: the name of its file. ask: shows a prompt and gives the reply. show: shows what is said, a
    Listing for `render` or `show`. save: writes the text of the file. look: of the prompt.
    """

    def __init__(
        self,
        session: Work,
        file: str,
        ask: Callable[[str], str],
        show: Callable[[Listing], object],
        save: Callable[[str], object],
        look: Look = Look(),  # noqa: B008
    ) -> None:
        self.session: Work = session
        self.file, self.ask, self.show, self.write = file, ask, show, save
        self.look = look.labelled(session.problem.names)

    def commands(self) -> list[tuple[set[str], Callable[[], object]]]:
        """The words that a reply may be, and what each does."""
        return [(QUIT, self._quit), (SAVE, self.save)]

    def judge(self, reply: str) -> None:
        """Judges a reply that is no command."""
        raise NotImplementedError

    def work(self) -> str:
        """The text of the file. Raises BackpropError where it could not be read again."""
        raise NotImplementedError

    def save(self) -> None:
        """Writes the work so far, and says so."""
        self.write(self.work())
        self._say(views.saved(self.file))

    def _say(self, blocks: Iterable[Block]) -> None:
        self.show(Listing(blocks))

    def _quit(self) -> None:
        raise EOFError

    def _reply_to(self, question: Message) -> None:
        """Asks, and does what the reply says."""
        typed = self.ask(f"{say(question, self.look)} ")
        # Keys that leave no sign have no place in a file.
        reply = "".join(sign if sign.isprintable() else " " for sign in typed).strip()
        for names, act in self.commands():
            if reply.lower() in names:
                act()
                return
        if reply:
            self.judge(reply)


class Tutor(Conversation[Session]):
    """A tutor who asks for every value of a session, judges the replies, gives hints, and saves after every answer.

    file: the name of the answer file of the work. ask: shows a prompt and gives the reply. show: shows what is said,
    a Listing for `render` or `show`. save: writes the text of the answer file. look: of the prompt.

    >>> from backprop_cli import Tutor, load, practice, render
    >>> replies = iter(["1/4", "?", "?", "1/8", "0.145"])
    >>> def show(listing):
    ...     print(render(listing), end="")
    >>> tutor = Tutor(practice(load("ex3")[0], ["loss"]), "ex3.yaml", lambda prompt: next(replies), show, save=len)
    >>> tutor.run()
    ✗ Did you forget ½?
    <BLANKLINE>
    Try again; type ? for a hint or skip to move on.
    L is worked out from y, ŷ.
    step 1, L: check which convention the problem uses
    ✓ right
    ✓ right
    Saved in ex3.yaml.
    2 of 2 values credited: 1 at the first try, 2 hints used, 0 skipped.
    <BLANKLINE>
    lines  rule                first try  mastered
    L      half_squared_error  1 of 2
    """

    def welcome(self) -> None:
        """Says what is practised, and how."""
        self._say(views.welcome(self.session, self.look.lang))

    def resume(self) -> None:
        """Takes up the work in the file. Raises BackpropError where that is not this problem's answers."""
        problem, faults = self.session.problem, tuple[Fault, ...]()
        try:
            data = file_bytes(self.file)
            documents = read_answers(data, self.file, functions_of(problem))
            # A file of several documents is a sheet's: saving this problem's work would lose the others.
            own = answers_for(documents, problem.name) if len(documents) == 1 else None
        except BackpropError as error:
            own, faults = None, error.faults[: MAX_FAULTS - 1]
        if own is None:
            refused = fail("fault.not_resumed", None, Message("hint.not_resumed"), name=self.file)
            raise BackpropError(*faults, *refused.faults)
        self.session.resume(own)
        self.session.recall(decoded(data, self.file))
        self._say(views.resumed(self.session, self.file))

    def run(self) -> None:
        """Asks until every value is answered. Raises EOFError where the person wants to stop."""
        while not self.session.done:
            if self.session.fading:
                place = self.session.place
                self._say(views.fade(self.session))
                if self.session.place != place:
                    continue
            self._reply_to(views.question(self.session))
        self.save()
        self._say(views.summary(self.session))

    def work(self) -> str:
        """The work so far, which is read again first. Raises BackpropError where it is no answer file."""
        work = self.session.saved(text("check.saved_by_practice", self.look.lang))
        read_answers(work, self.file, functions_of(self.session.problem))
        return work

    def commands(self) -> list[tuple[set[str], Callable[[], object]]]:
        """The words that a reply may be, and what each does."""
        return [
            *super().commands(),
            (HINT, lambda: self._say(views.hint(self.session))),
            (SKIP, self._skip),
            (BACK, self._back),
            (BOARD, lambda: self._say(views.board_so_far(self.session))),
            (SKILLS, lambda: self._say(views.skills(self.session))),
            (HELP, lambda: self._say(views.help_lines())),
        ]

    def judge(self, reply: str) -> None:
        """Judges a value, and saves it before anything is said."""
        judged = self.session.judge(reply)
        self.write(self.work())
        self._say(views.verdict(judged))

    def _skip(self) -> None:
        self.session.skip()
        self.write(self.work())

    def _back(self) -> None:
        """Goes back, and says what was written there."""
        self.session.back()
        self._say(views.written_before(self.session))
