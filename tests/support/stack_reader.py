"""A reader of STACK's questions as its import, its inputs and its response trees take them; Maxima works the flags out.

After questiontype.php, stack/prt.class.php, stack/prt.evaluatable.class.php and the samplequestions of STACK 4.11.
"""

import re
from typing import NamedTuple
from xml.etree import ElementTree

from maxima_process import evaluated

PARTS = (
    *("name", "questiontext", "generalfeedback", "defaultgrade", "penalty", "hidden", "idnumber", "stackversion"),
    *("questionvariables", "specificfeedback", "questionnote", "questiondescription", "questionsimplify"),
    *("assumepositive", "assumereal", "prtcorrect", "prtpartiallycorrect", "prtincorrect", "decimals"),
    *(
        "scientificnotation",
        "multiplicationsign",
        "sqrtsign",
        "complexno",
        "inversetrig",
        "logicsymbol",
        "matrixparens",
    ),
    *("isbroken", "variantsselectionseed", "input", "prt", "qtest", "tags"),
)
INPUT = (
    *("name", "type", "tans", "boxsize", "strictsyntax", "insertstars", "syntaxhint", "syntaxattribute", "forbidwords"),
    *("allowwords", "forbidfloat", "requirelowestterms", "checkanswertype", "mustverify", "showvalidation", "options"),
)
TREE = ("name", "value", "autosimplify", "feedbackstyle", "feedbackvariables", "node")
NODE = (
    *("name", "description", "answertest", "sans", "tans", "testoptions", "quiet"),
    *("truescoremode", "truescore", "truepenalty", "truenextnode", "trueanswernote", "truefeedback"),
    *("falsescoremode", "falsescore", "falsepenalty", "falsenextnode", "falseanswernote", "falsefeedback"),
)
TEXTS = {"questiontext", "generalfeedback", "stackversion", "questionvariables", "specificfeedback", "questionnote"}
TEXTS |= {"questiondescription", "prtcorrect", "prtpartiallycorrect", "prtincorrect", "feedbackvariables"}
TEXTS |= {"truefeedback", "falsefeedback"}
# What STACK lets a teacher call, and its parser reads, of all that Maxima has.
KNOWN = {
    *("if", "then", "else", "elseif", "and", "or", "not", "true", "false", "for", "thru", "do"),
    *("block", "is", "numberp", "freeof", "length", "makelist", "delete", "float", "floor", "abs", "max", "min"),
    *("lmax", "lmin", "mod", "first", "exp", "log", "sqrt", "sin", "cos", "tan", "tanh", "erf"),
    *("signum", "EMPTYANSWER"),
}
EMPTY = "EMPTYANSWER"


class Node(NamedTuple):
    """A node: the flag that it reads; of each branch the score, the penalty, the next node, the note and the feedback."""

    flag: str
    branches: dict[bool, tuple[float, float | None, str, str, str]]


class Tree(NamedTuple):
    """A response tree: what it is worth, its variables in their order, and its nodes by their names."""

    points: float
    variables: list[tuple[str, str]]
    nodes: dict[str, Node]


class Result(NamedTuple):
    """What a tree says of a response."""

    score: float
    penalty: float
    note: str
    said: str


class StackQuestion(NamedTuple):
    """A question as STACK has it after its import."""

    identity: str
    text: str
    variables: str
    penalty: float
    inputs: dict[str, str]
    may_be_empty: set[str]
    trees: dict[str, Tree]
    tests: list[tuple[dict[str, str], dict[str, tuple[float, float, str]]]]


def read_stack(written):
    """The questions of a file; ValueError with the rule that it breaks."""
    root = ElementTree.fromstring(written)
    if root.tag != "quiz" or len(root) == 0 or root[0].get("type") != "category":
        raise ValueError("no category")
    questions = [question for question in root if question.get("type") != "category"]
    if any(question.get("type") != "stack" for question in questions):
        raise ValueError("another type")
    found = list(map(_question, questions))
    if len({one.identity for one in found if one.identity}) < len([one for one in found if one.identity]):
        raise ValueError("idnumber")
    return found


