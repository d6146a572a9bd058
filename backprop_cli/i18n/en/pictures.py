"""English: what is said in and below pictures."""

TEXTS = {
    "fault.no_neurons": "the neurons of a network can be drawn only where its values are rows of numbers, of sizes that are known",
    "board.drawn.first_of": "The neurons show observation {number}; the weights change by all of {all}.",
    "board.drawn.key.before": "The weights are those before the step.",
    "board.drawn.key.numbers": "Above: the value. Below: δ, the derivative of {name} by it.",
    "board.drawn.key.sums": "Above: the value. Below: δ, the derivative of {name} by the sum that comes in, or by the value itself.",
    "board.drawn.key.values": "Above: the value.",
    "board.drawn.left_out": "{names}: {count} of {size} are left out (⋮).",
    "board.drawn.network": "A network: {count} {count:neuron|neurons}, inputs and targets included.",
    "board.drawn.no_weights": "There are too many weights to write them on the edges.",
    "hint.no_neurons": "--view computation draws its values as matrices",
    "fault.film_only": "a film is a folder of svg pictures, so it takes no other format and no output file",
    "hint.film_only": "leave out -f and -o",
    "command.film": "{count} {count:picture|pictures} in {name}",
}
