"""From a report to a verified incident."""
