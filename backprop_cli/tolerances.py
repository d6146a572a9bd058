"""Tolerances and thresholds, each with its reason; nothing else in the package compares with a number of its own."""

# problem, program, solution, derivation
# Two problems have the same line where their floats agree so far: the order of work differs, and with it some ulp
# (2e-16) per operation; a number that is meant to be another one differs in the digits that people see.
SAME_LINE = 1e-12
# Of numbers around 0, where a share says nothing: what is left of 1 after a few cancelled sums.
SAME_LINE_ZERO = 1e-15
# A weight is written as a fraction up to so many characters: the longest that people still read, and short enough for
# ten steps one by one; beyond it a decimal of 17 digits is the very same float.
MAX_LITERAL = 40
# Names and operations of a formula that is still written out: a page of it; the derivation has boxes for the rest.
MAX_WRITTEN = 3000
# Paths of a scalar graph that are listed: their number may double with every node.
MAX_PATHS = 100
