"""Readings of a program: the walk and its algebras, and the written form."""
