"""What is wrong with a way of learning: the optimiser's state, rates, clipping, penalties."""

TEXTS = {
    "fault.no_state": "{kind} не запоминает ничего с именем {found}",
    "fault.state_name": "{name} — параметр, а {kind} запоминает под этим именем своё значение",
    "fault.state_shape": "{name} другого размера, чем его параметр",
    "hint.state": "напишите по имени то, что запоминает оптимизатор, того же размера, что и параметр: state: {{v_W1: [[0, 0]], v_b1: [0]}}",
}
