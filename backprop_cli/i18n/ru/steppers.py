"""What compiled steps say, in Russian."""

TEXTS = {
    "fault.dtype": "{found} не название чисел: выберите float64 или float32",
    "fault.in_compiled_step": "{problem}, шаг {step}: ",
    "fault.in_variant": "{problem}, вариант {step}: ",
    "fault.large_step": "в шаге {problem} больше {most} действий над числами; столько не скомпилировать",
    "fault.many_dtype": "много вариантов всегда считаются в float64",
    "fault.no_array_given": "{name} должно быть массивом чисел, а дано {found}",
    "fault.no_batches": "считать не по чему: нужен хотя бы один мини-батч и одна эпоха",
    "fault.no_count_given": "{name} должно быть целым числом, а дано {found}",
    "fault.no_matrices": "{problem}: шага на целых матрицах нет: это граф формул, скорость обучения меняется, маска выбирается на каждом шаге или есть шаги времени",
    "fault.no_names_given": "{name} должно быть весами по именам, а дано {found}",
    "fault.no_number_given": "в {name} должны быть числа, а дано {found}",
    "fault.no_pairs_given": "{name} должно состоять из пар (x, y), а дано {found}",
    "fault.no_parameter": "параметра {found} нет",
    "fault.no_problems_given": "{name} должно быть списком задач, а дано {found}",
    "fault.no_row_given": "{name} должно быть списком чисел, а дано {found}",
    "fault.no_stepper": "{problem} нельзя скомпилировать: шагу нужны числа для всех весов, данные и одна функция потерь",
    "fault.numbers": "в {name} {found} {found:число или строка|числа или строки|чисел или строк}, а должно быть {expected}",
    "fault.other_weights": "у {name} другие веса, чем у {expected}",
    "fault.shape_given": "{name} имеет размер {found}, а нужно {expected}",
}
