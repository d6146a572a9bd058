"""Hostile input: whatever is read, the answer is a message, soon, and exit code 2; never a traceback, never a 70."""

import os
import resource
import subprocess
import sys
import time

import pytest

from backprop_cli.build import build
from backprop_cli.errors import BackpropError, describe
from backprop_cli.expr.node import symbol
from backprop_cli.problem import load, load_text
from backprop_cli.program import Assignment, run_decimal
from backprop_cli.questions import answers
from backprop_cli.readings.algebras import DECIMAL
from backprop_cli.solution import solve
from backprop_cli.views.lookup import find_value

NET = "network:\n  - linear: {weights: [[1, -1], [1/2, 0]], bias: [0, 0.1]}\n  - relu\n"
DATA = "data:\n  - {x: [1, 2], y: [0, 1]}\n  - {x: [0, 1], y: [1, 0]}\n"
WHOLE = NET + "loss: mse\n# two observations\n" + DATA + "train: {lr: 0.1, order: [2, 1]}\n"
ONE = "network: [identity]\n"
LAUGHS = "".join(f"l{n}: &l{n} [{', '.join([f'*l{n - 1}'] * 9)}]\n" for n in range(1, 10))


def lr(said):
    return WHOLE.replace("0.1, order", f"{said}, order")


def weights(said):
    return f"network:\n  - linear: {{weights: {said}}}\n"


def order(said):
    return WHOLE.replace("[2, 1]", said, 1) if "[2, 1]" in WHOLE else ""


def question(said):
    return WHOLE + f"questions:\n  - {said}\n"


def observation(said, loss="mse"):
    return f"{NET}loss: {loss}\ndata:\n  - {said}\n"


