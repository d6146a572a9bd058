"""Forms of a report: one callable for each format."""
