"""Answers judged against the program of their problem: verdicts, the first wrong step, and why."""

from .judging import check
from .result import Check

__all__ = ["Check", "check"]
