"""Server-rendered pages that are complete without JavaScript."""
