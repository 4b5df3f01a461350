"""What recruitment asks, and how answers are read."""
