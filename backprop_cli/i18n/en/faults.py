"""What can be wrong, and how to mend it."""

TEXTS = {
}
