"""Work that follows a change, promised in the same transaction."""
