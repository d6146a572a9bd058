"""What the page's judge says, run by node, beside what `check` says of the same work."""

import json
import shutil
import subprocess
from collections import Counter
from itertools import islice
from random import Random

from page_cases import Work, data_of
from places import PACKAGE, SUPPORT

from backprop_cli import read_answers
from backprop_cli.checking.check import ONLY_GIVEN, check_by_key
from backprop_cli.checking.judge.result import ACCEPTED, CONVENTION

SCRIPT = PACKAGE / "formats" / "page" / "page.js"
NODE = shutil.which("node") or shutil.which("nodejs")


def run_node(given):
    """What tests/support/page_judge.js makes of some data and its cases."""
    done = subprocess.run(
        [NODE, SUPPORT / "page_judge.js", SCRIPT], input=json.dumps(given), capture_output=True, text=True, timeout=900
    )
    assert done.returncode == 0, done.stderr[-2000:]
    return json.loads(done.stdout)


def work_of(work, seed, most):
    """Texts of a problem: right to some digits; a mistake in a line; and another in a line after a wrong one."""
    random = Random(f"{work.problem.name} {seed}")
    yield from (texts for digits in (None, 2, 3, 4, 5, 6) if (texts := work.texts(digits)))
    yield from islice(filter(None, (planted(work, random) for _ in range(3 * most))), most)


def planted(work, random):
    """Work with a mistake in a line, often with another one further down; None where it comes to no numbers."""
    place = random.choice(work.places)
    becomes = work.becomes(place)
    if not becomes:
        return None
    nodes = {place: random.choice(becomes)[1]}
    later = [other for other in work.places if other > place]
    if later and random.random() < 0.4:
        other = random.choice(later)
        nodes |= {other: random.choice(found)[1]} if (found := work.becomes(other)) else {}
    return work.texts(random.choice([None, 2, 3, 4, 4, 5, 6]), nodes)


def verdicts(problems, seed, most):
    """For each answer of some work on problems: where it stands, and what the page and `check` say of it."""
    works = [Work(problem) for problem in problems]
    cases = [(number, texts) for number, work in enumerate(works) for texts in work_of(work, seed, most)]
    found = run_node({"data": data_of(problems), "cases": [{"problem": n, "texts": texts} for n, texts in cases]})
    for (number, texts), page in zip(cases, found, strict=True):
        said = {place: (verdict, names) for place, verdict, names in page}
        file, places = works[number].file(texts)
        (document,) = read_answers(file, "answers")
        judged = check_by_key(works[number].lines.key, document.items, ONLY_GIVEN).answers
        assert len(judged) == len(texts) == len(said)
        for item in judged:
            place = places[item.answer.step, item.answer.question, item.answer.name]
            yield f"{problems[number].name} {item.answer.place} {item.answer.name} = {texts[place]}", said[place], item


def differ(page, item):
    """Whether the page says something else than `check`, and not merely less: conventions are none of its business."""
    verdict, names = page
    mistake = item.mistake if item.verdict == "wrong" else None
    if item.verdict == CONVENTION or (item.cause and item.cause.convention):
        return verdict in ACCEPTED
    if verdict != item.verdict:
        return True
    if not mistake or "+" in mistake.name or mistake.where or item.convention:
        return False
    return names != [mistake.name, *mistake.also]


def tally(found):
    """How many answers there are of each verdict of `check`, and those of which the page says something else."""
    counts: Counter[str] = Counter()
    others = []
    for place, page, item in found:
        counts[item.verdict] += 1
        if differ(page, item):
            others.append(f"{place}: page {page}, check {item.verdict} {item.mistake and item.mistake.name}")
    return counts, others
