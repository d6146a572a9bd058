"""The compiled readings of a program: source of our own, made from its lines, that takes a step at once."""
