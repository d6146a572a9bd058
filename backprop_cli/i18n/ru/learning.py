"""What is wrong with a way of learning: the optimiser's state, rates, clipping, penalties."""

TEXTS = {
    "fault.clip_order": "производные ограничиваются по общей норме, а каждое обновление делается сразу за своей производной",
    "fault.expected_clip": "clip: нужно одно из norm и value, а здесь {found}",
    "fault.no_state": "{kind} не запоминает ничего с именем {found}",
    "fault.state_name": "{name} — параметр, а {kind} запоминает под этим именем своё значение",
    "fault.state_shape": "{name} другого размера, чем его параметр",
    "fault.unknown_schedules": "неизвестный график скорости обучения {found}",
    "hint.clip": "напишите clip: {{norm: 1}} или clip: {{value: 1}}",
    "hint.clip_order": "ограничьте по значению или поставьте conventions.update_order: after_backward",
    "hint.rate": "напишите число, список вроде [0.1, 0.05] или {{step: {{start: 0.1, every: 10, times: 0.5}}}}",
    "hint.schedules": "пишется так: {{step: {{start: 0.1, every: 10, times: 0.5}}}}",
    "hint.state": "напишите по имени то, что запоминает оптимизатор, того же размера, что и параметр: state: {{v_W1: [[0, 0]], v_b1: [0]}}",
    "kind.schedules": "график скорости обучения",
}
