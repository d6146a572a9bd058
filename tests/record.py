"""Records what every command prints for every bundled problem, so that two commits can be compared byte for byte.

    python tests/record.py BEFORE            (at one commit)
    python tests/record.py AFTER             (at another)
    python tests/record.py AFTER derive ex2  (only the command lines that have all these words)
    diff -r BEFORE AFTER

One file a run, named for its arguments: exit code, standard output, standard error. Answers are those of the problems' own
`tests:`, each checked as table and as JSON.
"""

import os
import re
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import yaml

ROOT = Path(__file__).parent.parent
PROBLEMS = sorted((ROOT / "problems").glob("*.yaml"))
PICTURES = ("text", "svg", "dot", "mermaid", "tikz", "json")
FORMATS = ("plain", "table", "json", "jsonl", "csv", "md", "latex", "html")
LANGUAGES = ("en", "ru")
ENVIRONMENT = {"LC_ALL": "C.UTF-8", "COLUMNS": "100", "PYTHONPATH": str(ROOT), "PATH": os.environ["PATH"]}


def of_problem(problem: Path):
    """The command lines of a problem."""
    place = f"problems/{problem.name}"
    names = [document.get("name", problem.stem) for document in yaml.safe_load_all(problem.read_text("utf-8"))]
    single = place if len(names) == 1 else f"{place}#{names[0]}"
    for form in FORMATS:
        for more in ([], ["--exact"], ["--lang", "ru"]):
            yield ["solve", place, "-f", form, *more]
        yield ["step", single, "-f", form]
    yield from (
        ["solve", place, *more]
        for more in (["--ascii"], ["--after"], ["--work"], ["--steps", "3"], ["--loss", "log_loss"])
    )
    yield ["step", single, "-f", "yaml"]
    for form in ("plain", "json", "md", "latex", "html"):
        yield from (["derive", single, "-f", form, "--lang", language] for language in LANGUAGES)
    yield from (["derive", single, f"--{mode}"] for mode in ("scalar", "matrix"))
    yield from (["graph", single, "-f", form, *more] for form in PICTURES for more in ([], ["--lang", "ru"]))
    yield from (["check", single, "--template", "--lang", language] for language in LANGUAGES)
    yield ["validate", place]


def general():
    """The command lines that need no problem."""
    for language in LANGUAGES:
        yield from ([name, "--lang", language] for name in ("problems", "layers", "losses", "optimisers"))
        yield from (["layers", kind, "--lang", language] for kind in ("linear", "softmax", "relu"))
        yield from ([name, "--help", "--lang", language] for name in ("solve", "derive", "check", "graph", "practice"))
        yield from (["schema", what, "--lang", language] for what in ("problem", "answers"))
    yield from (
        ["validate", str(bad.relative_to(ROOT))] for bad in sorted((ROOT / "tests" / "support" / "bad").rglob("*.yaml"))
    )
    yield ["--version"]


def checks(folder: Path):
    """The answers of every problem's own tests, written into a folder, with the command lines that judge them."""
    for problem in PROBLEMS:
        for document in yaml.safe_load_all(problem.read_text("utf-8")):
            name = document.get("name", problem.stem)
            for number, test in enumerate(document.get("tests", ()), 1):
                path = folder / f"{name}-{number}.yaml"
                if not path.exists():
                    path.write_text(yaml.safe_dump(test["answers"], allow_unicode=True), "utf-8")
                for form in ("plain", "json"):
                    for language in LANGUAGES if form == "plain" else ("en",):
                        yield ["check", name, str(path), "-f", form, "--lang", language]


def run(arguments: list[str], into: Path) -> None:
    """Writes what one command line prints."""
    done = subprocess.run(
        [sys.executable, "-m", "backprop_cli", *arguments],
        capture_output=True, cwd=ROOT, env=ENVIRONMENT, stdin=subprocess.DEVNULL, timeout=300,
    )  # fmt: skip
    name = re.sub(r"[^\w.#=-]+", "_", " ".join(arguments))[-180:]
    said = b"exit %d\n%s\n-- standard error --\n%s" % (done.returncode, done.stdout, done.stderr)
    (into / name).write_bytes(said)


def main(into: Path, words: list[str]) -> None:
    """Records the command lines with some words into a folder."""
    answers = Path("/tmp/recorded-answers") if os.name == "posix" else into / "answers"
    for folder in (into, answers):
        folder.mkdir(parents=True, exist_ok=True)
    lines = [line for problem in PROBLEMS for line in of_problem(problem)]
    lines += [*general(), *checks(answers)]
    lines = [line for line in lines if all(word in " ".join(line) for word in words)]
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        list(pool.map(lambda line: run(line, into), lines))
    print(f"{len(lines)} command lines recorded in {into}")


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2:])
