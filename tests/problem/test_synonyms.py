"""Words of other libraries: each is refused with the word that a problem file has for it."""

from collections import Counter

import pytest
from bad_files import faults_of

from backprop_cli import BackpropError, kinds
from backprop_cli.errors import describe
from backprop_cli.i18n import LANGUAGES
from backprop_cli.problem.read import PLACES
from backprop_cli.problem.synonyms import ACTIVATION, FAMILIES, KEYS, kind_meant, plain
from backprop_cli.rules import find
from backprop_cli.rules import kinds as kinds_of

NET = "network: [{linear: {weights: [[1]], bias: [0]}}]\n"
DATA = "data: [{x: [1], y: [1]}]\n"
SYNONYMS = [
    (family, kind, word) for family in FAMILIES for kind in kinds_of(family) for word in find(family, kind).also_called
]


def hints_of(text):
    """The last line of every fault that a text has: what to write."""
    return [describe(fault).splitlines()[-1].strip() for fault in faults_of(text)]


def as_kind(family, word):
    """A problem with a word in the place of a kind."""
    network = f"network: [{{linear: {{weights: [[1]]}}}}, '{word}']\n"
    return {
        "layers": network,
        "losses": f"{NET}{DATA}loss: '{word}'\n",
        "schedules": f"{NET}{DATA}loss: mse\ntrain: {{lr: {{'{word}': {{}}}}}}\n",
        "optimisers": f"{NET}{DATA}loss: mse\ntrain: {{lr: 1, optimizer: '{word}'}}\n",
    }[family]


@pytest.mark.parametrize(("family", "kind", "word"), SYNONYMS)
def test_a_kind_by_another_name_is_told_its_own(family, kind, word):
    assert hints_of(as_kind(family, word)) == [f"= did you mean {kind}?"]
    with pytest.raises(BackpropError, match=r"(?s).*") as caught:
        kinds(family, word)
    assert str(caught.value).endswith(f"did you mean {kind}?")


@pytest.mark.parametrize(
    ("word", "kind"),
    [
        *(("CrossEntropyLoss", "cross_entropy_with_logits"), ("BCELoss", "log_loss"), ("MSELoss", "mse")),
        *(("BCEWithLogitsLoss", "log_loss_with_logits"), ("NLLLoss", "nll"), ("L1Loss", "mae")),
        *(("SmoothL1Loss", "huber"), ("Dense", "linear"), ("LeakyReLU", "leaky_relu"), ("log-loss", "log_loss")),
    ],
)
def test_classes_of_libraries_are_understood(word, kind):
    assert kind_meant(word).kind == kind


@pytest.mark.parametrize("family", FAMILIES)
def test_no_word_stands_for_two_kinds_of_a_family(family):
    words = [plain(word) for kind in kinds_of(family) for word in (kind, *find(family, kind).also_called)]
    assert [word for word, count in Counter(words).items() if count > 1] == []


TOP = [(word, key) for key in PLACES[""][0] for word in KEYS.get(key, "").split()]


@pytest.mark.parametrize(("word", "key"), [*TOP, ("Layers", "network"), ("Loss-Function", "loss")])
def test_a_key_by_another_name_is_told_its_own(word, key):
    assert f"= did you mean {key}?" in hints_of(f"{word}: 1\n{NET}")


@pytest.mark.parametrize("word", ["learning_rate", "learning-rate", "eta", "LR"])
def test_a_key_of_training_by_another_name_is_not_missing_as_well(word):
    assert hints_of(f"{NET}{DATA}loss: mse\ntrain: {{{word}: 0.1}}\n") == ["= did you mean lr?"]


def test_a_network_by_another_name_is_not_missing_as_well():
    assert hints_of("layers: [relu]\n") == ["= did you mean network?"]


def test_what_stands_under_a_key_of_another_name_is_read_as_well():
    hints = hints_of("layers: [{dense: {W: [[1]]}}]\ntraining: {eta: 1}\n")
    assert hints == [f"= did you mean {word}?" for word in ("network", "linear", "train", "lr")]


@pytest.mark.parametrize("word", ACTIVATION)
def test_an_activation_inside_a_layer_is_told_to_be_a_layer(word):
    (hint,) = hints_of(f"network: [{{linear: {{weights: [[1]], {word}: logistic}}}}]")
    assert hint == "= an activation is a layer of its own: add the line - sigmoid after this layer"


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        (f"{NET}lr: 0.1", "= write it under train: train: {lr: 0.1}"),
        (f"{NET}learning_rate: 1/2", "= write it under train: train: {lr: 1/2}"),
        (f"{NET}optimizer: sgd", "= write it under train: train: {optimizer: sgd}"),
        (f"{NET}relu_at_zero: 1", "= write it under conventions: conventions: {relu_at_zero: 1}"),
        (f"{NET}{DATA}train: {{lr: 1, loss: mse}}", "= write it at the top of the file: loss: mse"),
        (f"{NET}{DATA}loss: relu", "= relu is a layer: write network: [relu]"),
        ("network: [{linear: {weights: [[1]]}}, mean_squared_error]", "= mse is a loss: write loss: mse"),
        (f"{NET}data: [{{x: 0,5}}]", "= write 0.5; inside braces a comma ends the value"),
        (f"{NET}{DATA}train: {{lr: 0,1}}", "= write 0.1; inside braces a comma ends the value"),
        ("expression: x*x\nat: {x: -1,25}", "= write -1.25; inside braces a comma ends the value"),
    ],
)
def test_a_word_in_a_wrong_place_is_told_the_right_one(text, hint):
    assert hints_of(text) == [hint]


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("text", [f"{NET}loss: {{mse: {{reduction: 5}}}}\n{DATA}", f"{NET}conventions: {{weights: 7}}"])
def test_what_there_is_to_choose_from_is_said_once(text, lang):
    (fault,) = faults_of(text)
    said = describe(fault, lang)
    assert all(said.count(str(word)) == 1 for word in fault.message.values["known"])