# What is wrong → the text, the place (none where there is no one place) and a part of the message or the hint
READ = {
    # numbers that YAML 1.1 reads otherwise, and what is none
    "sexagesimal": (lr("1:30"), "9:13", "1:30 is no number"),
    "yes": (lr("yes"), "9:13", "expected a number, found yes"),
    "hexadecimal": (lr("0x10"), "9:13", "0x10 is no number"),
    "octal": (lr("0o17"), "9:13", "0o17 is no number"),
    "binary": (lr("0b11"), "9:13", "0b11 is no number"),
    "underscores": (lr("1_000"), "9:13", "write 1000"),
    "thousands": (lr("1'000"), "9:13", "write 1000"),
    "narrow spaces": (lr("1\u202f000"), "9:13", "write 1000"),
    "tilde": (lr("~"), "9:13", "expected a number, found ~"),
    "equals": (lr("="), "9:13", "expected a number, found ="),
    "nothing": (lr(""), "9:13", "expected a number, found nothing"),
    "empty text": (lr('""'), "9:13", "expected a number, found nothing"),
    "merge key": (WHOLE.replace("{lr", "{<<: {done: 1}, lr"), "9:9", "merge keys are not read"),
    "date": (lr("2020-01-01T00"), "9:23", "* is missing before T00"),
    "not a number": (lr(".nan"), "9:13", ".nan is no number to calculate with"),
    "infinity": (lr("-.INF"), "9:13", "-.INF is no number to calculate with"),
    "huge power of ten": (lr("1e999999999"), "9:13", "from -308 to 308"),
    "tiny power of ten": (lr("1e-309"), "9:13", "from -308 to 308"),
    "41 characters": (lr("1" * 41), "9:13", "40 characters at most, found 41"),
    "401 characters": (lr("1" + "+1" * 200), "9:13", "400 characters at most, found 401"),
    "exponent 17": (lr("2^17"), "9:15", "16 at most, found 17"),
    "exponent -17": (lr("2^-17"), "9:15", "16 at most, found -17"),
    "tower": (lr("9^9^9"), "9:15", "16 at most"),
    "import": (lr("\"__import__('os')\""), "9:25", "the sign ' has no meaning"),
    "call": (lr("open(x)"), "9:13", "there is no function open"),
    "attribute": (lr("x.y"), "9:13", "expected a number, found x.y"),
    "lambda": (lr("'lambda: 0'"), "9:20", "the sign : has no meaning"),
    "percent": (lr("50%"), "9:15", "a number is written as"),
    "currency": (lr("€5"), "9:13", "the sign € has no meaning"),
    "python power": (lr("2**3"), "9:14", "write a power as x^2"),
    "division by zero": (lr("1/0"), "9:14", "division by zero"),
    "hidden division by zero": (lr("1/(exp(0) - 1)"), "9:14", "division by zero"),
    "logarithm of zero": (lr("ln(0)"), "9:13", "this has no value"),
    "root of a negative": (lr("sqrt(-2)"), "9:13", "this has no value"),
    "complex": (lr("(-8)^(1/3)"), "9:13", "this has no value"),
    "float overflow": (lr("exp(1000)"), "9:13", "too large"),
    "product overflow": (lr("1e308*1e308"), "9:13", "too large"),
    "literal overflow": (lr("9e308"), "9:13", "too large"),
    "decimal comma": (NET + "loss: mse\n" + DATA + "train:\n  lr: 0,1\n", "9:7", "write 0.1"),
    "two points": (lr("1.2.3"), "9:16", "a number is written as"),
    "unit": (lr("5kg"), "9:14", "missing before kg"),
    "deep brackets": (lr("(" * 100 + "1" + ")" * 100), "9:46", "deeper than 32"),
    "many minuses": (lr("-" * 100 + "1"), None, "deeper than 32"),
    "many roots": (lr("√" * 100 + "1"), None, "deeper than 32"),
    "letter O": (lr("1O"), "9:13", "write 10"),
    "list for a number": (lr("[1]"), "9:13", "expected a number, found a list"),
    "keys for a number": (lr("{a: 1}"), "9:13", "expected a number, found keys with values (a)"),
    "block text": (WHOLE.replace("{lr: 0.1, order: [2, 1]}", "\n  lr: |\n    1 2\n"), "10:7", "missing before 2"),
    # signs that only look right
    "cyrillic number": (lr("1е3"), "9:13", "е (U+0435) only looks like e; write 1e3"),
    "full-width digits": (lr("１２"), "9:13", "write 12"),
    "arabic digits": (lr("٣"), "9:13", "write 3"),
    "cyrillic function": (lr("ехp(1)"), "9:13", "write exp"),
    "cyrillic key": (WHOLE.replace("data", "dаta"), "6:1", "а (U+0430) only looks like a; write data"),
    "cyrillic option": (lr("1").replace("lr", "Ir"), "9:9", "lr is missing|there is no key Ir"),
    "cyrillic kind": (WHOLE.replace("relu", "rеlu"), "3:5", "write relu"),
    "cyrillic loss": (WHOLE.replace("mse", "mѕe"), "4:7", "write mse"),
    "cyrillic word": (WHOLE + "conventions: {weights: inputs_by_оutputs}\n", "10:24", "write inputs_by_outputs"),
    "full-width epochs": (WHOLE.replace("order", "epochs: １, order"), None, "write 1"),
    # texts that are no text
    "NUL": ("title: \0\n", "1:8", "U+0000"),
    "only NUL": (b"\0" * 1000, "1:1", "U+0000"),
    "escape": ("title: \x1b[31m\n", "1:8", "U+001B"),
    "escaped escape": ('title: "\\e[31m"\n' + WHOLE, "1:8", "U+001B"),
    "escaped right-to-left": ('title: "\\u202e"\n' + WHOLE, "1:8", "U+202E"),
    "escape in a name": ('name: "\\e"\n' + WHOLE, "1:7", "U+001B"),
    "delete": ("title: a\x7f\n", "1:9", "U+007F"),
    "half a pair": ('title: "\\ud800"\n', None, "this is no YAML"),
    "latin-1": (b"title: caf\xe9\n", "1:11", "the byte 0xe9"),
    "latin-1 after utf-8": ("# абв\ntitle: ё".encode() + b"\xe9\n", "2:9", "the byte 0xe9"),
    "utf-16": (WHOLE.encode("utf-16"), "1:1", "looks like UTF-16"),
    "utf-16 without a mark": (WHOLE.encode("utf-16-le"), None, "looks like UTF-16"),
    "utf-32": (WHOLE.encode("utf-32"), None, "UTF-16"),
    "a picture": (b"\x89PNG\r\n\x1a\n\0\0", "1:1", "the byte 0x89"),
    "gzip": (b"\x1f\x8b\x08\0", None, "save the file as UTF-8"),
    # YAML
    "empty": ("", "1:1", "there is no problem in this file"),
    "blank": (" \n\n", "1:1", "there is no problem in this file"),
    "comment": ("# nothing\n", "1:1", "there is no problem in this file"),
    "blank documents": ("---\n---\n", None, "there is no problem in this file"),
    "mark only": ("\ufeff", "1:1", "there is no problem in this file"),
    "null": ("null\n", "1:1", "found null"),
    "number": ("42\n", "1:1", "expected keys with values, found 42"),
    "list": ("- network\n", "1:1", "expected keys with values, found a list"),
    "braces": ("{}\n", "1:1", "needs a network"),
    "tab": ("network:\n\t- relu\n", "2:1", "indent with spaces"),
    "open bracket": ("network: [relu\n", None, "is not closed"),
    "open brace": ("network: [{linear: {weights: [[1]]}]\n", None, "is not closed"),
    "open quote": ('title: "a\n' + WHOLE, "1:8", "is not closed"),
    "colon": ("title: a: b\n", "1:9", "this is no YAML"),
    "indentation": ("network:\n  - relu\n - relu\n", None, "this is no YAML"),
    "at": ("title: @a\n", "1:8", "this is no YAML"),
    "backtick": ("title: `a`\n", "1:8", "this is no YAML"),
    "bad directive": ("%YAML 9.9\n---\na\n", None, "this is no YAML"),
    "duplicate key": (WHOLE + "loss: mae\n", "10:1", "already in line 4"),
    "duplicate inner key": (WHOLE.replace("{lr: 0.1", "{lr: 0.1, lr: 1"), "9:18", "already in line 9"),
    "list as a key": ("{[1]: 2}\n", "1:2", "a key must be a word"),
    "question mark key": ("? {a: 1}\n: 2\n", None, "a key must be a word"),
    "python tag": ("a: !!python/object/apply:os.system [ls]\n", "1:4", "!!python/object/apply:os.system is not read"),
    "binary tag": ("title: !!binary aGk=\n" + WHOLE, "1:8", "!!binary is not read"),
    "own tag": ("title: !foo x\n" + WHOLE, "1:8", "!foo is not read"),
    "float tag": (lr("!!float 1"), "9:13", "leave the tag away"),
    "set tag": ("data: !!set {a, b}\n", "1:7", "!!set is not read"),
    "unknown alias": ("title: *a\n", "1:8", "the alias *a means nothing"),
    "alias of another document": ("title: &a x\n" + WHOLE + "---\ntitle: *a\n", None, "the alias *a means nothing"),
    "alias of itself": ("notes: &a [*a]\n", "1:12", "stands inside what it means"),
    "keys of itself": ("names: &a {b: *a}\n", "1:15", "stands inside what it means"),
    "billion laughs": ("l0: &l0 [a]\n" + LAUGHS, "6:6", "20000 values at most|aliases counted"),
    "deep list": ("title: " + "[" * 100_000, None, "deeper than 32"),
    "deep braces": ("title: " + "{a: " * 50_000, None, "deeper than 32"),
    "deep dashes": ("- " * 50_000, None, "deeper than 32"),
    "20,001 values": ("title: [" + "1, " * 20_001 + "]\n", None, "20000 values at most"),
    "65 documents": ("---\ntitle: t\n" * 65, "129:1", "64 documents at most"),
    "300 KB": ("#" * 300_000, "1:1", "256 KB at most, this one has 293"),
    "300 KB in letters of two bytes": ("#" + "ж" * 150_000, "1:1", "256 KB at most"),
    "17 MB": (b"#" * 17_000_000, "1:1", "16384 KB at most"),
    "long line": ("network: [" + "relu, " * 15_000 + "sigmoyd]\n", None, "there is no layer sigmoyd"),
    "long key": ("k" * 1000 + ": 1\n", None, "there is no key kkk|this is no YAML"),
    "long word": ("network: [" + "k" * 200_000 + "]\n", "1:11", "there is no layer kkk"),
    "long number": ("network: [relu]\ndata: [{x: [" + "1_" * 100_000 + "x]}]\n", "2:12", "400 characters at most"),
    "10,000 unknown keys": ("".join(f"key{n}: 1\n" for n in range(10_000)), None, "there is no key key0"),
    "9,000 bad numbers": ("data: [{x: [" + "a, " * 9_000 + "]}]\n", None, "expected a number, found a"),
    # the network
    "no network": ("title: t\n", "1:1", "a problem needs a network"),
    "network that is no list": ("network: relu\n", "1:10", "expected a list of layers, found relu"),
    "empty network": ("network: []\n", "1:10", "expected a list of layers, found an empty list"),
    "network of nothing": ("network:\n", None, "expected a list of layers, found nothing"),
    "layer of nothing": ("network:\n  -\n", None, "expected a layer"),
    "layer that is a list": ("network: [[relu]]\n", "1:11", "expected a layer"),
    "options not indented": ("network:\n  - linear:\n    weights: [[1]]\n", "2:5", "indent the options of linear"),
    "unknown layer": ("network: [sigmiod]\n", "1:11", "did you mean sigmoid?"),
    "layer in capitals": ("network: [ReLU]\n", "1:11", "did you mean relu?"),
    "layer of a path": ("network: [../relu]\n", "1:11", "there is no layer ../relu"),
    "layer of a module": ("network: [__init__]\n", "1:11", "there is no layer __init__"),
    "unknown option": ("network: [{relu: {slope: 1}}]\n", "1:19", "it takes no options"),
    "misspelt option": ("network: [{leaky_relu: {slop: 1}}]\n", "1:25", "did you mean slope?"),
    "options that are a list": ("network: [{linear: [[1]]}]\n", "1:20", "expected keys with values, found a list"),
    "no weights": ("network: [linear]\n", "1:11", "weights are missing"),
    "weights of nothing": (weights("~"), "2:23", "expected a matrix (a list of rows), found ~"),
    "weights in a row": (weights("[1, 2]"), "2:23", "write a list of rows"),
    "weights without rows": (weights("[]"), "2:23", "found an empty list"),
    "weights with an empty row": (weights("[[]]"), "2:24", "expected a list that is not empty"),
    "weights of mixed rows": (weights("[[1], 2]"), "2:29", "expected a list that is not empty, found 2"),
    "ragged weights": (weights("[[1, 2], [3]]"), "2:32", "row 2 has 1 number, the first has 2"),
    "weights too deep": (weights("[[[1]]]"), "2:25", "expected a number, found a list"),
    "bias of another length": (weights("[[1, 2]], bias: [1]") + "data: [{x: [1]}]\n", "2:39", "expected 2"),
    "bias that is a number": (weights("[[1]], bias: 0"), "2:36", "bias: [0, 0.1]"),
    "bias that is true": (weights("[[1]], bias: true"), "2:36", "bias: false"),
    "too many rows": (weights("[[1], [2]]") + "data: [{x: [1]}]\n", "2:23", "2 rows, but 1 number arrives"),
    "turned": (
        weights("[[1, 2]]") + "data: [{x: [1]}]\nconventions: {weights: outputs_by_inputs}\n",
        "2:23",
        "2 columns, but 1 number arrives",
    ),
    "second layer": (weights("[[1]]") + "  - linear: {weights: [[1], [2]]}\n", "3:23", "linear (layer 2)"),
    "scalar graph": ("expression: x^2\n", "1:13", "not solved by this version"),
    # the loss, the data, the training
    "unknown loss": (WHOLE.replace("mse", "msee"), "4:7", "did you mean mse?"),
    "two losses": (WHOLE.replace("mse", "{mse: {}, mae: {}}"), "4:7", "expected a loss"),
    "unknown reduction": (WHOLE.replace("mse", "{mse: {reduction: total}}"), "4:25", "expected one of mean, sum"),
    "unknown loss option": (WHOLE.replace("mse", "{huber: {detla: 1}}"), "4:16", "did you mean delta?"),
    "no data in the list": (NET + "data: []\n", "4:7", "found an empty list"),
    "data that are numbers": (NET + "data: [1, 2]\n", "4:8", "expected keys with values, found 1"),
    "no inputs": (NET + "data: [{y: [1]}]\n", "4:8", "x is missing"),
    "empty inputs": (observation("{x: [], y: [0, 1]}"), "6:9", "found an empty list"),
    "too few inputs": (observation("{x: [1], y: [0, 1]}"), "6:9", "the network takes 2|but 1 number arrives"),
    "nested inputs": (observation("{x: [[1, 2]], y: [0, 1]}"), "6:10", "expected a number, found a list"),
    "no target": (observation("{x: [1, 2]}"), "6:5", "has no target y, which the loss mse needs"),
    "too few targets": (observation("{x: [1, 2], y: [1]}"), "6:20", "the network puts out 2"),
    "target above 1": (observation("{x: [1, 2], y: [0, 1.5]}", "log_loss"), "6:24", "between 0 and 1, found 3/2"),
    "target below 0": (observation("{x: [1, 2], y: [-1, 0]}", "log_loss_with_logits"), "6:21", "found -1"),
    "target that is no fraction": (observation("{x: [1, 2], y: [0, exp(1)]}", "log_loss"), "6:24", "found exp(1)|found exp 1"),
    "targets that sum to 2": (observation("{x: [1, 2], y: [1, 1]}", "cross_entropy"), "6:20", "must sum to 1, found 2"),
    "class 0": (observation("{x: [1, 2], y: {class: 0}}", "cross_entropy"), "6:28", "expected a whole number from 1"),
    "class 3 of 2": (observation("{x: [1, 2], y: {class: 3}}", "cross_entropy"), "6:28", "has 2 outputs"),
    "class by name": (observation("{x: [1, 2], y: {class: cat}}", "cross_entropy"), "6:28", "found cat"),
    "no class": (observation("{x: [1, 2], y: {}}", "cross_entropy"), "6:20", "class is missing"),
    "no lr": (NET + "train: {order: [1]}\n", None, "lr is missing"),
    "train that is a number": (NET + "train: 0.1\n", "4:8", "expected keys with values, found 0.1"),
    "order 0": (order("[0]"), "9:26", "found 0"),
    "order -1": (order("[-1]"), "9:26", "found -1"),
    "order 3 of 2": (order("[1, 3]"), "9:29", "observation 3 is asked for, but there are 2"),
    "huge order": (order("[99999999999999999999]"), "9:26", "expected a whole number"),
    "order of fractions": (order("[1.5]"), "9:26", "found 1.5"),
    "empty order": (order("[]"), "9:25", "found an empty list"),
    "empty mini-batch": (order("[[]]"), "9:26", "found an empty list"),
    "twice in a mini-batch": (order("[[1, 1]]"), "9:30", "stands twice in its mini-batch"),
    "order without data": (NET + "train: {lr: 1, order: [1]}\n", "4:23", "there are no data"),
    "epochs 0": (lr("1, epochs: 0"), "9:24", "found 0"),
    "a milliard epochs": (lr("1, epochs: 1000000000"), "9:24", "from 1 to 100000000"),
    "many epochs": (lr("1, epochs: 99999999"), "9:24", "at most 100000 are taken"),
    "more done than there is": (lr("1, done: 3"), "9:22", "3 steps are done"),
    "negative done": (lr("1, done: -1"), "9:22", "found -1"),
    "unknown optimiser": (lr("1, optimizer: adma"), "9:27", "there is no optimiser adma"),
    "convention": (WHOLE + "conventions: {relu_at_zero: 2}\n", "10:29", "between 0 and 1, found 2"),
    "conventions in a list": (WHOLE + "conventions: [weights]\n", "10:14", "expected keys with values"),
    # names, notes, questions
    "long name": ("name: " + "n" * 65 + "\n" + WHOLE, "1:7", "64 printable characters at most"),
    "name of two lines": ('name: "a\\nb"\n' + WHOLE, "1:7", "on one line"),
    "empty name": ('name: ""\n' + WHOLE, "1:7", "expected a text, found nothing"),
    "long title": ("title: " + "t" * 4001 + "\n" + WHOLE, "1:8", "4000 characters at most, found 4001"),
    "title in Latin": ("title: {la: t}\n" + WHOLE, "1:9", "there is no key la"),
    "notes that are a text": (WHOLE + "notes: a note\n", "10:8", "write a list of texts"),
    "names that are a list": (WHOLE + "names: [y_hat]\n", "10:8", "expected keys with values"),
    "one name twice": ("name: a\n" + WHOLE + "---\nname: a\n" + WHOLE, "12:7", "two problems of this file are called a"),
    "question without an id": (question("{ask: update}"), "11:5", "id is missing"),
    "question without asking": (question("{id: a}"), "11:5", "ask is missing"),
    "unknown asking": (question("{id: a, layer: 1, ask: forwards}"), "11:28", "did you mean forward?"),
    "asking nothing": (question("{id: a, layer: 1, ask: []}"), "11:28", "found an empty list"),
    "layer 0": (question("{id: a, layer: 0, ask: forward}"), "11:20", "found 0"),
    "layer 9": (question("{id: a, layer: 9, ask: forward}"), "11:20", "asks about layer 9, but there are 2"),
    "layers apart": (question("{id: a, layer: [1, loss], ask: backward}"), "11:20", "do not follow one another"),
    "layer twice": (question("{id: a, layer: [1, 1], ask: backward}"), "11:20", "do not follow one another"),
    "too much given": (question("{id: a, layer: 1, ask: forward, given: {input: 1}}"), "11:52", "has 1 number, expected 2"),
    "unknown given": (question("{id: a, layer: 1, ask: forward, given: {inputs: 1}}"), "11:45", "did you mean input?"),
    "given without a layer": (question("{id: a, ask: update, given: {input: 1}}"), "11:33", "names no layer"),
    "compare with nothing": (question("{id: a, ask: compare}"), "11:18", "add with: NAME"),
    "compare with a file": (question("{id: a, ask: compare, with: /etc/passwd}"), "11:33", "compares with /etc/passwd"),
    "compare with itself": ("name: me\n" + question("{id: a, ask: compare, with: me}"), "12:33", "compares with me"),
    "one id twice": (WHOLE + "questions: [{id: a, ask: update}, {id: a, ask: update}]\n", None, "two questions are called a"),
    # at solving: the line is named
    "logarithm of 0": (ONE + "loss: log_loss\ndata: [{x: [0], y: [1]}]\n", "-", "L = -y·ln y_hat"),
    "logarithm of 1 - 1": (ONE + "loss: log_loss\ndata: [{x: [1], y: [0]}]\n", "-", "L = -y·ln y_hat"),
    "logarithm of a saturated ReLU": ("network: [relu]\nloss: log_loss\ndata: [{x: [-3], y: [1]}]\n", "-", "has no value here"),
    "cross-entropy of 0": (ONE + "loss: cross_entropy\ndata: [{x: [0, 1], y: [1, 0]}]\n", "-", "has no value here"),
    "overflow forward": (weights("[[1e200]]") * 1 + "  - linear: {weights: [[1e200]]}\ndata: [{x: [1]}]\n", "-", "y_hat = H1·W2"),
    "overflow of a square": (ONE + "loss: squared_error\ndata: [{x: [1e200], y: [0]}]\n", "-", "L = (y - y_hat)^2"),
    "overflow of a step": (
        weights("[[1e150]]") + "loss: mse\ndata: [{x: [1], y: [0]}]\ntrain: {lr: 1e300, epochs: 3}\n",
        "-",
        "the number is too large",
    ),
    "nothing given": (ONE + "questions: [{id: a, layer: 1, ask: forward}]\n", "2:13", "needs X, which is neither given"),
}  # fmt: skip


