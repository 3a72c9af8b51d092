"""What goes on: live, for those who work beside one another, and afterwards, for those who check."""