def _question(element):
    _has(element, PARTS)
    if not element.findtext("name/text"):
        raise ValueError("no name")
    if element.findtext("stackversion/text") != "2026010500" or element.findtext("isbroken") != "0":
        raise ValueError("version")
    inputs, trees = _named(element, "input", INPUT), _named(element, "prt", TREE)
    text = element.findtext("questiontext/text")
    found = re.findall(r"\[\[(\w+):(\w+)\]\]", text)
    expected = [(tag, name) for name in inputs for tag in ("input", "validation")] + [
        ("feedback", name) for name in trees
    ]
    if sorted(found) != sorted(expected) or text.count("[[") != len(found) or re.search(r"\{[@#]|\$\$|\\[(\[]", text):
        raise ValueError("placeholders")
    ElementTree.fromstring(f"<div>{text}</div>")
    return StackQuestion(
        element.findtext("idnumber"),
        text,
        element.findtext("questionvariables/text"),
        float(element.findtext("penalty")),
        {name: _input(one) for name, one in inputs.items()},
        {name for name, one in inputs.items() if "allowempty" in one.findtext("options").split(",")},
        {name: _tree(one) for name, one in trees.items()},
        [_test(one, inputs, trees) for one in element.iter("qtest")],
    )


def _has(element, parts):
    for part in parts:
        found = element.find(part)
        if found is None or (part in TEXTS and found.find("text") is None):
            raise ValueError(f"no {part}")
        if part in TEXTS and len(found.find("text")):
            raise ValueError("markup outside CDATA")


def _named(element, part, parts):
    found = element.findall(part)
    names = [one.findtext("name") for one in found]
    if len(set(names)) < len(names) or not all(re.fullmatch(r"[a-z]+[0-9]*|[0-9]+", name or "") for name in names):
        raise ValueError(f"names of {part}")
    for one in found:
        _has(one, parts)
    return dict(zip(names, found))


def _input(element):
    if element.findtext("type") != "numerical" or element.findtext("forbidfloat") != "0":
        raise ValueError("input")
    if element.findtext("mustverify") == "1" and element.findtext("showvalidation") == "0":
        raise ValueError("validation")
    return element.findtext("tans")


def _tree(element):
    nodes = {name: _node(one) for name, one in _named(element, "node", NODE).items()}
    order = list(nodes)
    for name, node in nodes.items():
        following = [branch[2] for branch in node.branches.values() if branch[2] != "-1"]
        if any(one not in nodes or order.index(one) <= order.index(name) for one in following):
            raise ValueError("next node")
    notes = [branch[3] for node in nodes.values() for branch in node.branches.values()]
    if len(set(notes)) < len(notes):
        raise ValueError("notes")
    source = element.findtext("feedbackvariables/text").strip()
    variables = [line.partition(":")[::2] for line in re.split(r";\n?", source) if line]
    return Tree(float(element.findtext("value")), variables, nodes)


def _node(element):
    if element.findtext("answertest") != "AlgEquiv" or element.findtext("tans") != "1":
        raise ValueError("answer test")
    branches = {}
    for side in ("true", "false"):
        part = {name: element.findtext(f"{side}{name}") for name in ("score", "penalty", "nextnode", "answernote")}
        penalty = float(part["penalty"]) if part["penalty"] else None
        said = element.findtext(f"{side}feedback/text")
        branches[side == "true"] = (float(part["score"]), penalty, part["nextnode"], part["answernote"], said)
    return Node(element.findtext("sans"), branches)


def _test(element, inputs, trees):
    entered = {one.findtext("name"): one.findtext("value") for one in element.iter("testinput")}
    expected = {
        one.findtext("name"): (
            float(one.findtext("expectedscore")),
            float(one.findtext("expectedpenalty") or "nan"),
            one.findtext("expectedanswernote"),
        )
        for one in element.iter("expected")
    }
    if not expected or {*entered} != {*inputs} or not {*expected} <= {*trees}:  # an input left out has no answer
        raise ValueError("test")
    return entered, expected


