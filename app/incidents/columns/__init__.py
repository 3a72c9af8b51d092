"""What the public sees of a large election, in memory: one array for each column."""
