"""Answer files: what students hand in, and the numbers in it as they were written."""
