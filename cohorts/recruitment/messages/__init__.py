"""What recruitment says to people."""
