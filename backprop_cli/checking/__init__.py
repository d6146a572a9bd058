"""Answers judged against the program of their problem: verdicts, the first wrong step, and why."""

from .judge.numbers import check
from .judge.result import Check

__all__ = ["Check", "check"]
