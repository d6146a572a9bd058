"""Answers judged against the program of their problem: verdicts, the first wrong step, and why."""
