"""A class graded: many files judged by workers, resumed after an interruption, and summed up."""
