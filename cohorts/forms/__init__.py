"""Forms of programmes, venues, cohorts, places and exclusions."""
