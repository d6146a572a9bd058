"""1 − x·y/(|x|·|y|), by the angle between the outputs and the target alone. Source: Manning and others, 2008, 6.10."""

from ..expr.node import Node, columns, elementwise, row_sum

also_called = ("cosine_loss", "cosine_similarity", "cosine_distance", "cosine_embedding_loss")


def out(x: Node, y: Node) -> Node:
    lengths = elementwise("sqrt", (x**2).sum(columns)) * elementwise("sqrt", (y**2).sum(columns))
    return 1 - (x * y).sum(columns) / lengths


def dx(d: Node, x: Node, y: Node) -> Node:
    by_x, by_y = elementwise("sqrt", row_sum(x**2)), elementwise("sqrt", row_sum(y**2))
    return d * (row_sum(x * y) * x / by_x**2 - y) / (by_x * by_y)
