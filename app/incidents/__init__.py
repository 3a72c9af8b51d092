"""Kernel: what happened, how sure we are, and what the public sees of it."""
