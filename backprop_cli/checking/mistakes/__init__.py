"""The misconceptions by theme: each is a rewriting of one line of the program; slips are seen in the digits."""
