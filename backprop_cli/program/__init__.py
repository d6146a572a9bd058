"""A problem as the straight-line list of assignments of one step."""
