"""Tolerances and thresholds, each with its reason; nothing else in the package compares with a number of its own."""

# views and formats
# Numbers that are put into one formula: three matrices of 80 entries fill a page, and nobody reads on after it.
MAX_CELLS = 240
# Formulas kept as they were laid out: a network of 100 layers has fewer, and memory does not grow with the steps.
MAX_KEPT_FORMULAS = 500
# Values in a picture: beyond these no page shows it, and the count of crossings grows with the square of the edges.
MAX_VERTICES = 400
