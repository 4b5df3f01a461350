"""Forms of the board, of a pair and of what a pair agrees."""
