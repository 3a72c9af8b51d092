"""The sandbox for pictures, by itself."""
