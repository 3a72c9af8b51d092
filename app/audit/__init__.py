"""What happened, in the order in which it was committed: written with the change, never altered."""
