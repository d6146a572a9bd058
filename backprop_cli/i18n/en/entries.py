"""What is said where the work is written entry by entry."""

TEXTS = {
    "board.asked": "{id} · {part}",
    "board.entry_delta": "{name} stands for {gradient}, the gradient that has arrived at this value.",
    "board.entry_observation": "{name} belongs to observation {number}: small brackets hold the number of the observation.",
    "board.entry_weight": "{name} is a weight of layer {layer}: it leads from value {start} of the layer below to value {end} of this one.",
    "fault.unknown_chain": "--chain: expected one of {known}; found {found}",
    "help.chain": "How --scalar writes gradients: in local derivatives (local), by the gradient that has arrived (delta), or unfolded down from the loss (full) (default: delta).",
    "help.entries": "Write every line entry by entry, or in matrices (default: as the problem says, else entry by entry where every matrix has one row or one column).",
    "help.single_entries": "Ask for the entries of a matrix one at a time, or for whole matrices (default: as the problem says, else whole).",
    "metavar.chain": "local|delta|full",
    "schema.look": "How the work is shown; options of the command override it.",
    "schema.look.digits": "Significant digits to show.",
    "schema.look.entries": "true: entry by entry; false: in matrices.",
}
