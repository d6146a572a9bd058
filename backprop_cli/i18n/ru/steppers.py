"""What compiled steps say, in Russian."""

TEXTS = {
    "fault.dtype": "{found} не название чисел: выберите float64 или float32",
    "fault.in_compiled_step": "{problem}, шаг {step}: ",
    "fault.in_variant": "{problem}, вариант {step}: ",
    "fault.large_step": "в шаге {problem} больше {most} действий над числами; столько не скомпилировать",
    "fault.no_batches": "считать не по чему: нужен хотя бы один мини-батч и одна эпоха",
    "fault.no_matrices": "{problem}: шага на целых матрицах нет: это граф формул, скорость обучения меняется, маска выбирается на каждом шаге или есть шаги времени",
    "fault.no_parameter": "параметра {found} нет",
    "fault.no_stepper": "{problem} нельзя скомпилировать: шагу нужны числа для всех весов, данные и одна функция потерь",
    "fault.numbers": "в {name} {found} {found:число или строка|числа или строки|чисел или строк}, а должно быть {expected}",
}
