"""What is wrong with a way of learning: the optimiser's state, rates, clipping, penalties."""

TEXTS = {
    "fault.no_state": "{kind} remembers nothing that is called {found}",
    "fault.state_name": "{name} is a parameter, and {kind} remembers a value under that name",
    "fault.state_shape": "{name} has not the shape of its parameter",
    "hint.state": "write what the optimiser remembers by its name, with the shape of the parameter: state: {{v_W1: [[0, 0]], v_b1: [0]}}",
}