def refused(data):
    """The faults of a text, which must come within two seconds."""
    start = time.perf_counter()
    with pytest.raises(BackpropError) as caught:
        for problem in load_text(data, "bad.yaml", "bad"):
            list(solve(problem).steps())
            list(answers(problem, exact=True))
    assert time.perf_counter() - start < 2
    assert caught.value.exit_code == 2
    return caught.value.faults


@pytest.mark.parametrize("name", READ)
def test_bad_input_is_refused_with_its_place_and_a_way_out(name):
    data, where, part = READ[name]
    faults = refused(data)
    said = [describe(fault) for fault in faults]
    assert any(any(word in one for word in part.split("|")) for one in said), said
    if where == "-":
        assert all(fault.mark is None for fault in faults)
    else:
        assert all(one.startswith("bad.yaml:") for one in said)
        assert where is None or any(one.startswith(f"bad.yaml:{where}: ") for one in said), said
    for one in said:
        assert len(one) < 1500
        assert one.replace("\n", "").isprintable()


def test_the_table_is_long():
    assert len(READ) >= 150


def test_a_division_by_zero_names_its_line():
    line = Assignment("a", 1 / symbol("x"), "forward")
    with pytest.raises(BackpropError, match="a = 1/x: division by zero"):
        run_decimal(line, {"x": 0.0}, DECIMAL)


