"""From text to expressions: tokens, grammar, constants, and signs that look alike."""
