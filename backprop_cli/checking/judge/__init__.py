"""Verdicts: every answer held against the key, line by line."""
