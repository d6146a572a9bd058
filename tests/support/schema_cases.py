"""The schemas as they are printed, what stands in them, and which bad fixtures no schema can see, and why."""

from backprop_cli import schema as built

PROBLEM, ANSWERS = built("problem"), built("answers")


def parts(schema):
    """Every schema inside a schema that says what something is, but not the conditions."""
    if isinstance(schema, dict):
        yield schema
        for key, part in schema.items():
            if key in ("properties", "$defs"):
                for inner in part.values():
                    yield from parts(inner)
            elif key in ("items", "additionalProperties", "propertyNames", "anyOf"):
                yield from parts(part)
    elif isinstance(schema, list):
        for part in schema:
            yield from parts(part)


def keys_in(schema):
    """(key, schema) of every key that the schema knows."""
    return [(key, value) for part in parts(schema) for key, value in part.get("properties", {}).items()]


TEXT = "it is no YAML, which the editor says itself"
YAML = "the editor's reader of YAML drops or mends it before the schema is asked"
SHAPE = "it compares how long lists are in two places"
PLACES = "it compares two places, one of which says what the other may be"
SUM = "it is a sum or a product of several values"
GRAMMAR = "the pattern of a number knows its signs and words, not their grammar"
VALUE = "it shows when the formula is computed"
NUMBER = "YAML has made a number of it: its digits are gone"
ACROSS = "it compares several documents"
UNSEEN = {
    "many_drawn": SHAPE,
    "array_arrives": SHAPE,
    "array_differs": SHAPE,
    "array_small": SHAPE,
    "axes_need_data": PLACES,
    "few_axes": PLACES,
    "given_shape": SHAPE,
    "input_shape": SHAPE,
    "loss_of_array": PLACES,
    "row_arrives": PLACES,
    "uneven_array": SHAPE,
    "batch_rows": SHAPE,
    "given_inputs": SHAPE,
    "given_not_read": PLACES,
    "order_and_batch": PLACES,
    "test_all": SHAPE,
    "learn_in_network": "the keys of train are those of both kinds of problem",
    "penalty_of_nodes": "the keys of train are those of both kinds of problem",
    "bad_name_in_formula": GRAMMAR,
    "date": "the pattern of a number takes a difference without spaces, too",
    "look_alike_names": "it does not know that two signs look alike",
    "argument_count": GRAMMAR,
    "class_number": SHAPE,
    "no_state": SHAPE,
    "clip_order": PLACES,
    "state_name": PLACES,
    "state_shape": SHAPE,
    "steps_differ": SHAPE,
    "no_sequence": PLACES,
    "loss_of_sequence": PLACES,
    "rows_over_time": PLACES,
    "loss_rows": SHAPE,
    "loss_differs": SHAPE,
    "given_beside_loss": PLACES,
    "class_of_unknown": SHAPE,
    "columns_arrive": SHAPE,
    "init_sizes": SHAPE,
    "size_unknown": SHAPE,
    "count_differs": SHAPE,
    "deep_formula": GRAMMAR,
    "division_by_zero": VALUE,
    "domain": VALUE,
    "done": SUM,
    "duplicate_key": YAML,
    "empty_file": "there is no document to look at",
    "endless_alias": YAML,
    "formula_ends": GRAMMAR,
    "function_bracket": GRAMMAR,
    "given_count": SHAPE,
    "implicit_product": GRAMMAR,
    "input_count": SHAPE,
    "key_kind": YAML,
    "large_exponent": GRAMMAR,
    "long_number": NUMBER,
    "many_steps": SUM,
    "name_twice": ACROSS,
    "no_free_name": GRAMMAR,
    "no_layer": PLACES,
    "join_differs": SHAPE,
    "join_unknown": SHAPE,
    "loss_of_nothing": PLACES,
    "no_loss_of": PLACES,
    "no_such_value": PLACES,
    "read_before": PLACES,
    "taken_name": PLACES,
    "step_name": PLACES,
    "unread": PLACES,
    "value_twice": PLACES,
    "no_loss": PLACES,
    "no_other": ACROSS,
    "no_such_observation": PLACES,
    "no_value": VALUE,
    "not_a_parameter": PLACES,
    "not_decimal": NUMBER,
    "not_decimal_thousands": GRAMMAR,
    "not_free": PLACES,
    "not_given": PLACES,
    "not_together": PLACES,
    "not_utf8": TEXT,
    "not_utf8_utf16": TEXT,
    "overflow": VALUE,
    "parameter_twice": PLACES,
    "question_twice": PLACES,
    "ragged": SHAPE,
    "rows_arrive": SHAPE,
    "size_differs": SHAPE,
    "tag": YAML,
    "target_bounds_range": "a bound is no bound for the text -3/2",
    "target_count": SHAPE,
    "target_sum": SUM,
    "target_zero": SUM,
    "too_large": VALUE,
    "unexpected_sign": GRAMMAR,
    "unknown_alias": TEXT,
    "unknown_key_merge": YAML,
    "update_needs": PLACES,
    "used_before": PLACES,
    "yaml": TEXT,
    "yaml_colon": TEXT,
    "yaml_quote": TEXT,
    "yaml_tabs": TEXT,
    "control_character": TEXT,
    "batch_of_matrices": SHAPE,
    "learned_data": PLACES,
    "no_number_descends": SHAPE,
    "no_such_node": PLACES,
    "not_learned": PLACES,
    "row_differs": PLACES,
    "shapes": SHAPE,
    "which_product": SHAPE,
    "indices_of_data": PLACES,
    "no_jacobian": PLACES,
    "no_such_row": PLACES,
    "numbers_arrive": SHAPE,
    "option_rows": SHAPE,
    "option_shape": SHAPE,
}
