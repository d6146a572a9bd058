"""Views: what is shown of a solution, a derivation or judged answers, before it has a format."""
