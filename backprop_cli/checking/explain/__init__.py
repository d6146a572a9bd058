"""Why an answer is wrong: another convention, a misconception in its line, or one in a line further up."""
