"""Everything that is written about people."""
