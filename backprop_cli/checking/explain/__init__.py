"""Reasons: conventions, misconceptions, and errors further up."""
