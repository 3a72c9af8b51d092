"""Pollwatch: election reports from the field, turned into numbers that can be checked."""

__version__ = "0.1.0"
