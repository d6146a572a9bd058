"""Drawings: a computation graph laid out, and written in the language of each format."""