def results(question, responses):
    """What trees say of each response (texts by input; what is left out is blank), all by one run of Maxima.

    A response may name the trees that are asked, all being meant else. A tree that reads an input without an answer says
    nothing (None), unless that may be empty.
    """
    responses = [one if isinstance(one, tuple) else (one, tuple(question.trees)) for one in responses]
    sources = [question.variables] + [_function(name, tree) for name, tree in question.trees.items()]
    _known_names("\n".join(sources), question)
    reads = {name: _inputs(tree, question) for name, tree in question.trees.items()}
    before = question.inputs  # only what changes is entered anew
    for response, asked in responses:
        given = "".join(f"{name}:{response.get(name) or EMPTY}$\n" for name in {**before, **response})
        before = response
        sources.append(f"simp:false$\n{given}simp:true$")
        sources += [f"print(prt_{name}())$" for name in asked if _is_run(question, reads[name], response)]
    values = iter(evaluated("\n".join(sources)))
    return [
        {
            name: _walk(question.trees[name], next(values), question.penalty)
            if _is_run(question, reads[name], response)
            else None
            for name in asked
        }
        for response, asked in responses
    ]


def _inputs(tree, question):
    words = {word for _, text in tree.variables for word in re.findall(r"\w+", text)}
    return words & {*question.inputs}


def _is_run(question, reads, response):
    return {name for name in reads if not response.get(name)} <= question.may_be_empty


def _function(name, tree):
    """A tree as STACK compiles it: a function with its variables as local ones, which ends with the flags of its nodes."""
    names = [name for name, _ in tree.variables]
    if len(set(names)) < len(names) or not {node.flag for node in tree.nodes.values()} <= set(names):
        raise ValueError("variables")
    statements = ",".join(f"{name}:{text}" for name, text in tree.variables)
    flags = ",".join(node.flag for node in tree.nodes.values())
    return f"prt_{name}():=block([{','.join(names)}],{statements},[{flags}])$"


def _known_names(source, question):
    """Every name is one that STACK knows, or is made here."""
    source = re.sub(r"\d+\.\d*(e[-+]?\d+)?", "", source)
    made = set(re.findall(r"\b([a-z]\w*)(?:\(|:)", source)) & set(re.findall(r"\b([a-z]\w*)(?:\([\w,]*\):=|:)", source))
    made |= {name for listed in re.findall(r"\b\w+\(([\w,]*)\):=", source) for name in listed.split(",")}
    unknown = set(re.findall(r"\b[A-Za-z]\w*", source)) - KNOWN - made - {*question.inputs, "bpnone", "k", "y"}
    if unknown:
        raise ValueError(f"unknown to STACK: {sorted(unknown)}")


def _walk(tree, flags, penalty):
    """The way through a tree. A right answer has no penalty, and no penalty said is that of the question."""
    true = dict(zip((node.flag for node in tree.nodes.values()), flags, strict=True))
    if not set(true.values()) <= {0, 1}:
        raise ValueError("flag")
    name, said = next(iter(tree.nodes)), ""
    while name != "-1":
        score, taken, name, note, feedback = (node := tree.nodes[name]).branches[true[node.flag] == 1]
        said += feedback or ""
    return Result(score, 0.0 if score == 1 else penalty if taken is None else taken, note, said)


def failing(question):
    """The tests of a question that fail in STACK: their numbers from 1, with what each tree said instead."""
    found = results(question, [(entered, tuple(expected)) for entered, expected in question.tests])
    for number, ((_, expected), given) in enumerate(zip(question.tests, found), 1):
        for name, result in expected.items():
            if given[name] is None or result != given[name][:3]:
                yield number, name, result, given[name]
