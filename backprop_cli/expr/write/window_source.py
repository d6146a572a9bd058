"""Operations over windows as source of numpy or torch: a few functions that a script defines, and calls of them."""

from __future__ import annotations

from ...typed import Any
from ..node import Node
from ..windows import INPUT, KERNEL, OUTPUT, Geometry

# Both libraries have every function that is called here, under one name and with operands in one order: {m} is theirs.
_SOURCES = {
    "places": '''def places(shape, sizes, stride, padding):
    """For each entry of a window, row by row: where it lies in all windows, in an array with zeros around it."""
    counts = [(length + 2 * padding - size) // stride + 1 for length, size in zip(shape[2:], sizes)]
    for first in itertools.product(*map(range, sizes)):
        yield (..., *(slice(at, at + stride * count, stride) for at, count in zip(first, counts)))''',
    "framed": '''def framed(shape, padding, value):
    """An array with a padding around it, all of one value, and where the array itself lies in it."""
    inside = (..., *(slice(padding, padding + length) for length in shape[2:]))
    return {m}.full((*shape[:2], *(length + 2 * padding for length in shape[2:])), value), inside''',
    "windows": '''def windows(x, sizes, stride, padding, value=0.0):
    """Every window of x, its entries on a last axis of their own."""
    around, inside = framed(x.shape, padding, value)
    around[inside] = x
    return {m}.stack([around[place] for place in places(x.shape, sizes, stride, padding)], -1)''',
    "put_back": '''def put_back(parts, shape, sizes, stride, padding):
    """What each window has for its entries, added up where they lie in an array of this shape."""
    around, inside = framed(shape, padding, 0.0)
    for entry, place in enumerate(places(shape, sizes, stride, padding)):
        around[place] += parts[..., entry]
    return around[inside]''',
    "first_largest": '''def first_largest(held):
    """Whether an entry is the first largest one of its window."""
    return held.argmax(-1)[..., None] == {m}.arange(held.shape[-1])''',
    "max_pool": '''def max_pool(x, sizes, stride, padding):
    """The largest entry of every window."""
    held = windows(x, sizes, stride, padding, -{m}.inf)
    return {m}.where(first_largest(held), held, 0.0).sum(-1)''',
    "mean_pool": '''def mean_pool(x, sizes, stride, padding):
    """The mean of every window."""
    return windows(x, sizes, stride, padding).mean(-1)''',
    "to_winners": '''def to_winners(d, x, sizes, stride, padding):
    """The gradient of every window where its largest entry stands."""
    won = first_largest(windows(x, sizes, stride, padding, -{m}.inf))
    return put_back(d[..., None] * won, (len(d), *x.shape[1:]), sizes, stride, padding)''',
    "spread": '''def spread(d, shape, sizes, stride, padding):
    """The gradient of every window shared out evenly over its entries."""
    count = math.prod(sizes)
    return put_back((d / count)[..., None] * {m}.ones((count,)), shape, sizes, stride, padding)''',
    "grouped": '''def grouped(held, groups):
    """Windows by observation, group, channel of it, place and entry."""
    return held.reshape(len(held), groups, held.shape[1] // groups, -1, held.shape[-1])''',
    "kernels_of": '''def kernels_of(W, groups):
    """Kernels by group, output of it, channel and entry."""
    return W.reshape(groups, W.shape[0] // groups, W.shape[1], -1)''',
    "turned": '''def turned(W):
    """Kernels turned by half a turn."""
    return {m}.flip(W, tuple(range(2, len(W.shape))))''',
    "correlation": '''def correlation(x, W, shape, stride, padding, groups):
    """Every window of x times the kernel, summed, in an array of this shape."""
    held = grouped(windows(x, W.shape[2:], stride, padding), groups)
    return {m}.einsum("ngcpk,gock->ngop", held, kernels_of(W, groups)).reshape(shape)''',
    "kernel_gradient": '''def kernel_gradient(x, d, shape, stride, padding, groups):
    """The sum over all windows of the window times the gradient of its output."""
    held = grouped(windows(x, shape[2:], stride, padding), groups)
    parts = d.reshape(len(d), groups, d.shape[1] // groups, -1)
    return {m}.einsum("ngcpk,ngop->gock", held, parts).reshape(shape)''',
    "input_gradient": '''def input_gradient(d, W, shape, stride, padding, groups):
    """What every entry of x gets from all windows that hold it."""
    parts = d.reshape(len(d), groups, d.shape[1] // groups, -1)
    parts = {m}.einsum("ngop,gock->ngcpk", parts, kernels_of(W, groups))
    parts = parts.reshape(*shape[:2], *d.shape[2:], -1)
    return put_back(parts, shape, W.shape[2:], stride, padding)''',
}
_NEEDS = {
    "windows": ("framed", "places"),
    "put_back": ("framed", "places"),
    "max_pool": ("windows", "first_largest"),
    "mean_pool": ("windows",),
    "to_winners": ("windows", "first_largest", "put_back"),
    "spread": ("put_back",),
    "correlation": ("windows", "grouped", "kernels_of"),
    "kernel_gradient": ("windows", "grouped"),
    "input_gradient": ("put_back", "kernels_of"),
}
_PAIRED = {OUTPUT: "correlation", KERNEL: "kernel_gradient", INPUT: "input_gradient"}


def define(name: str, module: str, functions: dict[str, str]) -> None:
    """Adds the source of a function, and of those that it calls before it, to what a script defines."""
    for needed in _NEEDS.get(name, ()):
        define(needed, module, functions)
    functions.setdefault(name, _SOURCES[name].replace("{m}", module))


def window_call(node: Node, operands: tuple[str, ...]) -> tuple[str, tuple[str, ...]]:
    """A call of an operation over windows, and the names of the functions that it needs."""
    if node.op == "paired":
        return _paired_call(node, operands)
    geometry: Geometry = node.data
    shape = (node.shape,) if node.op == "spread" else ()
    return _call(node.op, operands, *shape, geometry.kernel, geometry.stride, geometry.padding), (node.op,)


def _paired_call(node: Node, operands: tuple[str, ...]) -> tuple[str, tuple[str, ...]]:
    wanted, geometry = node.data
    left, right = operands
    name, more = _PAIRED[wanted], (node.shape, geometry.stride, geometry.padding, geometry.groups)
    if not geometry.turned:
        return _call(name, (left, right), *more), (name,)
    if wanted == KERNEL:
        return f"turned({_call(name, (left, right), *more)})", (name, "turned")
    return _call(name, (left, f"turned({right})"), *more), (name, "turned")


def _call(name: str, operands: tuple[str, ...], *numbers: Any) -> str:
    return f"{name}({', '.join((*operands, *map(repr, numbers)))})"
