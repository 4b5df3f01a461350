"""Pages of the board, of one pair, and of a participant's partner."""
