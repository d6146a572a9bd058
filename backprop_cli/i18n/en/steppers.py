"""What compiled steps say, in English."""

TEXTS = {
    "fault.dtype": "{found} is not a kind of numbers: choose float64 or float32",
    "fault.in_compiled_step": "{problem}, step {step}: ",
    "fault.in_variant": "{problem}, variant {step}: ",
    "fault.large_step": "a step of {problem} has more than {most} operations on numbers, too many to compile",
    "fault.many_dtype": "many variants are always taken in float64",
    "fault.no_array_given": "{name} must be an array of numbers, found {found}",
    "fault.no_batches": "there is nothing to run over: give at least one batch and one epoch",
    "fault.no_count_given": "{name} must be a whole number, found {found}",
    "fault.no_matrices": "{problem} has no step on whole matrices: it is a graph of formulas, its rate changes, a mask is drawn in each step, or it goes over time",
    "fault.no_names_given": "{name} must be weights by their names, found {found}",
    "fault.no_number_given": "{name} must hold numbers, found {found}",
    "fault.no_pairs_given": "{name} must be pairs (x, y), found {found}",
    "fault.no_parameter": "{found} is not a parameter of the problem",
    "fault.no_problems_given": "{name} must be a list of problems, found {found}",
    "fault.no_row_given": "{name} must be a list of numbers, found {found}",
    "fault.no_stepper": "{problem} cannot be compiled: a step needs a number for every weight, data, and one loss",
    "fault.numbers": "{name} has {found} {found:number|numbers} or rows, expected {expected}",
    "fault.other_weights": "{name} has other weights than {expected}",
    "fault.shape_given": "{name} has the shape {found}, expected {expected}",
}
