"""Problem files: from text to checked, plain data."""
