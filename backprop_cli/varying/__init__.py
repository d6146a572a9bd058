"""Other numbers for a problem, as nice as its own: what may change, how it is drawn, and what it must keep to."""
