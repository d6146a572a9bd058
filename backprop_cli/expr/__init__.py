"""Expressions: nodes, operations, folding, text, formulas."""
