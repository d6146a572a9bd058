"""Verdicts: the answer key, and the judges that hold every answer against it, line by line."""
