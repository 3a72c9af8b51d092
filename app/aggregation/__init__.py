"""Counts, read from the rollups."""
