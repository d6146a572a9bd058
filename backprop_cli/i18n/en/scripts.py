"""What is said of scripts of arrays and of models of PyTorch, in English."""

TEXTS = {
    "fault.no_script_form": "{found} cannot be written as a script of arrays",
    "fault.no_such_module": "no layer or loss here is what PyTorch calls {found}",
    "fault.not_of_torch": "{what}: nothing of PyTorch",
    "fault.other_loss": "the model's loss is {expected}, that of this problem {found}: its layers or its loss do something else here",
    "fault.script_without_numbers": "a script needs numbers, and {name} has values without any",
}
