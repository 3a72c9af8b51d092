"""Ratios that the design promises, each measured side by side in one run: `python -m benchmarks`."""
