"""All writes to proposals, pairs and what a pair agrees."""
