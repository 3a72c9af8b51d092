"""What the databases promise, below HTTP."""
