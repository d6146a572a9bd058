"""English: what is said of graphs and of the steps on them."""

from __future__ import annotations

TEXTS: dict[str, str] = {
    "fault.batch_of_matrices": "a step on several observations takes formulas of numbers",
    "fault.learned_data": "{found} comes from the data, so it cannot be learned",
    "fault.no_number_descends": "{name} has several numbers, so no step can go down it",
    "fault.no_such_node": "the node {found} is missing",
    "fault.not_learned": "{name} does not depend on {found}, so there is nothing to learn",
    "fault.row_differs": "row {number} of the data has other names or sizes than the first",
    "fault.which_product": "a matrix of size {left} times one of size {right}: the product of matrices fits, and so may entry by entry",
    "hint.batch_of_matrices": "put the observations into the rows of one matrix, and average in the formula of the loss",
    "hint.learn": "write learn: [w, b]",
    "hint.no_number_descends": "add them up, as in L: sum(…), or name another node as the loss",
    "hint.rows": "give every row the same names, as in data: [{{x: 1, t: 2}}, {{x: 3, t: 4}}]",
    "hint.which_product": "write @ for the product of matrices, or ⊙ for the product entry by entry",
}
