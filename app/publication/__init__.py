"""What the public sees, and how it gets there."""
