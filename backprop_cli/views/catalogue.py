"""Tables of what there is: problems, and the kinds of layers, losses and optimisers with their formulas."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from ..errors import Message, as_name, fail, plainly
from ..evaluate.evaluate import value_shape
from ..expr.names import gradient_of
from ..expr.node import Node, number, symbol
from ..expr.traverse import symbols
from ..i18n import has
from ..problem.fields import kind_hint
from ..problem.model import Problem
from ..problem.network import fields_of
from ..problem.series import at_step, out_line
from ..problem.skeleton import example_of
from ..program.graph import sent_back
from ..program.network import network_inputs
from ..rules import Rules, edges_of, find, kinds, wire
from ..typed import Any
from .report import Block, Note, Said, Table, Verbatim


def problem_table(problems: Iterable[Problem], state: Message | None = None, lang: str = "en") -> Iterator[Block]:
    """A table of problems: name, network, loss and title; with a state (`valid`), that state in place of the title."""
    heads = (Message("list.name"), Message("list.network"), Message("list.loss"), Message("list.title"))
    rows = [
        (
            problem.name,
            _network(problem),
            problem.kinds_of_losses or "–",
            problem.text(problem.title, lang),
        )
        for problem in problems
    ]
    if state:
        yield Table((*heads[:3], Message("list.state")), tuple((*row[:3], state) for row in rows))
    else:
        yield Table(heads, tuple(rows))


def _network(problem: Problem) -> str:
    """The widths of a network, 2-2-1, of images 1×4×4-1-2; of a scalar graph its output and inputs, f(x, y)."""
    if problem.graph:
        return f"{problem.graph.output}({', '.join(problem.graph.inputs)})"
    widths = ["×".join(map(str, network_inputs(problem)))]
    for spec in problem.network:
        for shape in map(value_shape, spec.parameters.values()):
            widths += [str(shape[1] if len(shape) == 2 else shape[0])] if len(shape) > 1 else []
    return "-".join(map(str, widths))


def mistake_table() -> Iterator[Block]:
    """The misconceptions by theme, then the conventions: the name of each, where to look, and what is said of it."""
    from ..checking.explain.conventions import CONVENTIONS  # with all that judges, which other tables do without
    from ..checking.mistakes.catalogue import names, said_of, theme_of

    found = [(name, Message(f"theme.{theme_of(name)}"), said_of(name)) for name in names()]
    other = [(item.name, Message("list.convention"), Message(f"convention.{item.name}")) for item in CONVENTIONS]
    yield Table((Message("list.name"), Message("list.theme"), Message("list.about")), (*found, *other))


def kind_report(family: str, kind: str | None = None) -> Iterator[Block]:
    """The kinds of a family ("layers", "losses", "optimisers") with their formulas; of one kind, its rules, its keys
    in a file, and an example.

    Raises BackpropError for a kind that there is not, with the nearest one.
    """
    if kind is None:
        found = [rules for name in kinds(family) if (rules := find(family, name))]
        heads = (Message("list.kind"), Message("list.formula"), Message("list.about"))
        yield Table(heads, tuple((rules.kind, _formula(rules), _about(family, rules)) for rules in found))
        return
    rules = find(family, kind)
    if rules is None:
        raise fail(f"fault.unknown_{family}", None, kind_hint(kind, family), found=plainly(kind))
    yield Note(_about(family, rules))
    yield Table((Message("list.name"), Message("list.formula")), tuple(_lines(rules)))
    shapes = ", ".join(_shapes(rules)) if family in ("layers", "losses") else ""
    yield from (Note(Message("list.shapes", {"shapes": shapes})),) if shapes else ()
    yield from (Note(Message("list.window_places")),) if "′" in shapes else ()
    if rules.indices:
        yield Note(Message("list.single_index", {"shape": _sized("out", ("n", *rules.puts_out[1:]))}))
    if rules.carried:
        yield Note(Message("list.over_time"))
    keys = tuple((key, field.default or "", _said(field.told)) for key, field in fields_of(rules).items())
    if keys:
        yield Table((Message("list.option"), Message("list.default"), Message("list.about")), keys)
    if rules.source:
        yield Note(Message("list.source", {"source": rules.source}))
    yield Verbatim(example_of(family, kind))


def _said(key: str) -> Said:
    """What the catalogue says under a key, if anything."""
    return Message(key) if has(key) else ""


def _about(family: str, rules: Rules) -> Said:
    """What a kind is: its text in the catalogue, or the first line of its module's docstring if it has none yet."""
    key = f"{family}.{rules.kind}"
    return Message(key) if has(key) else rules.doc.strip().splitlines()[0].partition(" Source: ")[0]


def _formula(rules: Rules) -> Node:
    return wire(rules.out, edges_over_time(rules) if rules.carried else _edges(rules))


def _lines(rules: Rules) -> Iterator[tuple[Message, Node]]:
    """The rules of a kind, each as the name of what it gives and its formula."""
    if rules.carried:
        yield from _lines_over_time(rules)
        return
    edges = _edges(rules)
    for name, rule in (*rules.extras.items(), ("out", rules.out)):
        yield as_name(name), wire(rule, edges)
    if "x" not in rules.derivatives and rules.family == "layers":
        yield from _lines_back(rules, edges)
    for edge, rule in rules.derivatives.items():
        for place, name in enumerate(rules.reads or (edge,)):
            if edge != "x" or not rules.indices:  # there is no derivative by an index
                yield as_name(gradient_of(name)), wire(rule, {**edges, "place": place})


