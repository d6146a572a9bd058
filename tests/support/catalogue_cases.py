"""What the catalogue's tests know: the keys that the source puts together, and the words that stay English."""

import re
from pathlib import Path

import backprop_cli
from backprop_cli.api.schemas import SCHEMAS
from backprop_cli.checking.explain.conventions import CONVENTIONS
from backprop_cli.checking.judge.result import WORST
from backprop_cli.checking.mistakes.catalogue import names as mistake_names
from backprop_cli.checking.mistakes.catalogue import theme_of
from backprop_cli.commands.argument_reader import COMPLETION, HELP
from backprop_cli.commands.help_page import PANELS
from backprop_cli.commands.manual import EXIT_CODES, VARIABLES
from backprop_cli.commands.table import COMMANDS
from backprop_cli.errors import Message
from backprop_cli.formats.page.document import VERDICTS, WORDS
from backprop_cli.formats.page.section import BUTTONS, JUDGED, READABLE
from backprop_cli.i18n import catalogue
from backprop_cli.problem.look import CHAINS
from backprop_cli.problem.questions import GIVEN, PARTS
from backprop_cli.problem.schema import whole
from backprop_cli.program.line import PHASES
from backprop_cli.varying.wishes import ALIVE, SHORT, SOLVED, TELLING, UNSATURATED

WISHES = (SOLVED, ALIVE, UNSATURATED, SHORT, TELLING)
MISTAKES = tuple(mistake_names())
PRACTICE_KEYS = ("value", "hint", "skip", "back", "board", "skills", "save", "quit", "next", "page")
PACKAGE = Path(backprop_cli.__file__).parent
SOURCES = sorted(path for path in PACKAGE.rglob("*.py") if "i18n" not in path.parts)
FAMILIES = ("layers", "losses", "optimisers", "schedules")
KINDS = {family: [path.stem for path in sorted((PACKAGE / family).glob("[a-z]*.py"))] for family in FAMILIES}


def messages(part):
    """The keys of the messages inside a schema."""
    if isinstance(part, Message):
        return [part.key]
    parts = part.values() if isinstance(part, dict) else part if isinstance(part, list) else ()
    return [key for inner in parts for key in messages(inner)]


IN_SCHEMAS = [key for name, shape in SCHEMAS.items() for key in messages(whole(name, shape))]

SECTION = (PACKAGE / "formats" / "page" / "section.py").read_text(encoding="utf-8")

