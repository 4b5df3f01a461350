"""Everything that recruitment writes."""
