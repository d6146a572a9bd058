"""One module for each kind; the rules are plain functions, read by `backprop_cli.rules`."""
