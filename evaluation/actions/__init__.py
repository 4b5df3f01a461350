"""Everything that is written about the evaluation."""
