"""Formats: a report as text for people, records as text for programs."""