def test_the_largest_network_that_may_be_written_is_read_and_built():
    (problem,) = load_text("network:\n" + "  - relu\n" * 19_000 + "data: [{x: [1]}]\n", "t", "t")
    assert len(list(build(problem, 1))) == 19_000


# Changes and addresses on the command line


@pytest.mark.parametrize(
    ("path", "value", "part"),
    [
        ("", "1", "is no path"),
        ("train..lr", "1", "is no path"),
        (".", "1", "is no path"),
        (".".join("a" * 20), "1", "is no path"),
        ("data.0.x", "[1]", "is no place in a list of 2"),
        ("data.3.x", "[1]", "is no place in a list of 2"),
        ("data.²", "1", "is no place in a list of 2"),
        ("data." + "9" * 5000, "1", "is no place in a list of 2"),
        ("data.x", "1", "is no place in a list of 2"),
        ("train.lr.deep", "1", "there is no deep inside the single value 0.1"),
        ("trian.lr", "1", "did you mean train?"),
        ("train.rl", "1", "there is no key rl"),
        ("train.lr", "", "expected a number, found nothing"),
        ("train.lr", "#", "expected a number, found nothing"),
        ("train.lr", "[1", "this is no YAML"),
        ("train.lr", "a: b: c", "this is no YAML"),
        ("train.lr", "---\n1\n---\n2", "is not one value"),
        ("train.lr", "\0", "U+0000"),
        ("train.lr", "!!python/none x", "leave the tag away"),
        ("train.lr", "fast", "expected a number, found fast"),
        ("train.order", "[3]", "observation 3"),
        ("network", "{}", "expected a list of layers"),
        ("network.1.linear.weights", "[[1]]", "1 row, but 2 numbers arrive"),
        ("loss", "mean", "there is no loss mean"),
        ("network.2", "[" * 100, "deeper than 32"),
    ],
)
def test_a_bad_change_is_refused(path, value, part):
    with pytest.raises(BackpropError) as caught:
        load_text(WHOLE, "bad.yaml", "bad", [(path, value, "--set")])
    assert part in str(caught.value)
    assert len(str(caught.value)) < 2000


