"""A program run step by step: values, rows, and the new weights."""
