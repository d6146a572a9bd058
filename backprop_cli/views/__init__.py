"""What is shown: from a trace to a report."""
