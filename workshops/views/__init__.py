"""Pages of workshops."""
