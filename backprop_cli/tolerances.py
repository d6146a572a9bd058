"""Every tolerance and every size at which exact work stops, each with its reason."""

from __future__ import annotations

# expr/, evaluate/

CANCELS = 4  # in ulp of the largest term: a sum so small is rounding alone; each of a few terms adds up to half an ulp
REMEMBERED = 16  # a sum this many times smaller than its terms keeps their size; only such a one can turn out to be 0
FAR = 30.0  # beyond, σ is taken as it is, e^x not rounded on the way: 1 + e^−30 is 1 to thirteen digits
ON_GRID = 1e-9  # in units of the last digit: a float so near to a rounded number is that number
MAX_DIGITS = 60  # of a numerator or denominator: fractions triple their digits with every step of a small network
MAX_EXPONENT = 16  # of an exact power: 60 digits to the 16th are still computed at once
MAX_EXACT_TEXT = 200  # characters of an exact value: what is longer nobody reads, and a step makes it ten times longer
MAX_TERMS, MAX_DEGREE = 24, 16  # of a collected polynomial: a longer one is harder to read than what it was made of
