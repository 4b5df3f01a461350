"""Pages of projects, for the pair and for the team."""
