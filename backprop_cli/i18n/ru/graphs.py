"""Russian: what is said of graphs and of the steps on them."""

from __future__ import annotations

TEXTS: dict[str, str] = {
    "fault.batch_of_matrices": "шаг сразу по нескольким наблюдениям возможен только для формул из чисел",
    "fault.learned_data": "{found} берётся из данных, поэтому обучать его нельзя",
    "fault.no_number_descends": "в {name} несколько чисел, поэтому спускаться по нему нельзя",
    "fault.no_such_node": "узла {found} нет",
    "fault.not_learned": "{name} не зависит от {found}, обучать тут нечего",
    "fault.row_differs": "в строке данных {number} другие имена или размеры, чем в первой",
    "fault.which_product": "матрица размера {left} на матрицу размера {right}: подходит матричное произведение, а может быть, и поэлементное",
    "hint.batch_of_matrices": "сложите наблюдения в строки одной матрицы и усредните в формуле функции потерь",
    "hint.learn": "перечислите имена в квадратных скобках",
    "hint.no_number_descends": "сложите их, например L: sum(…), или назовите функцией потерь другой узел",
    "hint.rows": "имена в строках должны совпадать: data: [{{x: 1, y: 2}}, {{x: 3, y: 4}}]",
    "hint.which_product": "пишите @ для матричного произведения или ⊙ для поэлементного",
}
