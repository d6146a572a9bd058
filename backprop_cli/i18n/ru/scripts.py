"""What is said of scripts of arrays and of models of PyTorch, in Russian."""

TEXTS = {
    "fault.no_script_form": "{found} нельзя записать как скрипт с массивами",
    "fault.no_such_module": "здесь нет слоя или функции потерь, которые в PyTorch называются {found}",
    "fault.not_of_torch": "{what}: это не объект PyTorch",
    "fault.other_loss": "функция потерь модели равна {expected}, а в этой задаче {found}: какой-то слой или сама эта функция здесь другие",
    "fault.script_without_numbers": "для скрипта нужны числа, а в задаче {name} не у всех величин они есть",
}
