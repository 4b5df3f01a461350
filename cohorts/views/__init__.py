"""Pages of programmes, venues, cohorts, places and exclusions."""
