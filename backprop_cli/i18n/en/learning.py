"""What is wrong with a way of learning: the optimiser's state, rates, clipping, penalties."""

TEXTS = {
    "fault.clip_order": "gradients are clipped by the norm of all of them, but each update follows its gradient at once",
    "fault.expected_clip": "clip expects one of norm and value, found {found}",
    "fault.no_state": "{kind} remembers nothing that is called {found}",
    "fault.state_name": "{name} is a parameter, and {kind} remembers a value under that name",
    "fault.state_shape": "{name} has not the shape of its parameter",
    "fault.unknown_schedules": "unknown schedule {found}",
    "hint.clip": "write clip: {{norm: 1}} or clip: {{value: 1}}",
    "hint.clip_order": "clip by value, or set conventions.update_order: after_backward",
    "hint.rate": "write a number, a list such as [0.1, 0.05], or {{step: {{start: 0.1, every: 10, times: 0.5}}}}",
    "hint.schedules": "write it as {{step: {{start: 0.1, every: 10, times: 0.5}}}}",
    "hint.state": "write what the optimiser remembers by its name, with the shape of the parameter: state: {{v_W1: [[0, 0]], v_b1: [0]}}",
    "kind.schedules": "a schedule of the learning rate",
}