# Keys that the source puts together: what stands before the first brace, and what may follow.
DYNAMIC = {
    "schema.over_time.": ("inputs_hidden", "hidden_hidden", "hidden"),
    "board.group.": (*PHASES, "compare", "final", "derivative", "formula", "box"),
    "board.sheet.": tuple(GIVEN),
    "board.part.": PARTS,
    "check.": tuple(f"{said}.{size}" for said in ("needs", "found") for size in ("number", "row", "matrix", "stack")),
    "check.asked.": tuple(item.name for item in CONVENTIONS),
    "check.head.": ("step", "name", "given"),
    "check.key.": PRACTICE_KEYS,
    "check.does.": PRACTICE_KEYS,
    "check.find.": (
        "line",
        "reason",
        "value",
        "right_line",
        "wrong_line",
        "follows",
        "right_reason",
        "wrong_reason",
        "no_reason",
    ),
    "check.skill.": ("lines", "rule", "at_first", "mastered"),
    "mistake.": MISTAKES,
    "theme.": (*dict.fromkeys(map(theme_of, MISTAKES)), "unexplained"),
    "convention.": tuple(item.name for item in CONVENTIONS),
    "verdict.": WORST,
    "list.": ("name", "test", "what", "expected", "found", "variants", "planted", "as_expected", "count", "variant"),
    "check.class.head.": (
        *("student", "score", "points", "first_error", "mistake", "count", "about", "convention", "line", "wrong"),
        *("follows", "right", "answered", "given", "students"),
    ),
    "fault.wish.": (*WISHES, "other"),
    "command.progress.": ("vary", "stress", "grade"),
    "board.form.": ("scalar", "matrix"),
    "board.cost.": ("reverse", "forward", "paths"),
    "board.algorithm.": ("forward", "top", "gradient", "pass", "start", "reader", "update"),
    "fault.unknown_": FAMILIES,
    "fault.": ("overflow", "division", "domain"),
    "hint.": FAMILIES,
    "hint.train_": ("train", "data", "loss"),
    "board.train.": ("epoch", "steps", "loss", "accuracy", "test_loss", "test_accuracy"),
    "page.": (
        "contents",
        "and_more",
        *WORDS,
        *JUDGED,
        *READABLE,
        *BUTTONS,
        *re.findall(r"self\.say\([\"'](\w+)", SECTION),
    ),
    "page.verdict.": VERDICTS,
    "kind.": (*FAMILIES, "problem", "question", "observation", "texts"),
    "help.": (
        *COMMANDS,
        *(parameter.declared.key for parameter in (HELP, *COMPLETION)),
        "problems_argument",
        "problem_argument",
        "kind_argument",
        "schema_argument",
        "answers_argument",
        "widths_argument",
        "mistake_argument",
        "directory_argument",
    ),
    "metavar.": tuple(key.partition(".")[2] for key in catalogue("en") if key.startswith("metavar.")),
    "usage.": (
        *(*PANELS, "commands", "name", "synopsis_head", "exit_codes", "environment"),
        *map(str.lower, VARIABLES),
    ),
    "usage.exit_": tuple(map(str, EXIT_CODES)),
    "schema.": tuple(key.removeprefix("schema.") for key in IN_SCHEMAS if key.startswith("schema.")),
    **{f"schema.{part}.": () for part in ("option", "parameter", "size", "init", "given", "clip")},  # among those
    **{f"{family}.": tuple(KINDS[family]) for family in FAMILIES},
}
# What stays English in a Russian text: what one types or reads in a file, and names of formats and units.
CODE_WORDS = {
    *("classroom", "Classroom", "NAME", "FILE", "tex", "space", "worksheet", "wrong_sign", "from"),
    *("Moodle", "moodle", "quiz", "zip"),
    *("flip", "padding", "flatten", "max_pool"),
    *("backprop", "step", "problems", "docs", "problem", "format", "md", "yaml", "plain", "table", "json", "f", "ex"),
    *("man", "epoch", "test", "JSON", "YAML", "UTF", "ASCII", "BACKPROP_LANG", "LC_ALL", "LANG", "en", "ru"),
    *(
        "always",
        "auto",
        "never",
        "optimisers",
        "conventions",
        "weights",
        "outputs_by_inputs",
        "observations",
        "relu_at_zero",
        "name",
    ),
    *("at_loss", "at_gradients", "rows", "columns", "PyTorch"),
    *("network", "computation", "svg", "tikz", "html"),
    *CHAINS,
    *(
        "forward",
        "loss",
        "backward",
        "gradient",
        "update",
        "final",
        "train",
        "lr",
        "network",
        "data",
        "done",
        "class",
        "with",
    ),
    *("layer", "ask", "formula", "id", "bias", "false", "reduction", "sum", "mse", "sgd", "linear", "sigmoid"),
    *("of", "skip", "residual", "branches", "join", "add", "relu", "X", "O", "H"),
    *("softmax", "ReLU", "alpha", "slope", "delta", "exp", "ln", "sqrt", "x", "y", "y_hat", "a", "p", "e"),
    *(
        "composed",
        "outputs",
        "derivatives",
        "boxes",
        "backprop",
        "algorithm",
        "cost",
        "graph",
        "reverse",
        "ID",
    ),
    *("explain", "given", "accept", "any", "none", "loss_without_half", "descent_direction", "full", "half"),
    *("vary", "grade", "jsonl", "Dask", "dask", "HOST", "PORT", "pip", "install", "cli"),
    *("latex", "html", "HTML", "Enter", "text", "svg", "dot", "mermaid", "tikz"),
    *("answers", "expression", "inputs_by_outputs", "after_backward", "during_backward", "shared", "bound"),
    *(
        "value",
        "question",
        "questions",
        "usual",
        "all",
        "strict",
        "check",
        "Markdown",
        "CSV",
        "points",
    ),
    *(
        "tests",
        "score",
        "first_error",
        "mistake",
        "h",
        "o",
        "write",
        "practice",
        "Ctrl",
        "D",
    ),
    *(
        "state",
        "v_W",
        "v_b",
        "t",
        "m",
        "s",
        "polyak",
        "ewma",
        "clip",
        "norm",
        "update_order",
        "start",
        "every",
        "times",
        "decay",
        "k",
        "Adam",
        "AdaGrad",
        "RMSProp",
    ),
    *("std", "mean", "true", "null", "v", "Excel", "losses", "max", "tanh", "L"),
    *("after", "jacobian", "total", "first"),
    *("npz", "csv", "X", "nan", "file", "digits", "numpy", "savez", "pickle", "order", "batch", "epochs"),
    *("cross_entropy_with_logits", "squared", "euclidean"),
    *("WQ", "WK", "WV", "Q", "K", "V", "d", "E", "inverted", "dropout", "attention", "root", "old", "new", "stride"),
    *(
        "Wh",
        "Whn",
        "Wx",
        "before",
        "bhn",
        "c",
        "g",
        "gru",
        "i",
        "last",
        "lstm",
        "n",
        "r",
        "rnn",
        "z",
    ),  # of layers over time
    *("low", "high", "gamma", "log_softmax", "float", "compact"),
    *("W", "dL", "dW", "T", "N", "frozen", "b", "at", "nodes", "wrt", "function", "init", "he", "seed", "inputs"),
}
