"""Commands of recruitment."""
