"""What the promises on speed are held against, measured side by side: python -m benchmarks."""
