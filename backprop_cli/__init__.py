"""Backpropagation by hand: see `load`, `solve`, `step` and `render`."""

__version__ = "0.1.0"
