"""Elections, their areas, stations, visits and taxonomy."""
