"""Work for the page's judge: right, rounded, and with planted mistakes; as texts by place, and as the file of answers."""

import base64
import re
import zlib
from functools import cache

from backprop_cli.checking.explain.replay import Replay, value_of, value_of_rewritten
from backprop_cli.checking.judge.key import lines_of
from backprop_cli.checking.mistakes.catalogue import candidates
from backprop_cli.evaluate.evaluate import elements, value_shape
from backprop_cli.expr.names import updated
from backprop_cli.formats.look import Look
from backprop_cli.formats.page.document import page_data
from backprop_cli.formats.page.lines import PageData, PageLines
from backprop_cli.problem.load import bundled, load


@cache
def numeric_problems():
    """Every bundled problem with numbers."""
    return tuple(problem for name in bundled() for problem in load(name) if not problem.symbolic)


def inflated(written):
    """What a page carries, by the ids of its elements."""
    packed = re.findall(r'<script type="text/plain" id="(\w+)">([^<]*)</script>', written)
    return {name: zlib.decompress(base64.b64decode(text)).decode() for name, text in packed}


class Work:
    """The work of a problem, from which files of answers are made."""

    def __init__(self, problem):
        self.problem = problem
        self.lines = PageLines(problem, PageData(True))
        self.replay = Replay(self.lines.key)
        for block in self.lines.blocks:
            step = self.replay.begin(block.step_key)
            for line in lines_of(block.step_key, ()):
                step.add(line, None)
        self.places = [
            (b, n)
            for b, record in enumerate(self.lines.records)
            for n, line in enumerate(record["lines"])
            if line["asked"]
        ]

    def becomes(self, place):
        """What a line becomes by every mistake that applies there."""
        step = self.replay.steps[place[0]]
        return list(candidates(self.replay.context(step, place[1])))

    def texts(self, digits, planted=None):
        """What a person writes who works to so many digits (None: all), and writes planted[place] in a line.

        planted: by place a node that the line becomes, or a number to add to what is right there.
        """
        texts: dict[str, str] = {}
        done: list[dict] = []
        for b, step in enumerate(self.replay.steps):
            follows = self.lines.records[b]["follows"]
            left = {} if follows is None else done[follows]
            values = {name: left.get(updated(name), value) for name, value in step.start.items()}
            for n, line in enumerate(step.lines):
                value = self._value((b, n), line, values, step, (planted or {}).get((b, n)))
                if value is None or line.value is None or value_shape(value) != value_shape(line.value):
                    return None
                written = [written_so(float(entry), digits) for entry in elements(value)]
                if self.lines.records[b]["lines"][n]["asked"]:
                    texts |= {f"{b}:{n}:{entry}": text for entry, text in enumerate(written)}
                numbers = iter(map(float, written))
                values[line.assignment.name] = _nested(value, numbers)
            done.append(values)
        return texts

    def _value(self, place, line, values, step, planted):
        if planted is None:
            return value_of(line.assignment.expression, values)
        return value_of_rewritten(planted, values, self.replay.elsewhere(step))

    def file(self, texts):
        """The same as a file of answers, and the place of each of them by its step or question and its name."""
        said, places = [f"problem {self.problem.name}"], {}
        for b, record in enumerate(self.lines.records):
            said.append(record["head"])
            key = self.lines.blocks[b].step_key
            for n, line in enumerate(record["lines"]):
                for entry, address in enumerate(line["addresses"]):
                    if f"{b}:{n}:{entry}" in texts:
                        said.append(f"{address} = {texts[f'{b}:{n}:{entry}']}")
                        places[key.step, key.question, address.strip('"')] = f"{b}:{n}:{entry}"
        return "\n".join(said) + "\n", places


def written_so(value, digits):
    """A number written to so many digits."""
    return repr(value) if digits is None else f"{value:.{digits}g}"


def _nested(like, numbers):
    return tuple(_nested(item, numbers) for item in like) if isinstance(like, tuple) else next(numbers)


def data_of(problems):
    """The data of a page of problems."""
    return page_data(problems, "judge", Look())[0]