def _lines_back(rules: Rules, edges: dict[str, Any]) -> Iterator[tuple[Message, Node]]:
    """The gradients of a layer without a derivative by x, from the output down: sums of what readers send."""
    read, found = {"x", *rules.parameters, *rules.extras}, dict[str, Node]()
    for name, rule in reversed((*rules.extras.items(), ("out", rules.out))):
        node = wire(rule, edges)
        d = edges["d"] if name == "out" else symbol(gradient_of(name), node.shape)
        for by, value in symbols(node).items():
            sends = rules.sends.get((name, by))
            sent = wire(sends, {**edges, "d": d}) if sends else sent_back(name, node, d, value) if by in read else None
            if sent:  # in the place of the last one, below all that it reads
                found[by] = found.pop(by) + sent if by in found else sent
    yield from ((as_name(gradient_of(by)), node) for by, node in found.items())


def _shapes(rules: Rules) -> Iterator[str]:
    """The shapes of what a layer or a loss reads and puts out, n the observations of a batch: W (inputs, outputs)."""
    edges = edges_over_time(rules) if rules.carried else _edges(rules)
    read = [edges["x"]] if isinstance(edges["x"], Node) else edges["x"]
    arrays = {node.data: node.shape for node in read} | ({"y": edges["y"].shape} if "y" in edges else {})
    if rules.axes:
        arrays = {"x": ("n", *rules.axes)}
    arrays |= rules.parameters
    arrays["out"] = ("n", *rules.puts_out) if rules.axes else wire(rules.out, edges).shape
    yield from (_sized(name, shape) for name, shape in arrays.items())


def _sized(name: str, shape: tuple[Any, ...]) -> str:
    """A name with its shape, W (inputs, outputs), with no-break spaces, so that it is not torn over two rows."""
    sizes = ",\u00a0".join(map(str, shape))
    return f"{name}\u00a0({sizes})"


def _lines_over_time(rules: Rules) -> Iterator[tuple[Message, Node]]:
    """The lines of one time step, and what each sends back to what it reads."""
    edges, lines = edges_over_time(rules), (*rules.extras.items(), (out_line(rules), rules.out))
    made = [(at_step(name, "t"), wire(rule, edges)) for name, rule in lines]
    yield from ((as_name(name), node) for name, node in made)
    for name, node in reversed(made):
        d = symbol(gradient_of(name), node.shape)
        yield from ((as_name(gradient_of(by)), sent_back(name, node, d, x)) for by, x in symbols(node).items())


def edges_over_time(rules: Rules) -> dict[str, Any]:
    """A symbol for each argument of a recurrent layer's rules: x[t], h[t-1], the parameters and the lines of a step."""
    state = ("n", "hidden")
    edges: dict[str, Any] = {name: symbol(name, shape) for name, shape in rules.parameters.items()}
    edges |= {f"{line}_before": symbol(at_step(line, "t-1"), state) for line in rules.carried}
    edges |= {name: symbol(at_step(name, "t"), state) for name in rules.extras}
    edges |= {
        "x": symbol(at_step("x", "t"), ("n", "inputs")),
        **{name: words[0] for name, words in rules.choices.items()},
    }
    return edges


def _edges(rules: Rules) -> dict[str, Any]:
    """A symbol for each argument of a kind's rules.

    Their shapes are all of unknown size: of a shape with a 1 in it, a sum or a transpose would fold away.
    """
    every = (rules.out, *rules.extras.values(), *rules.derivatives.values())
    names = {name for rule in every for name in edges_of(rule)}
    dimensions: dict[str, tuple[object, ...]] = {
        "x": ("n", "outputs" if not rules.parameters else "inputs"),
        "out": ("n", "outputs"),
        "y": ("n", "outputs"),
        "d": ("n", "outputs"),
        **rules.parameters,
    }
    scalars = ("n", "inputs", "outputs")
    if rules.axes and not rules.example:
        from ..problem.array_example import example_edges  # which only these kinds need

        return {**{name: symbol(name) for name in names}, **example_edges(rules)}
    edges = {name: symbol(name, dimensions.get(name, ())) for name in names if name not in scalars}
    edges.update({name: symbol(name) for name in scalars})
    if rules.several:
        parts: tuple[object, ...] = ("outputs", "outputs") if rules.several == "alike" else (2, 3)
        edges |= {"x": tuple(symbol(f"x{at}", ("n", width)) for at, width in enumerate(parts, 1)), "place": 0}  # type: ignore[dict-item]
    if rules.reads:
        edges["x"] = tuple(symbol(name, dimensions["x"]) for name in rules.reads)  # type: ignore[assignment]
    if rules.function:
        edges[rules.function] = rules.function  # type: ignore[assignment]
    if rules.family == "losses":
        edges["d"] = number(1)
    return _with_inner(rules, edges)


def _with_inner(rules: Rules, edges: dict[str, Any]) -> dict[str, Any]:
    """The same with words and tables for options, and with the shapes of extra lines and of what is put out."""
    edges |= {name: words[0] for name, words in rules.choices.items()}
    edges |= {name: None if rules.axes else symbol(name, ("n", "outputs")) for name in rules.arrays}
    if rules.indices:
        edges["x"] = symbol("x", ("n", 1))
    for name, rule in rules.extras.items():
        edges[name] = symbol(name, wire(rule, edges).shape)
    if rules.extras and rules.family == "layers":
        edges |= {name: symbol(name, wire(rules.out, edges).shape) for name in ("out", "d")}
    return edges
