"""People: who may do what, in which election."""
