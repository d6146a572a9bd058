"""A program run step by step: values, rows, new weights."""
