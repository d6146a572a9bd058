"""The program read in symbols: composed functions, derivatives, repeated parts; and the questions of a sheet."""