@pytest.mark.parametrize(
    "address", ["", ":", "1:", ":L", "L", "0:L", "3:L", "9" * 30 + ":L", "1:W9", "1:W1[0,0]", "1:W1[3,1]", "1:W1[1,1,1]"]
    + ["1:L[1]", "1:W1[1", "1:W1]", "final:L", "final:", "1:__class__", "1:W1[1][1]", "\0", "²:L", "1:dL/d", "x" * 100_000]
)  # fmt: skip
def test_a_bad_address_is_refused(address):
    (problem,) = load_text(WHOLE, "t", "t")
    with pytest.raises(BackpropError) as caught:
        find_value(solve(problem), address)
    assert str(caught.value).startswith("error: ")


@pytest.mark.parametrize(
    "name", ["", "nowhere.yaml", "ex33", "ex3#no", "#", "#" * 5000, "a\0b", "x" * 5000, "ex4#ex4-regresion"]
)
def test_a_name_of_nothing_is_refused(name):
    with pytest.raises(BackpropError) as caught:
        load(name)
    assert len(str(caught.value)) < 2000


# As a process


def memory(arguments, stdin=b"", cwd=None):
    """Runs the command alone, and gives the finished process with the megabytes it took."""
    code = (
        "import resource, subprocess, sys\n"
        "done = subprocess.run([sys.executable, '-m', 'backprop_cli', *sys.argv[1:]])\n"
        "print('PEAK', resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024, file=sys.stderr)\n"
        "sys.exit(done.returncode)"
    )
    start = time.perf_counter()
    environment = {**os.environ, "NO_COLOR": "1", "LC_ALL": "C.UTF-8", "BACKPROP_LANG": "en"}
    done = subprocess.run(
        [sys.executable, "-c", code, *map(str, arguments)],
        input=stdin, capture_output=True, timeout=60, cwd=cwd, env=environment,
    )  # fmt: skip
    done.seconds = time.perf_counter() - start
    done.err = done.stderr.decode()
    done.peak = int(done.err.rpartition("PEAK ")[2])
    return done


