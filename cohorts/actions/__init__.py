"""All writes to programmes, venues, cohorts, places, exclusions and tasks."""
