"""From a problem to its program: the list of assignments that a person writes for one step."""
