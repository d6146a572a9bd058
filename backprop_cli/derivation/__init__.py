"""The program read in symbols: composed functions, derivatives, repeated parts, and the questions about them."""