def ends_well(done, part):
    assert done.returncode == 2, done.err
    assert done.stdout == b""
    assert "Traceback" not in done.err
    assert part in done.err
    assert done.seconds < 3
    assert done.peak < 200


PIPED = {
    "empty NULs": (b"\0" * 100, "U+0000"),
    "brackets": (b"title: " + b"[" * 100_000, "deeper than 32"),
    "braces": (b"{" * 100_000, "deeper than 32"),
    "laughs": (("l0: &l0 [a]\n" + LAUGHS).encode(), "20000 values"),
    "17 MB": (b"a: b\n" * 3_400_000, "16384 KB"),
    "16 MB in one document": (b"a" * 16_000_000, "256 KB"),
    "16 MB of documents": (b"--- a\n" * 2_600_000, "64 documents"),
    "20,001 values": (b"title: [" + b"1," * 20_001 + b"]", "20000 values"),
    "250 KB of bad numbers": (b"network: [relu]\ndata: [{x: [" + b"a," * 19_000 + b"]}]", "expected a number"),
    "250 KB of unknown keys": (b"".join(b"key%d: 1\n" % n for n in range(9_900)), "there is no key key0"),
    "tower": (lr("9^9^9").encode(), "<stdin>:9:15"),
    "several": (b"network: [sigmiod]\nloss: msee\n", "did you mean mse?"),
    "overflow": (READ["overflow forward"][0].encode(), "y_hat = H1·W2"),
    "saturated": (READ["logarithm of 0"][0].encode(), "has no value here"),
    "python": (b"a: !!python/object/apply:os.system ['touch hacked']\n", "is not read"),
}


