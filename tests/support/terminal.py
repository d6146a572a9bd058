"""A process in a terminal of its own, as a person has it: waits for a prompt, types a line, presses a key."""

import os
import re
import select
import signal
import sys
import time

from platforms import IS_POSIX, need_terminal

if IS_POSIX:
    import pty

PROMPT = r"\[\d+/\d+\][^\n]* = ?$"


class Terminal:
    """A process with a terminal of its own: waits for a prompt, types a line."""

    def __init__(self, *arguments, cwd, **environment):
        need_terminal()
        given = {**os.environ, "NO_COLOR": "1", "LC_ALL": "C.UTF-8", "COLUMNS": "80", **environment}
        given = {key: value for key, value in given.items() if key not in ("FORCE_COLOR", "BACKPROP_LANG")}
        words = [sys.executable, "-m", "backprop_cli", *arguments]
        self.process, self.master = pty.fork()
        self.seen = ""
        if self.process == 0:
            signal.signal(signal.SIGINT, signal.default_int_handler)
            os.chdir(cwd)
            os.execve(words[0], words, given)

    def read(self, end):
        """What comes next; nothing at the end of the process. Fails when the time is over."""
        while not select.select([self.master], [], [], 0.2)[0]:
            assert time.monotonic() < end, self.seen
        try:
            return os.read(self.master, 65536).decode("utf-8", "replace")
        except OSError:
            return ""

    def until(self, pattern, timeout=30):
        """What is shown until a pattern comes."""
        end = time.monotonic() + timeout
        while not (match := re.search(pattern, self.seen)):
            found = self.read(end)
            assert found, self.seen
            self.seen += found
        shown, self.seen = self.seen[: match.end()], self.seen[match.end() :]
        return shown

    def type(self, text):
        """Waits for the prompt and types a line; gives what was shown before."""
        shown = self.until(PROMPT)
        os.write(self.master, (text + "\n").encode())
        return shown

    def press(self, key):
        """A key, once the prompt waits: a signal that comes before Python reads is only seen with the next line."""
        time.sleep(0.5)
        os.write(self.master, key)

    def end(self, timeout=30):
        """Reads to the end; the exit code and what was shown."""
        end = time.monotonic() + timeout
        while found := self.read(end):
            self.seen += found
        _, status = os.waitpid(self.process, 0)
        os.close(self.master)
        return os.waitstatus_to_exitcode(status), self.seen
