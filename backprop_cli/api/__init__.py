"""What the library offers beside solving and checking; every name is public as `backprop_cli.NAME`."""
