"""Rollups: how many reports and incidents stand in each cell."""
