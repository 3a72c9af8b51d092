"""Taking in reports: exactly once, and never lost."""
