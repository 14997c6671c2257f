"""Overview: what hr and managers see of all that is theirs: the board, and what waits for them."""