@pytest.mark.parametrize("name", PIPED)
def test_a_bad_pipe_ends_with_2_soon_and_in_little_memory(name, tmp_path):
    data, part = PIPED[name]
    ends_well(memory(["solve", "-"], data, tmp_path), part)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("arguments", "part"),
    [
        (["solve", "."], "is a folder"),
        (["solve", "/dev/null"], "there is no problem"),
        (["solve", "nowhere.yaml"], "no such file"),
        (["solve", "ex3", "--set", "train.lr"], "expected PATH=VALUE"),
        (["solve", "ex3", "--set", "data.9.x=[1]"], "is no place in a list of 2"),
        (["solve", "ex3", "--set", "train.epochs=1000000000"], "expected a whole number"),
        (["solve", "ex3", "--lr", "fast"], "--lr:1:1: error: expected a number, found fast"),
        (["solve", "ex3", "--loss", "msee"], "did you mean mse?"),
        (["solve", "ex3", "--get", "9:L"], "there is no step 9"),
        (["solve", "ex3", "--get", "²:L"], "say in which of the 2 steps"),
        (["solve", "--", "-#nothing"], "no problem of this file is called nothing"),
        (["step", "ex4"], "name one with FILE#NAME"),
        (["validate", "ex3", "#"], "no such file"),
    ],
)
def test_bad_arguments_end_with_2(backprop, arguments, part):
    done = backprop(*arguments, stdin=WHOLE)
    assert (done.returncode, done.out) == (2, ""), done.err
    assert any(word in done.err for word in part.split("|")), done.err
    assert "Traceback" not in done.err


@pytest.mark.skipif(os.geteuid() == 0, reason="root reads every file")
def test_a_file_that_may_not_be_read_is_told(backprop, tmp_path):
    (tmp_path / "shut.yaml").write_text(WHOLE)
    (tmp_path / "shut.yaml").chmod(0)
    done = backprop("solve", "shut.yaml")
    assert (done.returncode, done.out) == (2, "")
    assert "shut.yaml cannot be read: Permission denied" in done.err


def test_a_strange_file_name_is_shown_harmlessly(backprop, tmp_path):
    (tmp_path / "a\x1b[31m\n.yaml").write_text("network: [sigmiod]\n")
    done = backprop("solve", "a\x1b[31m\n.yaml")
    assert done.returncode == 2
    assert "\x1b" not in done.err
    assert ":1:11: error: there is no layer sigmiod" in done.err


def test_the_measure_of_memory_sees_what_is_there():
    assert resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss >= 0
    assert memory(["--version"]).peak > 5
