"""Tests of what every package uses, each on the smallest app that shows it."""
