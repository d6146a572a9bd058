"""Russian: what is said in and below pictures."""

TEXTS = {
    "fault.no_neurons": "нейроны сети можно нарисовать, только если её величины — строки чисел и размеры их известны",
    "board.drawn.first_of": "У нейронов — числа наблюдения {number}; веса меняются по всем: {all}.",
    "board.drawn.key.before": "Веса — до шага.",
    "board.drawn.key.numbers": "Сверху — значение, снизу — δ, производная {name} по нему.",
    "board.drawn.key.sums": "Сверху — значение, снизу — δ, производная {name} по сумме на входе или по самому значению.",
    "board.drawn.key.values": "Сверху — значение.",
    "board.drawn.left_out": "{names}: пропущено {count} из {size} (⋮).",
    "board.drawn.network": "Сеть: {count} {count:нейрон|нейрона|нейронов}, считая входы и реальные значения.",
    "board.drawn.no_weights": "Весов слишком много, чтобы подписать рёбра.",
    "hint.no_neurons": "--view computation рисует её значения матрицами",
    "fault.film_only": "фильм — папка с картинками svg; другого формата и выходного файла у него нет",
    "hint.film_only": "уберите -f и -o",
    "command.film": "{count} {count:картинка|картинки|картинок} в {name}",
}
